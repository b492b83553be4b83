/** `uno data fetch`: download a set that is openly offered. */
import { Command } from 'commander'

export const fetchCommand = new Command('fetch')
  .description('download, check and unpack a set; interrupted downloads go on where they were')
  .argument('<name>', 'one of those that "uno data list" shows, or any name together with --url')
  .option('--out <folder>', 'where the set comes to lie, in a folder of its name', 'data')
  .option('--url <url>', 'another source')
  .option('--sha256 <hex>', 'checksum of what --url names')
  .action(async (name: string, { out, url, sha256 }: { out: string; url?: string; sha256?: string }) => {
    const { fetchSet } = await import('../../data/download/fetch-set.js')
    const onStep = (message: string) => process.stderr.write(`${message}\n`)
    const sets = await fetchSet(name, { folder: out, url, sha256, onStep, onProgress: progress() })
    for (const set of sets) console.log(set)
  })

/** A line that is written over on a terminal, and nothing elsewhere. */
function progress(): ((received: number, size: number | undefined) => void) | undefined {
  if (!process.stderr.isTTY) return undefined
  let shown = 0
  return (received, size) => {
    const isComplete = received === size
    if (!isComplete && Date.now() - shown < 200) return
    shown = Date.now()
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
    const total = size === undefined ? '' : ` of ${megabytes(size)}`
    process.stderr.write(`\r${megabytes(received)}${total} MB${isComplete ? '\n' : ''}`)
  }
}
