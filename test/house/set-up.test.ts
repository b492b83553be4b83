import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const script = (name: string) => join(root, 'scripts', name)
const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })

interface System {
  checkNode(version: string): void
  refusal(platform: string, system: string, names: string[]): string | null
}
const system = (): Promise<System> => import(script('system.mjs'))

test('where all is there, set-up says nothing', () => {
  node(script('setup.mjs'))
  const { status, stdout, stderr } = node(script('setup.mjs'))
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})

test.each(['20.15.0', '20.20.2', '22.2.0', '24.1.0'])('Node %s will do', async version => {
  const { checkNode } = await system()
  expect(() => checkNode(version)).not.toThrow()
})

test.each(['18.19.0', '20.14.0', '21.7.3', '22.1.0'])('Node %s is refused with the remedy', async version => {
  const { checkNode } = await system()
  expect(() => checkNode(version)).toThrow(
    /^Node .* found, 20\.15, 22\.2 or newer needed: install Node 20, 22 or 24 .*$/,
  )
})

test('Debian 12 and 13 are installed upon', async () => {
  const { refusal } = await system()
  expect(refusal('linux', 'Debian GNU/Linux 12 (bookworm)', ['g++'])).toBeNull()
  expect(refusal('linux', 'Debian GNU/Linux 13 (trixie)', ['g++'])).toBeNull()
})

test.each([
  [
    'linux',
    'Fedora Linux 41',
    'Fedora Linux 41 without g\\+\\+, libtorch-dev: install them .*UNO_LIBTORCH.*Dockerfile',
  ],
  ['linux', 'Debian GNU/Linux 11 (bullseye)', 'bullseye.* without.*UNO_LIBTORCH.*in a container$'],
  ['darwin', '', 'this is darwin: use the Dockerfile in a container$'],
  ['win32', '', 'this is win32: use the Dockerfile in a container, or Debian in WSL$'],
])('%s %s is refused in one line with the remedy', async (platform, name, expected) => {
  const { refusal } = await system()
  const line = refusal(platform, name, ['g++', 'libtorch-dev'])
  expect(line).toMatch(new RegExp(expected))
  expect(line).not.toContain('\n')
})
