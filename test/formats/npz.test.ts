import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fromTyped } from '../../src/formats/array.js'
import { parseNpz, readNpz, writeNpz } from '../../src/formats/npz.js'
import { zipArchive } from './archives.js'
import { temporaryFolder } from './folder.js'

test('arrays come back by name, in order, and equal content gives equal bytes', () => {
  const folder = temporaryFolder()
  const arrays = {
    features: fromTyped(Float32Array.of(1, 2, 3, 4), [2, 2]),
    'scores.s_uno': fromTyped(Float64Array.of(-0.5)),
  }
  writeNpz(join(folder, 'a.npz'), arrays)
  writeNpz(join(folder, 'b.npz'), new Map(Object.entries(arrays)))
  expect([...readNpz(join(folder, 'a.npz'))]).toEqual(Object.entries(arrays))
  expect(readFileSync(join(folder, 'a.npz'))).toEqual(readFileSync(join(folder, 'b.npz')))
  expect(readdirSync(folder)).toEqual(['a.npz', 'b.npz'])
})

test('members that are no arrays are refused by name', () => {
  expect(() => parseNpz(zipArchive({ 'a.npy': 'junk' }), 'x.npz')).toThrow('x.npz: "a.npy": not an .npy file')
  expect(() => parseNpz(zipArchive({ 'a.txt': '' }), 'x.npz')).toThrow(
    'member "a.txt": expected only .npy files',
  )
})
