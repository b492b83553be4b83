import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

// A folder imports from earlier rows only; neighbours in a row do not know each other.
const rows = [
  ['torch', 'formats', 'metrics'],
  ['nn'],
  ['data'],
  ['models', 'methods'],
  ['runs'],
  ['training'],
  ['protocols'],
  ['reports'],
  ['serve'],
  ['cli'],
]
const level = new Map(rows.flatMap((names, i) => names.map(name => [name, i] as const)))
const root = resolve(import.meta.dirname, '../../src')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
const folderOf = (path: string) => relative(root, path).split('/')[0]!

test('every folder of src has its place in the layers', () => {
  const folders = sources.filter(file => file.includes('/')).map(file => folderOf(join(root, file)))
  for (const folder of new Set(folders)) expect(level.has(folder), folder).toBe(true)
})

/** The files of src that a file of src imports, as paths below src. */
function importsOf(file: string): string[] {
  const path = join(root, file)
  const found = readFileSync(path, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)
  return [...found].map(([, target]) =>
    relative(root, resolve(dirname(path), target!)).replace(/\.js$/, '.ts'),
  )
}

/** A ring of names each of which leads to the next; nothing if there is none. */
function ringOf(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>()
  const from = (name: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of edges.get(name) ?? []) {
      const ring = from(next, [...way, name])
      if (ring) return ring
    }
    done.add(name)
    return undefined
  }
  for (const name of edges.keys()) {
    const ring = from(name, [])
    if (ring) return ring
  }
  return undefined
}

test('a ring is told by its members', () => {
  const edges = (given: Record<string, string[]>) =>
    new Map(Object.entries(given).map(([name, targets]) => [name, new Set(targets)]))
  expect(ringOf(edges({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toBeUndefined()
  expect(ringOf(edges({ a: ['b'], b: ['c'], c: ['d', 'b'], d: [] }))).toEqual(['b', 'c', 'b'])
})

test('the folders of data, and the files beside them, import each other in no ring', () => {
  const partOf = (file: string) => file.split('/')[1]!
  const edges = new Map<string, Set<string>>()
  for (const file of sources.filter(file => file.startsWith('data/'))) {
    const others = importsOf(file).filter(
      target => target.startsWith('data/') && partOf(target) !== partOf(file),
    )
    edges.set(partOf(file), new Set([...(edges.get(partOf(file)) ?? []), ...others.map(partOf)]))
  }
  expect([...edges.keys()]).toEqual(expect.arrayContaining(['trees', 'scenes', 'sets']))
  expect([...edges.get('sets')!]).toContain('scenes')
  expect(ringOf(edges)).toBeUndefined()
})

test.each(['training', 'protocols', 'reports'])('the two tracks of %s know nothing of each other', layer => {
  const tracks = ['image', 'pixel'].map(track => `${layer}/${track}/`)
  for (const [own, other] of [tracks, tracks.toReversed()]) {
    const files = sources.filter(file => file.startsWith(own!))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files)
      expect(
        importsOf(file).filter(target => target.startsWith(other!)),
        file,
      ).toEqual([])
  }
})

test.each(sources.filter(file => file.includes('/')))('%s imports downwards', file => {
  const own = folderOf(join(root, file))
  for (const target of importsOf(file)) {
    const other = folderOf(join(root, target))
    // Files directly in src (errors, random) know nothing and may be used by all.
    if (own === other || other.endsWith('.ts')) continue
    expect(level.get(other), `${own} may not import ${other}`).toBeLessThan(level.get(own)!)
  }
})
