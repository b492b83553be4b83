import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openImageSet } from '../../../src/data/images/image-set.js'
import { cacheFolder } from '../../../src/data/packing/cache-folder.js'
import { packSet } from '../../../src/data/packing/pack.js'
import { packedSet, subset } from '../../../src/data/packing/packed-set.js'
import { png, temporaryFolder, writeTree } from '../fixtures.js'

const folderOf = (count: number) =>
  writeTree(
    temporaryFolder(),
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${'ab'[i % 2]}/${i}.png`, png(i, 8)])),
  )

test('pixels, labels, names; other sizes are resized and cropped', () => {
  const path = writeTree(folderOf(4), { 'b/wide.png': png(9, 32, 16) })
  const packed = packSet(openImageSet(path), { crop: 8, cache: false })
  expect(packed).toMatchObject({ count: 5, height: 8, width: 8, classNames: ['a', 'b'] })
  expect(packed.files).toEqual(['a/0.png', 'a/2.png', 'b/1.png', 'b/3.png', 'b/wide.png'])
  expect([...packed.labels]).toEqual([0, 0, 1, 1, 1])
  const second = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (2 * 37 + i * 11) % 256)
  expect(packed.images.subarray(192, 384)).toEqual(second)
})

test('the hash follows pixels, labels and class names, not file names or place', () => {
  const parts = {
    name: 'x',
    height: 1,
    width: 1,
    images: Uint8Array.from([1, 2, 3, 4, 5, 6]),
    labels: Int32Array.from([0, 1]),
    classNames: ['a', 'b'],
    files: ['1', '2'],
  }
  const { hash } = packedSet(parts)
  expect(packedSet({ ...parts, name: 'y', files: ['3', '4'] }).hash).toBe(hash)
  const changed = [
    { images: Uint8Array.from([1, 2, 3, 4, 5, 7]) },
    { labels: Int32Array.from([1, 0]) },
    { classNames: ['a', 'c'] },
    { height: 2, images: new Uint8Array(12) },
  ]
  for (const change of changed) expect(packedSet({ ...parts, ...change }).hash).not.toBe(hash)
})

test('the second time comes from the cache, bit by bit; also from another place', () => {
  const [cache, path] = [temporaryFolder(), folderOf(6)]
  const first = packSet(openImageSet(path), { crop: 8, cache })
  const again = packSet(openImageSet(path), { crop: 8, cache })
  expect(again.files).toEqual(first.files)
  expect(again).toEqual({ ...first, images: Buffer.from(first.images) })
  packSet(openImageSet(folderOf(6)), { crop: 8, cache })
  expect(readdirSync(join(cache, 'packs'))).toHaveLength(1)
  packSet(openImageSet(path), { crop: 6, resize: 8, cache })
  packSet(openImageSet(path), { crop: 8, policy: 'upright', cache })
  packSet(openImageSet(writeTree(path, { 'a/0.png': png(99, 8) })), { crop: 8, cache })
  expect(readdirSync(join(cache, 'packs'))).toHaveLength(4)
})

test('a damaged cache file is noticed, wherever the damage is, and made again', () => {
  const [cache, set] = [temporaryFolder(), openImageSet(folderOf(3))]
  const made = packSet(set, { crop: 8, cache })
  const path = join(cache, 'packs', readdirSync(join(cache, 'packs'))[0]!)
  const good = readFileSync(path)
  const damaged = [
    good.subarray(0, 20),
    good.subarray(0, -1),
    Buffer.concat([good, Buffer.alloc(1)]),
    Buffer.alloc(0),
  ]
  for (let at = 0; at < good.length; at += 37)
    damaged.push(Buffer.from(good.map((b, i) => (i === at ? b ^ 4 : b))))
  for (const bytes of damaged) {
    writeFileSync(path, bytes)
    expect(packSet(set, { crop: 8, cache }).hash).toBe(made.hash)
    expect(readFileSync(path).equals(good)).toBe(true)
  }
})

test('a cache that cannot be written is said, and the set is there all the same', () => {
  const cache = join(writeTree(temporaryFolder(), { file: '' }), 'file')
  const warnings: string[] = []
  expect(packSet(openImageSet(folderOf(3)), { crop: 8, cache, onWarning: w => warnings.push(w) }).count).toBe(
    3,
  )
  expect(warnings).toEqual([expect.stringContaining('not kept for the next time')])
})

test('22: images that cannot be read are all named before anything is used', () => {
  const path = writeTree(folderOf(4), {
    'a/cut.png': png(1, 8).subarray(0, 40),
    'b/page.png': '<html></html>',
  })
  const cache = temporaryFolder()
  const act = () => packSet(openImageSet(path), { crop: 8, policy: 'upright', cache })
  expect(act).toThrow('2 of 6 images cannot be read: "a/cut.png", "b/page.png" (the first: a/cut.png:')
  expect(readdirSync(cache)).toEqual([])
})

test('10: what was filled is told, and told again from the cache', () => {
  const path = writeTree(folderOf(4), { 'a/cut.png': png(1, 8).subarray(0, -24) })
  const cache = temporaryFolder()
  for (const _ of ['made', 'kept']) {
    const warnings: string[] = []
    const packed = packSet(openImageSet(path), { crop: 8, cache, onWarning: w => warnings.push(w) })
    expect(packed.odd).toEqual([{ file: 'a/cut.png', reason: expect.any(String) }])
    expect(warnings).toEqual([
      `${path}: 1 image is damaged or odd (the first: a/cut.png: ${packed.odd![0]!.reason})`,
    ])
    expect(subset(packed, i => packed.files[i] !== 'a/cut.png').odd).toEqual([])
  }
})

test('a subset keeps order, labels and class names', () => {
  const packed = packSet(openImageSet(folderOf(6)), { crop: 8, cache: false })
  const even = subset(packed, i => i % 2 === 0)
  expect(even.files).toEqual(['a/0.png', 'a/4.png', 'b/3.png'])
  expect([...even.labels]).toEqual([0, 0, 1])
  expect(even.images.subarray(192, 384)).toEqual(packed.images.subarray(384, 576))
  expect(even.hash).not.toBe(packed.hash)
})

test('the cache folder: UNO_CACHE, XDG_CACHE_HOME, home', () => {
  expect(cacheFolder({ UNO_CACHE: '/u', XDG_CACHE_HOME: '/x' })).toBe('/u')
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/uno')
  expect(cacheFolder({})).toMatch(/\/\.cache\/uno$/)
})
