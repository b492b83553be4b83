import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// What somebody else gets: the tarball of `npm pack`, installed in an empty project.
const root = resolve(import.meta.dirname, '../..')
const project = mkdtempSync(join(tmpdir(), 'uno-package-'))
const installed = join(project, 'node_modules/uno')

function run(cwd: string, command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  return { status, stdout, stderr }
}
const node = (program: string) => run(project, process.execPath, '--input-type=module', '-e', program)

beforeAll(() => {
  run(root, process.execPath, 'scripts/setup.mjs')
  // The types have a test of their own (types-and-lint), so the checks of `prepack` are left out.
  const packed = run(root, 'npm', 'pack', '--ignore-scripts', '--pack-destination', project)
  expect(packed.status, packed.stderr).toBe(0)
  const tarball = readdirSync(project).find(file => file.endsWith('.tgz'))!
  writeFileSync(join(project, 'package.json'), '{ "name": "somebody", "version": "1.0.0", "private": true }')
  const install = [
    'install',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    `./${tarball}`,
  ]
  const done = run(project, 'npm', ...install)
  expect(done.status, done.stderr).toBe(0)
}, 300_000)
afterAll(() => rmSync(project, { recursive: true }))

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const entries = Object.keys(exports).filter(entry => !entry.endsWith('.json'))

test.each(entries)('%s is imported by name, without libtorch', entry => {
  const name = `uno${entry.slice(1)}`
  const { stderr, stdout } = node(`console.log(Object.keys(await import('${name}')).length > 0)`)
  expect(stderr).toBe('')
  expect(stdout).toBe('true\n')
})

test('types come along', () => {
  const program = `import { auroc, curve } from 'uno/metrics'
const area: number | null = auroc(curve(new Float64Array([1, 2]), new Uint8Array([0, 1])))
// @ts-expect-error labels are no strings
curve(new Float64Array([1]), ['outlier'])
console.log(area)
`
  writeFileSync(join(project, 'program.ts'), program)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const options = '--module nodenext --target es2022 --strict --noEmit --typeRoots'.split(' ')
  const { stdout } = run(
    project,
    process.execPath,
    tsc,
    ...options,
    join(root, 'node_modules/@types'),
    'program.ts',
  )
  expect(stdout).toBe('')
})

test('npx uno runs, and computes metrics without any addon', () => {
  writeFileSync(join(project, 'scores.csv'), 'score,outlier\n1,0\n2,0\n3,1\n')
  expect(run(project, 'npx', 'uno', '--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(
    JSON.parse(run(project, 'npx', 'uno', 'metrics', 'scores', 'scores.csv', '--json').stdout).auroc,
  ).toBe(1)
  expect(existsSync(join(installed, 'build'))).toBe(false)
})

test('an addon is compiled when it is first used, and says so', () => {
  const program = `const { encodeJpeg } = await import('uno/formats')
    console.log(encodeJpeg({ width: 1, height: 1, data: new Uint8Array(3) }, 90).length > 100)`
  const first = node(program)
  expect(first.stderr).toMatch(
    /^uno: compiling the image codecs, \d+ of \d+ files…\nuno: compiled in \d+ s: .*\n$/,
  )
  expect(first.stdout).toBe('true\n')
  expect(node(program)).toEqual({ status: 0, stdout: 'true\n', stderr: '' })
})

// A minute or more of compiling.
test.runIf(process.env.UNO_LONG === '1')(
  'so is the engine',
  () => {
    const { stdout, stderr } = node(`const { Tensor } = await import('uno/torch')
    console.log(Tensor.fromTyped(new Float32Array([1, 2]), [2]).shape.join())`)
    expect(stderr).toMatch(/^uno: compiling the engine for libtorch /)
    expect(stdout).toBe('2\n')
  },
  600_000,
)

test('only what is used is shipped', () => {
  const names = readdirSync(installed).sort()
  expect(names).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'dist', 'native', 'package.json', 'recipes']),
  )
  for (const name of ['test', 'src', 'scripts', '.ci']) expect(names).not.toContain(name)
  // The documents that the README points to, without the results' files.
  const documents = readdirSync(join(installed, 'docs'), { recursive: true, encoding: 'utf8' })
  expect(documents).toContain('interfaces.md')
  expect(documents.filter(name => /\.[a-z]+$/.test(name) && !name.endsWith('.md'))).toEqual([])
})
