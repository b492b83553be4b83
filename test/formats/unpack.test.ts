import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { FaultError } from '../../src/errors.js'
import { unpack } from '../../src/formats/unpack.js'
import { deflatedZip, tarArchive, tarMember, zipArchive } from './archives.js'
import { temporaryFolder, treeOf } from './folder.js'

/** A folder with an archive in it, and a neighbour that nobody may touch. */
function place(archive: Uint8Array): { folder: string; archive: string; target: string } {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'sentinel'))
  writeFileSync(join(folder, 'sentinel', 'x'), 'untouched')
  writeFileSync(join(folder, 'archive'), archive)
  return { folder, archive: join(folder, 'archive'), target: join(folder, 'target') }
}

const files = { 'set/a.txt': 'alpha', 'set/deep/er/b.txt': 'x'.repeat(5000), c: '' }
const members = Object.entries(files).map(([name, content]) => ({ name, content }))

test.each([
  ['tar', tarArchive(...members)],
  ['tar.gz', gzipSync(tarArchive(...members))],
  ['zip', zipArchive(files)],
  ['deflated zip', deflatedZip('set/a.txt', Buffer.from('alpha'))],
])('%s becomes a folder', async (kind, bytes) => {
  const { archive, target } = place(bytes)
  await unpack(archive, target)
  expect(treeOf(target)).toEqual(kind === 'deflated zip' ? { 'set/a.txt': 'alpha' } : files)
  expect(statSync(join(target, 'set/a.txt')).mode & 0o111).toBe(0)
})

test.each([
  ['../sentinel/x', tarArchive({ name: 'good', content: '1' }, { name: '../sentinel/x', content: 'evil' })],
  ['absolute', tarArchive({ name: 'good', content: '1' }, { name: '/tmp/evil', content: 'evil' })],
  ['symlink, then a file through it', tarArchive({ name: 'l', type: '2' }, { name: 'l/x', content: 'evil' })],
  ['hard link', tarArchive({ name: 'good' }, { name: 'h', type: '1' })],
  ['device', tarArchive({ name: 'd', type: '3' })],
  ['pipe', tarArchive({ name: 'p', type: '6' })],
  ['duplicate', tarArchive({ name: 'a', content: '1' }, { name: 'a', content: '2' })],
  ['file as folder', tarArchive({ name: 'a', content: '1' }, { name: 'a/b', content: '2' })],
  ['zip ../', zipArchive({ good: '1', '../sentinel/x': 'evil' })],
  ['zip absolute', zipArchive({ good: '1', '/tmp/evil': 'evil' })],
  ['zip backslash', zipArchive({ good: '1', '..\\sentinel\\x': 'evil' })],
  ['zip bomb', deflatedZip('bomb', Buffer.alloc(20 * 1024 * 1024))],
  ['zip bomb that lies', deflatedZip('bomb', Buffer.alloc(20 * 1024 * 1024), 1000)],
  ['gzip bomb', gzipSync(tarArchive({ name: 'zeros', content: Buffer.alloc(20 * 1024 * 1024) }))],
  ['cut tar', tarArchive(...members).subarray(0, 1024)],
  ['cut tar.gz', gzipSync(tarArchive(...members)).subarray(0, 90)],
])('%s: nothing is written and nothing outside is touched', async (_, bytes) => {
  const { folder, archive, target } = place(bytes)
  const before = treeOf(folder)
  await expect(unpack(archive, target)).rejects.toMatchObject({ name: 'UserError' })
  expect(treeOf(folder)).toEqual(before)
  expect(readdirSync(folder).sort()).toEqual(['archive', 'sentinel'])
})

test('a bomb of 256 MiB takes neither disk nor memory while it is looked at', async () => {
  const mebibyte = gzipSync(Buffer.alloc(2 ** 20))
  const head = gzipSync(tarMember({ name: 'zeros', size: '02000000000\0' }))
  const { folder, archive, target } = place(Buffer.concat([head, ...Array(256).fill(mebibyte)]))
  const idle = process.memoryUsage.rss()
  const most = { memory: 0, files: 0 }
  const watch = setInterval(() => {
    most.memory = Math.max(most.memory, process.memoryUsage.rss() - idle)
    most.files = Math.max(most.files, readdirSync(folder, { recursive: true }).length)
  }, 1)
  await expect(unpack(archive, target)).rejects.toThrow('beyond 200 to 1')
  clearInterval(watch)
  // The archive, the sentinel and its folder.
  expect(most.files).toBe(3)
  expect(most.memory).toBeLessThan(64e6)
})

test('a member with a wrong checksum: what was written before it is removed', async () => {
  const zip = zipArchive({ good: '1', bad: 'content' })
  zip.write('C', zip.indexOf('content'))
  const { folder, archive, target } = place(zip)
  await expect(unpack(archive, target)).rejects.toThrow('member "bad" is damaged')
  expect(readdirSync(folder).sort()).toEqual(['archive', 'sentinel'])
})

test('an existing folder is left alone', async () => {
  const { archive, target } = place(zipArchive(files))
  mkdirSync(target)
  await expect(unpack(archive, target)).rejects.toThrow('is there already')
  expect(readdirSync(target)).toEqual([])
})

test('a name that the file system refuses is a fault, and leaves nothing', async () => {
  const { archive, target } = place(zipArchive({ good: '1', [`${'n'.repeat(300)}`]: 'x' }))
  await expect(unpack(archive, target)).rejects.toThrow(FaultError)
  expect(existsSync(target)).toBe(false)
})
