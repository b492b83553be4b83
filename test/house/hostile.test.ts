import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

// docs/hostile.json maps the number of each foreseen bad input or fault to the tests that hold it.
const root = resolve(import.meta.dirname, '../..')
const table: Record<string, string[]> = JSON.parse(readFileSync(join(root, 'docs/hostile.json'), 'utf8'))

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
// 40–44 are of the web server, 46–48 of several machines: not built yet.
const wanted = [...range(1, 39), 45]

test.each(wanted)('%i has its tests', number => {
  const entries = table[number] ?? []
  expect(entries.length, `no test for number ${number}`).toBeGreaterThan(0)
  for (const entry of entries) {
    const [file, name = ''] = entry.split(/: (.*)/s)
    expect(existsSync(join(root, file!)), file).toBe(true)
    if (file!.startsWith('test/procedures/')) continue
    expect(name, `${entry} names no test`).not.toBe('')
    const text = readFileSync(join(root, file!), 'utf8')
    const isTitle = [`'${name}'`, `"${name}"`, `\`${name}\``].some(title => text.includes(title))
    expect(isTitle, `${file} has no test "${name}"`).toBe(true)
  }
})
