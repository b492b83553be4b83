import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

// The program as people run it, from dist/. A libtorch that does not exist shows who tries to load it.
const uno = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, UNO_LIBTORCH: '/not/there' },
  })

beforeAll(() => void spawnSync(process.execPath, [join(root, 'scripts/setup.mjs')]), 300_000)

test('--version is the package’s', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(uno('--version').stdout.trim()).toBe(version)
})

test.each([['--help'], ['help'], []])('"uno %s" lists the commands, without libtorch', (...args) => {
  const { status, stdout } = uno(...args.filter(Boolean))
  expect(status).toBe(0)
  for (const command of ['doctor', 'metrics', 'train', 'data'])
    expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
})

test.each([
  [['trian'], /^uno: unknown command 'trian' \(Did you mean train\?\)\n$/],
  [['doctor', '--jsn'], /^uno: unknown option '--jsn' \(Did you mean --json\?\)\n$/],
  [['metrics', 'scores'], /^uno: missing required argument .*\n$/],
  [
    ['predict', 'm', 'x', '--threshold', '1', '--threshold', '2'],
    /^uno: --threshold is given twice; give it once\n$/,
  ],
  [['metrics', 'maps', '--scores', 'a', '--labels', 'b', '--labels', 'c'], /^uno: --labels is given twice/],
  [['doctor', 'extra'], /^uno: too many arguments.*\n$/],
])('%j is a mistake: one line, exit code 2', (args, line) => {
  const { status, stdout, stderr } = uno(...args)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(line)
})

test('help of a command within a command', () => {
  const { status, stdout } = uno('help', 'data', 'make', 'street')
  expect([status, stdout]).toEqual([0, uno('data', 'make', 'street', '--help').stdout])
})

test('a mistake in what a command reads is one line as well', () => {
  const { status, stderr } = uno('metrics', 'scores', '/not/there.csv')
  expect(status).toBe(2)
  expect(stderr).toMatch(/^uno: .*\/not\/there\.csv.*\n$/)
})

test('what would steer a terminal is spelled out', () => {
  const { stderr } = uno('metrics', 'scores', '/not/\x1b[2Jthere.csv')
  expect(stderr).not.toContain('\x1b')
  expect(stderr).toContain('/not/⟨U+001B⟩[2Jthere.csv')
})

test('--debug, wherever it stands, shows where an error comes from', () => {
  expect(uno('metrics', 'scores', '/not/there.csv', '--debug').stderr).toMatch(/\n +at .*\.js:\d+/)
  expect(uno('--debug', 'metrics', 'scores', '/not/there.csv').stderr).toMatch(/\n +at .*\.js:\d+/)
})

test('a machine without libtorch is told so by doctor, with the remedy and exit code 1', () => {
  const { status, stdout } = uno('doctor')
  expect(status).toBe(1)
  expect(stdout).toMatch(/^engine +does not load: \/not\/there \(UNO_LIBTORCH\) is not a libtorch/)
  expect(stdout).toMatch(/^processor /m)
})

test('a reader that closes the pipe early is no error', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-o', 'pipefail', '-c', `"${process.execPath}" dist/cli/main.js --help | true`],
    { cwd: root, encoding: 'utf8' },
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
