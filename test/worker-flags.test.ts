import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workerFlags } from '../src/worker-flags.js'
import { temporaryFolder } from './formats/folder.js'

test('a program given as text may start workers: what says how to read the text is not handed on', () => {
  const flags = ['--input-type=module', '--max-old-space-size=99', '-e', '0']
  expect(workerFlags(flags)).toEqual(['--max-old-space-size=99', '-e', '0'])
  const file = join(temporaryFolder(), 'worker.mjs')
  writeFileSync(file, 'console.log("ran")')
  const program = (options: string) => `
    import { Worker } from 'node:worker_threads'
    new Worker(${JSON.stringify(file)}, ${options})`
  const run = (options: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', program(options)], { encoding: 'utf8' })
  expect(run('{ execArgv: ["-e", "0"] }').stdout).toBe('ran\n')
  expect(run('{}').stderr).toContain('ERR_INPUT_TYPE_NOT_ALLOWED')
})
