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

test.each(sources.filter(file => file.includes('/')))('%s imports downwards', file => {
  const path = join(root, file)
  for (const [, target] of readFileSync(path, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
    const [own, other] = [folderOf(path), folderOf(resolve(dirname(path), target!))]
    // Files directly in src (errors, random) know nothing and may be used by all.
    if (own === other || other.endsWith('.js')) continue
    expect(level.get(other), `${own} may not import ${other}`).toBeLessThan(level.get(own)!)
  }
})
