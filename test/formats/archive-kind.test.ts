import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { archiveKind, isTarName, withoutTarSuffix } from '../../src/formats/archive-kind.js'
import { unpack } from '../../src/formats/unpack.js'
import { tarArchive, zipArchive } from './archives.js'
import { temporaryFolder, treeOf } from './folder.js'

function kindOf(content: Uint8Array | string, name = '1234') {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return archiveKind(path)
}

const tar = tarArchive({ name: 'PK', content: 'x'.repeat(9000) })

test('by content, whatever the name', () => {
  expect(kindOf(zipArchive({ a: '1' }))).toBe('zip')
  expect(kindOf(zipArchive({}))).toBe('zip')
  expect(kindOf(tar)).toBe('tar')
  expect(kindOf(gzipSync(tar))).toBe('tar')
  expect(kindOf(tar, 'tar.zip')).toBe('tar')
})

test('by name where the content does not say; other files are none', () => {
  expect(kindOf('', 'empty.tgz')).toBe('tar')
  expect(kindOf('', 'empty')).toBeUndefined()
  expect(kindOf('PK is how this text begins')).toBeUndefined()
  expect(kindOf(gzipSync('labels'), 'labels-idx1-ubyte.gz')).toBeUndefined()
  expect(kindOf(gzipSync(tar).subarray(0, 12))).toBeUndefined()
})

test('a tar whose first member begins as a zip does is unpacked as a tar', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'a'), tar)
  await unpack(join(folder, 'a'), join(folder, 'out'))
  expect(Object.keys(treeOf(join(folder, 'out')))).toEqual(['PK'])
})

test('names', () => {
  expect(['a.tar', 'a.TAR.gz', 'a.tgz', 'a.gz', 'tar'].map(isTarName)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  expect(withoutTarSuffix('b/set.tar.gz')).toBe('b/set')
})
