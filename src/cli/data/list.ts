/** `uno data list`: what can be fetched, and what a benchmark file holds. */
import { Command } from 'commander'
import { columns } from '../../columns.js'

export const listCommand = new Command('list')
  .description('list the sets that can be fetched, or those of a benchmark file')
  .argument('[file]', 'a benchmark in JSON')
  .option('--json', 'print JSON')
  .action(async (file: string | undefined, { json }: { json?: boolean }) => {
    const rows = file === undefined ? await fetchable() : await entries(file)
    if (json) return console.log(JSON.stringify(rows, null, 2))
    for (const line of columns(rows.map(({ name, about }) => [name, about]))) console.log(line)
  })

async function fetchable(): Promise<{ name: string; about: string }[]> {
  const { catalogue } = await import('../../data/download/catalogue.js')
  return catalogue.map(({ name, about, files }) => {
    const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)
    return { name, about: bytes ? `${about} (${Math.round(bytes / 1e6)} MB)` : about }
  })
}

async function entries(file: string): Promise<{ name: string; about: string }[]> {
  const { isPixelBenchmark, readPixelBenchmark } = await import('../../data/scenes/pixel-benchmark.js')
  if (isPixelBenchmark(file)) {
    const { benchmarkScenes } = await import('../../data/sets/benchmark-scenes.js')
    return benchmarkScenes(readPixelBenchmark(file)).map(({ entry, part }) => {
      return { name: `${file}#${entry}`, about: part }
    })
  }
  const { benchmarkSets, readBenchmark } = await import('../../data/images/benchmark.js')
  return [...benchmarkSets(readBenchmark(file))].map(([entry, spec]) => ({
    name: `${file}#${entry}`,
    about: spec.path,
  }))
}
