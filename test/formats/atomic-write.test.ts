import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FaultError } from '../../src/errors.js'
import { writeAtomically } from '../../src/formats/atomic-write.js'
import { temporaryFolder } from './folder.js'

test('all chunks arrive under the final name alone', () => {
  const folder = temporaryFolder()
  writeAtomically(join(folder, 'a'), [Buffer.from('one '), new Uint8Array(0), Buffer.from('two')])
  expect(readdirSync(folder)).toEqual(['a'])
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('one two')
})

test('a failure midway leaves what was there, and nothing else', () => {
  const path = join(temporaryFolder(), 'a')
  writeFileSync(path, 'old')
  const chunks = function* () {
    yield Buffer.from('half')
    throw new RangeError('no more')
  }
  expect(() => writeAtomically(path, chunks())).toThrow('no more')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(join(path, '..'))).toEqual(['a'])
})

test('a folder that is missing is a fault that names the path', () => {
  const path = join(temporaryFolder(), 'none', 'a')
  expect(() => writeAtomically(path, [])).toThrow(FaultError)
  expect(() => writeAtomically(path, [])).toThrow(`${path}: cannot be written`)
})
