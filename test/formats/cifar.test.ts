import { expect, test } from 'vitest'
import { parseCifar, readCifar } from '../../src/formats/cifar.js'
import { temporaryFile } from './folder.js'

/** Two images whose pixel i has red i, green 2i, blue 3i (mod 256), shifted by the image's number. */
function file(labels: number[][]): Uint8Array {
  const rows = labels.map((row, n) => [
    ...row,
    ...[1, 2, 3].flatMap(factor => Array.from({ length: 1024 }, (_, i) => (factor * i + n) % 256)),
  ])
  return Uint8Array.from(rows.flat())
}

test('CIFAR-10: a label, then planes, which become triples', () => {
  const { count, images, labels, coarseLabels } = readCifar(temporaryFile('batch.bin', file([[3], [9]])), 10)
  expect(count).toBe(2)
  expect([...labels]).toEqual([3, 9])
  expect(coarseLabels).toBeUndefined()
  for (let n = 0; n < 2; n++)
    for (const i of [0, 1, 31, 32, 1023])
      expect([...images.subarray((n * 1024 + i) * 3, (n * 1024 + i) * 3 + 3)]).toEqual(
        [1, 2, 3].map(factor => (factor * i + n) % 256),
      )
})

test('CIFAR-100: the coarse label comes first', () => {
  const { labels, coarseLabels } = parseCifar(
    file([
      [19, 99],
      [0, 4],
    ]),
    'test.bin',
    100,
  )
  expect([...labels]).toEqual([99, 4])
  expect([...coarseLabels!]).toEqual([19, 0])
})

test('other sizes and labels are refused', () => {
  const bytes = file([[3], [10]])
  expect(() => parseCifar(bytes, 'x.bin', 10)).toThrow('x.bin: image 1 has label 10, expected 0 to 9')
  expect(() => parseCifar(bytes, 'x.bin', 100)).toThrow(
    '6146 bytes, expected a multiple of 3074 for CIFAR-100',
  )
  expect(() => parseCifar(bytes.subarray(1), 'x.bin', 10)).toThrow('a multiple of 3073')
  expect(() => parseCifar(new Uint8Array(0), 'x.bin', 10)).toThrow('0 bytes')
  expect(() => parseCifar(file([[20, 0]]), 'x.bin', 100)).toThrow('label 20, expected 0 to 19')
})
