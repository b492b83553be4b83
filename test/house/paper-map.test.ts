import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const map = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split('## Paper map')[1]!
const rows = map
  .split('\n')
  .filter(line => /^\| (Eq|Sec|Table|Figure)/.test(line))
  .map(line => line.split('|').map(cell => cell.trim()))
  .map(([, paper, code, tested]) => ({ paper: paper!, code: code!, tested: tested! }))

const count = (prefix: string, last: number) => Array.from({ length: last }, (_, i) => `${prefix} ${i + 1}`)
const sections = ['3', '4', '5', '6.1', '6.2', '6.3', '6.4', 'A.1', 'A.2'].map(name => `Sec. ${name}`)

test('every equation, section, table and figure of the paper has its row', () => {
  const wanted = [...count('Eq.', 10), ...sections, ...count('Table', 11), ...count('Figure', 3)]
  expect(rows.map(row => row.paper)).toEqual(wanted)
})

const pathsIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1]!)

test.each(rows)('$paper: names files that are there, or says "not yet"', ({ code, tested }) => {
  if (code.startsWith('not yet')) return expect(tested).toBe('')
  expect(pathsIn(code).length).toBeGreaterThan(0)
  expect(pathsIn(tested).length).toBeGreaterThan(0)
  for (const path of [...pathsIn(code), ...pathsIn(tested)])
    expect(existsSync(join(root, path)), path).toBe(true)
})
