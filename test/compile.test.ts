import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type AddonSource, compiledAddon } from '../src/compile.js'
import { FaultError } from '../src/errors.js'

const root = resolve(import.meta.dirname, '..')
const load = (path: string) => createRequire(import.meta.url)(path) as { answer: number }

/** An addon that exports `answer`, computed by a second file whose header says how. */
const files = {
  'answer.h': '#define ANSWER 41\nint answer();\n',
  'answer.cpp': '#include "answer.h"\nint answer() { return ANSWER + 1; }\n',
  'module.cpp': `#include <node_api.h>
#include "answer.h"
NAPI_MODULE_INIT() {
  napi_value value;
  napi_create_int32(env, answer(), &value);
  napi_set_named_property(env, exports, "answer", value);
  return exports;
}
`,
}

let folder: string
let source: AddonSource
const said: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uno-compile-'))
  const sources = join(folder, 'sources')
  mkdirSync(sources)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(sources, name), text)
  source = {
    name: `test-${process.pid}-${Math.round(performance.now() * 1000)}`,
    title: 'the test addon',
    folders: [relative(join(root, 'native'), sources)],
    compile: [],
    link: [],
    identity: '',
    packages: 'g++',
  }
  said.length = 0
  vi.spyOn(process.stderr, 'write').mockImplementation(text => said.push(String(text)) > 0)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
  for (const file of readdirSync(join(root, 'build')))
    if (file.startsWith(source.name)) rmSync(join(root, 'build', file), { recursive: true })
})

const edit = (name: keyof typeof files, text: string) => writeFileSync(join(folder, 'sources', name), text)

test('an addon is compiled when it is first wanted, and not again', () => {
  const path = compiledAddon(source)
  expect(load(path).answer).toBe(42)
  expect(said[0]).toContain('compiling the test addon, 2 of 2 files')
  said.length = 0
  expect(compiledAddon(source)).toBe(path)
  expect(said).toEqual([])
})

test('only what an edit touches is compiled anew; a header touches all', () => {
  compiledAddon(source)
  edit('answer.cpp', '#include "answer.h"\nint answer() { return 7; }\n')
  compiledAddon(source)
  expect(said.join('')).toContain('1 of 2 files')
  edit('answer.h', '#define ANSWER 1\nint answer();\n')
  expect(load(compiledAddon(source)).answer).toBe(7)
  expect(said.filter(line => line.includes('2 of 2 files'))).toHaveLength(2)
})

test('another version of the library behind it means another addon', () => {
  compiledAddon(source)
  compiledAddon({ ...source, identity: '2.6.0' })
  expect(said.filter(line => line.includes('2 of 2 files'))).toHaveLength(2)
})

test('the compiler’s first complaint, with file and line, is the error; a later repair is enough', () => {
  edit('answer.cpp', 'int answer() { return wrong; }\n')
  const attempt = () => compiledAddon(source)
  expect(attempt).toThrow(FaultError)
  expect(attempt).toThrow(
    /^the test addon does not compile: .*answer\.cpp:1:23: error: .*wrong.*apt-get install g\+\+$/,
  )
  edit('answer.cpp', 'int answer() { return 5; }\n')
  expect(load(compiledAddon(source)).answer).toBe(5)
})

test('a library that is not there is named', () => {
  expect(() => compiledAddon({ ...source, link: ['-lnot-there'] })).toThrow(/cannot find -lnot-there/)
})

test('without g++ the remedy is named', () => {
  vi.stubEnv('PATH', '/nowhere')
  expect(() => compiledAddon(source)).toThrow('needs g++, which is not there; on Debian: apt-get install g++')
  vi.unstubAllEnvs()
})

test('processes that want it at once compile it once', async () => {
  spawnSync(process.execPath, [join(root, 'scripts/setup.mjs')])
  const program = `import('${root}/dist/compile.js').then(m => console.log(m.compiledAddon(${JSON.stringify(source)})))`
  const runs = await Promise.all(
    [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, ['-e', program])
      let [out, err] = ['', '']
      child.stdout.on('data', chunk => (out += chunk))
      child.stderr.on('data', chunk => (err += chunk))
      await once(child, 'close')
      return { out: out.trim(), err }
    }),
  )
  expect(runs.map(run => run.out)).toEqual(Array(3).fill(join(root, 'build', `${source.name}.node`)))
  expect(runs.filter(run => run.err.includes('compiling'))).toHaveLength(1)
})
