import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { dataCommand } from '../../src/cli/data.js'
import { png, temporaryFolder, writeTree } from '../data/fixtures.js'

const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
afterEach(() => {
  printed.mockClear()
  process.exitCode = undefined
})

async function run(...words: string[]): Promise<string> {
  await dataCommand.parseAsync(words, { from: 'user' })
  return printed.mock.calls.join('\n')
}

test('make world, list it, check it, with a contact sheet', async () => {
  const folder = temporaryFolder()
  const few = ['--train', '2', '--test', '1', '--negatives', '1', '--outliers', '1', '--seed', '3']
  const benchmark = await run('make', 'world', '--out', join(folder, 'w'), ...few)
  expect(benchmark).toBe(join(folder, 'w/world.json'))
  printed.mockClear()
  expect(await run('list', benchmark)).toContain(`${benchmark}#near/kin`)
  printed.mockClear()
  const sheet = join(folder, 'sheet.png')
  const output = await run('check', benchmark, '--sheet', sheet)
  expect(output).toContain('inlier/train: 20 images, 10 classes of 2, 32×32')
  expect(output).toContain('nothing wrong was found')
  expect(process.exitCode).toBeUndefined()
  expect(readFileSync(sheet).subarray(1, 4).toString()).toBe('PNG')
})

test('check: problems set the exit code; names cannot steer the terminal', async () => {
  const path = writeTree(temporaryFolder(), { 'a/\u001b[31m.png': 'no image', 'a/ok.png': png(1) })
  const output = await run('check', path)
  expect(output).toContain('PROBLEM  1 images cannot be read, such as a/\\u001b[31m.png')
  expect(process.exitCode).toBe(2)
  printed.mockClear()
  expect(JSON.parse(await run('check', path, '--json')).sets[0].unreadable).toHaveLength(1)
  await expect(run('check', path, '--sheet', 'x.jpg')).rejects.toThrow('expected a name in .png')
})

test('list names what can be fetched', async () => {
  const names = JSON.parse(await run('list', '--json')).map(({ name }: { name: string }) => name)
  expect(names).toContain('cifar10')
})

test('fetch refuses unknown names before anything is made', async () => {
  const folder = join(temporaryFolder(), 'data')
  await expect(run('fetch', 'nothing', '--out', folder)).rejects.toThrow('unknown set "nothing"')
  expect(existsSync(folder)).toBe(false)
})
