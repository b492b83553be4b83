import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ArchiveLimits } from '../../src/formats/archive-rules.js'
import { parseTar, readTar, streamTar } from '../../src/formats/tar.js'
import { pax, tarArchive, tarMember } from './archives.js'
import { temporaryFile } from './folder.js'

type Files = [path: string, text: string][]

const atOnce = (bytes: Uint8Array, limits?: Partial<ArchiveLimits>): Files =>
  parseTar(bytes, 'x.tar', limits).map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])

async function streamed(bytes: Uint8Array, limits?: Partial<ArchiveLimits>): Promise<Files> {
  const files: Files = []
  for await (const entry of streamTar(temporaryFile('x.tar', bytes), limits))
    files.push([entry.path, Buffer.from(await entry.read()).toString()])
  return files
}

/** Both readers refuse, for this reason. */
async function expectRefusal(
  bytes: Uint8Array,
  reason: string,
  limits?: Partial<ArchiveLimits>,
): Promise<void> {
  expect(() => atOnce(bytes, limits)).toThrow(reason)
  await expect(streamed(bytes, limits)).rejects.toThrow(reason)
}

const good = tarArchive(
  { name: 'set/', type: '5' },
  { name: './set//a.txt', content: 'alpha' },
  { name: 'set/empty' },
  { name: 'set/large', content: 'x'.repeat(3000) },
)
const goodFiles: Files = [
  ['set/a.txt', 'alpha'],
  ['set/empty', ''],
  ['set/large', 'x'.repeat(3000)],
]

test.each(['plain', 'gzipped'])('a %s archive at once and as a stream', async kind => {
  const bytes = kind === 'plain' ? good : gzipSync(good)
  expect(atOnce(bytes)).toEqual(goodFiles)
  expect(await streamed(bytes)).toEqual(goodFiles)
})

test('an entry of a stream may be skipped or read in part, but not twice', async () => {
  const sizes: number[] = []
  for await (const entry of streamTar(temporaryFile('x.tgz', gzipSync(good)))) {
    sizes.push(entry.size)
    if (entry.path === 'set/large') for await (const _ of entry.chunks()) break
    if (entry.path === 'set/a.txt') {
      await entry.read()
      await expect(entry.read()).rejects.toThrow('only once')
    }
  }
  expect(sizes).toEqual([5, 0, 3000])
})

test('long names: of GNU, of pax, and by prefix', async () => {
  const long = `${'d'.repeat(150)}/ünï.txt`
  const gnu = tarArchive(
    { name: '././@LongLink', type: 'L', content: `${long}\0` },
    { name: 'short', content: '1' },
  )
  expect(await streamed(gnu)).toEqual([[long, '1']])
  expect(atOnce(tarArchive(pax('path', long), { name: 'short', content: '2' }, { name: 'next' }))).toEqual([
    [long, '2'],
    ['next', ''],
  ])
  const prefixed = tarMember({ name: 'b.txt' })
  prefixed.write('some/folder', 345)
  prefixed.fill(0x20, 148, 156)
  prefixed.write(
    `${prefixed
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  )
  expect(atOnce(Buffer.concat([prefixed, Buffer.alloc(1024)]))).toEqual([['some/folder/b.txt', '']])
})

test.each([
  ['1', 'a hard link'],
  ['2', 'a symbolic link'],
  ['3', 'a device'],
  ['4', 'a device'],
  ['6', 'a pipe'],
  ['S', 'a sparse file'],
  ['Z', 'type "Z"'],
])('a member of type %s is refused', async (type, reason) => {
  await expectRefusal(tarArchive({ name: 'good' }, { name: 'bad', type }), `member "bad": ${reason}`)
})

test.each(['../x', 'a/../../x', '/etc/x', 'C:\\x', 'C:x', '..\\x'])('the name %j is refused', async name => {
  await expectRefusal(tarArchive({ name: 'good' }, { name, content: 'x' }), 'the archive is refused whole')
  await expectRefusal(tarArchive(pax('path', name), { name: 'good' }), 'the archive is refused whole')
})

test('duplicate paths, however they are written, are refused', async () => {
  await expectRefusal(tarArchive({ name: 'a/b' }, { name: './a//b' }), 'member "a/b" is there twice')
})

test.each([
  [{ name: 'n', size: '-0000000001\0' }, 'its size is no number ≥ 0'],
  [{ name: 'n', size: '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' }, 'its size is no number ≥ 0'],
  [{ name: 'n', size: '\x80\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00' }, 'truncated'],
])('a lying size %j is refused', async (member, reason) => {
  await expectRefusal(tarArchive(member), reason)
})

test('pax sizes and sparse files', async () => {
  await expectRefusal(tarArchive(pax('size', '-1'), { name: 'n' }), 'size "-1" is no number ≥ 0')
  await expectRefusal(tarArchive(pax('GNU.sparse.major', '1'), { name: 'n' }), 'a sparse file')
  await expectRefusal(
    tarArchive({ name: 'pax', type: 'x', content: '99 path=x\n' }, { name: 'n' }),
    'damaged at byte 0',
  )
  await expectRefusal(
    tarArchive({ name: 'pax', type: 'x', content: 'junk' }, { name: 'n' }),
    'damaged at byte 0',
  )
  const large = { name: 'pax', type: 'x', content: 'x'.repeat(2 ** 20 + 1) }
  await expectRefusal(tarArchive(large, { name: 'n' }), 'an extended header of 1048577 bytes')
})

test('a file cut anywhere is refused', async () => {
  const zipped = gzipSync(good)
  for (let i = 0; i < 64; i++) {
    await expectRefusal(good.subarray(0, Math.floor(((good.length - 1024) * i) / 64)), 'x.tar: ')
    await expectRefusal(zipped.subarray(0, 2 + Math.floor(((zipped.length - 3) * i) / 64)), 'x.tar: ')
  }
})

test('a gzip bomb and limits', async () => {
  const bomb = gzipSync(tarArchive({ name: 'zeros', content: Buffer.alloc(20 * 1024 * 1024) }))
  expect(() => atOnce(bomb)).toThrow('unpacks to more than')
  await expect(streamed(bomb)).rejects.toThrow('beyond 200 to 1')
  await expectRefusal(good, 'more than 2 members', { entries: 2 })
  await expectRefusal(good, 'unpacks to more than 3000 bytes', { bytes: 3000 })
})

test('a flipped bit in gzipped data is found by its checksum, though the last member was read', async () => {
  const zipped = gzipSync(good)
  zipped[zipped.length - 6]! ^= 1
  await expectRefusal(zipped, 'x.tar: ')
})

const real = resolve(
  process.env.UNO_DATA ?? resolve(import.meta.dirname, '../../../shared/data'),
  'letters/test.tar.gz',
)

test.skipIf(!existsSync(real))('a real archive of images (needs UNO_DATA)', async () => {
  const files = readTar(real)
  expect(files).toHaveLength(1040)
  let i = 0
  for await (const entry of streamTar(real))
    expect(entry).toMatchObject({ path: files[i]!.path, size: files[i++]!.bytes.length })
  expect(i).toBe(1040)
})
