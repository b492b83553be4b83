import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readTar } from '../../src/formats/index.js'
import { decodeImage } from '../../src/formats/pixels.js'

// The real sets come with a hash of all their pixels, as libjpeg-turbo decodes them.
const data = process.env.UNO_DATA ?? resolve(import.meta.dirname, '../../../shared/data')
const benchmark = join(data, 'image-benchmark.json')

interface HashedSet {
  path: string
  images: number
  pixelsSha256: string
}

function hashedSets(value: unknown): HashedSet[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'pixelsSha256' in value ? [value as HashedSet] : []
  return [...own, ...Object.values(value).flatMap(hashedSets)]
}

const sets = existsSync(benchmark) ? hashedSets(JSON.parse(readFileSync(benchmark, 'utf8'))) : []
const largest = process.env.UNO_LONG === '1' ? Infinity : 1500

test.skipIf(sets.length === 0)(`there are sets with hashes in ${data}`, () =>
  expect(sets.length).toBeGreaterThan(5),
)

test.each(sets.filter(set => set.images <= largest))('$path: all $images pictures, every pixel', set => {
  const hash = createHash('sha256')
  let images = 0
  for (const { path, bytes } of readTar(join(data, set.path))) {
    if (!/\.jpe?g$/i.test(path)) continue
    hash.update(decodeImage(bytes, { name: path, policy: 'openood' }).data)
    images++
  }
  expect(images).toBe(set.images)
  expect(hash.digest('hex')).toBe(set.pixelsSha256)
})
