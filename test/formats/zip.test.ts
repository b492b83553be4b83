import { truncateSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ArchiveLimits } from '../../src/formats/archive-rules.js'
import { memorySource, withFile } from '../../src/formats/byte-source.js'
import { openZip } from '../../src/formats/zip.js'
import { deflatedZip, zipArchive } from './archives.js'
import { temporaryFile } from './folder.js'

/** All members of an archive as text. */
function contents(bytes: Uint8Array, limits?: Partial<ArchiveLimits>): Record<string, string> {
  const zip = openZip(memorySource(bytes, 'x.zip'), limits)
  return Object.fromEntries(
    [...zip.members.keys()].map(path => [path, Buffer.from(zip.read(path)).toString()]),
  )
}

/** The bytes at a signature's nth appearance, to be tampered with. */
function record(zip: Buffer, signature: string, nth = 0): Buffer {
  let at = -1
  for (let i = 0; i <= nth; i++) at = zip.indexOf(signature, at + 1, 'latin1')
  return zip.subarray(at)
}
const local = 'PK\x03\x04'
const central = 'PK\x01\x02'
const end = 'PK\x05\x06'

test('stored and deflated members, folders left out', () => {
  expect(contents(zipArchive({ 'a/': '', 'a/b.txt': 'stored', ünï: '' }))).toEqual({
    'a/b.txt': 'stored',
    ünï: '',
  })
  expect(contents(deflatedZip('c', Buffer.from('squeezed')))).toEqual({ c: 'squeezed' })
})

test('a comment behind the end and bytes that look like an end are no trouble', () => {
  const zip = Buffer.concat([zipArchive({ a: 'PK\x05\x06' }), Buffer.from('comment')])
  record(zip, end, 1).writeUInt16LE(7, 20)
  expect(contents(zip)).toEqual({ a: 'PK\x05\x06' })
})

test.each(['../x', 'a/../../x', '/etc/x', 'C:\\x', 'c:x', '..\\x', 'a\0b'])(
  'the name %j is refused',
  name => {
    expect(() => contents(zipArchive({ good: '', [name]: 'x' }))).toThrow('the archive is refused whole')
  },
)

test('a member twice, a symbolic link, a device and an encrypted member are refused', () => {
  const twice = zipArchive({ aa: '1', ab: '2' })
  for (const signature of [local, central]) {
    const at = record(twice, signature, 1)
    at.write('aa', signature === local ? 30 : 46)
  }
  expect(() => contents(twice)).toThrow('member "aa" is there twice')
  const link = zipArchive({ l: '/etc/passwd' })
  record(link, central).writeUInt32LE((0o120777 << 16) >>> 0, 38)
  expect(() => contents(link)).toThrow('member "l": a symbolic link')
  record(link, central).writeUInt32LE((0o020666 << 16) >>> 0, 38)
  expect(() => contents(link)).toThrow('member "l": a device or pipe')
  const secret = zipArchive({ s: 'x' })
  record(secret, central).writeUInt16LE(1, 8)
  expect(() => contents(secret)).toThrow('member "s": is encrypted')
})

test('a changed byte, another name in the local header, and an unknown method are refused', () => {
  const zip = zipArchive({ name: 'content' })
  zip.write('x', zip.indexOf('content'))
  expect(() => contents(zip)).toThrow('member "name" is damaged: its size or CRC-32')
  const renamed = zipArchive({ name: 'content' })
  renamed.write('game', 30)
  expect(() => contents(renamed)).toThrow('member "name" is damaged: its local header has another name')
  const method = zipArchive({ name: 'content' })
  record(method, central).writeUInt16LE(14, 10)
  expect(() => contents(method)).toThrow('compression method 14 is not supported')
})

test('members that overlap are refused', () => {
  const zip = zipArchive({ a: 'x'.repeat(100), b: 'y' })
  record(zip, central, 1).writeUInt32LE(50, 42)
  expect(() => contents(zip)).toThrow('member "a" overlaps what comes after it')
})

test('a file cut anywhere is refused', () => {
  const zip = zipArchive({ 'a.txt': 'some text', b: 'more' })
  for (let length = 0; length < zip.length; length++)
    expect(() => contents(zip.subarray(0, length)), String(length)).toThrow('x.zip: ')
})

test('a bomb is refused by its announced size, and by what comes out when it lies', () => {
  const zeros = Buffer.alloc(20 * 1024 * 1024)
  expect(() => contents(deflatedZip('bomb', zeros))).toThrow(/unpack to 20971520 or more, beyond 200 to 1/)
  expect(() => contents(deflatedZip('bomb', zeros, 1000))).toThrow('does not inflate to 1000 bytes')
  expect(Object.keys(contents(deflatedZip('zeros', zeros), { ratio: 2000 }))).toEqual(['zeros'])
})

test('limits on members and bytes', () => {
  const zip = zipArchive({ a: 'xx', b: 'yy' })
  expect(() => contents(zip, { entries: 1 })).toThrow('2 members, more than the limit of 1')
  expect(() => contents(zip, { bytes: 3 })).toThrow('unpacks to more than 3 bytes')
  const nested = zipArchive({ 'inner.zip': deflatedZip('bomb', Buffer.alloc(20 * 1024 * 1024)) })
  expect(Object.keys(contents(nested))).toEqual(['inner.zip'])
})

/** A zip64 archive: its one member's header at `offset`, everything before it a hole in the file. */
function zip64File(offset: number, entries: number): string {
  const zip = zipArchive({ far: 'away' })
  const directoryAt = zip.indexOf(central, 0, 'latin1')
  const endAt = zip.indexOf(end, 0, 'latin1')
  const extra = Buffer.alloc(12)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8, 2)
  extra.writeBigUInt64LE(BigInt(offset), 4)
  const directory = Buffer.concat([zip.subarray(directoryAt, endAt), extra])
  directory.writeUInt16LE(extra.length, 30)
  directory.writeUInt32LE(0xffffffff, 42)
  const end64 = Buffer.alloc(56)
  end64.write('PK\x06\x06', 'latin1')
  end64.writeBigUInt64LE(BigInt(entries), 32)
  end64.writeBigUInt64LE(BigInt(directory.length), 40)
  end64.writeBigUInt64LE(BigInt(offset + directoryAt), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(BigInt(offset + directoryAt + directory.length), 8)
  const path = temporaryFile('large.zip', '')
  truncateSync(path, offset)
  writeFileSync(
    path,
    Buffer.concat([zip.subarray(0, directoryAt), directory, end64, locator, zip.subarray(endAt)]),
    { flag: 'a' },
  )
  return path
}

test('zip64: a member beyond 4 GiB', () => {
  const read = (path: string) => withFile(path, source => Buffer.from(openZip(source).read('far')).toString())
  expect(read(zip64File(5 * 2 ** 30, 1))).toBe('away')
})

test('a million members are refused before any is looked at', () => {
  const path = zip64File(0, 1_000_000)
  expect(() => withFile(path, openZip)).toThrow('1000000 members, more than the limit of 500000')
})

test('a count that lies within the limit is refused by the size of the directory', () => {
  expect(() => withFile(zip64File(0, 400_000), openZip)).toThrow('the directory is shorter than its entries')
})
