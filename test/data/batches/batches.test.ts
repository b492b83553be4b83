import { expect, test } from 'vitest'
import { batchImages, batchLabels, imagesTensor } from '../../../src/data/batches/batches.js'
import { type Draw, flipsAndShifts, inOrder, loader } from '../../../src/data/batches/loader.js'
import { type PackedSet, packedSet } from '../../../src/data/packing/packed-set.js'
import { stream } from '../../../src/random.js'

const [count, height, width] = [7, 12, 10]
const random = stream(1, 'batches')
const set = packedSet({
  name: 'random',
  height,
  width,
  images: Uint8Array.from({ length: count * height * width * 3 }, () => random.below(256)),
  labels: Int32Array.from({ length: count }, (_, i) => i % 3),
  classNames: ['a', 'b', 'c'],
  files: Array.from({ length: count }, (_, i) => String(i)),
})
const normalisation = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] }

/** RandomHorizontalFlip, RandomCrop with zero padding, ToTensor, Normalize, pixel by pixel, as `[B, 3, H, W]`. */
function byDefinition({ images }: PackedSet, { index, flip, dy, dx }: Draw): number[] {
  const out: number[] = []
  for (let b = 0; b < index.length; b++)
    for (let c = 0; c < 3; c++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const [row, column] = [y + dy[b]!, x + dx[b]!]
          const isInside = row >= 0 && row < height && column >= 0 && column < width
          const from = flip[b] ? width - 1 - column : column
          const value = isInside ? images[((index[b]! * height + row) * width + from) * 3 + c]! : 0
          out.push((value / 255 - normalisation.mean[c]!) / normalisation.std[c]!)
        }
  return out
}

test('a batch is mirrored, then shifted over black, then normalised', () => {
  const images = imagesTensor(set)
  const { draw } = loader({
    count,
    batchSize: 5,
    seed: 3,
    purpose: 't',
    lastBatch: 'continue',
    augmentation: flipsAndShifts,
  })
  for (let step = 0; step < 4; step++) {
    const drawn = draw(step)
    const batch = batchImages(images, drawn, normalisation)
    expect(batch.shape).toEqual([5, 3, height, width])
    expect(batch.isContiguous('channels_last')).toBe(true)
    const values = batch.contiguous().toFloat32Array()
    const expected = byDefinition(set, drawn)
    expect(Math.max(...expected.map((value, i) => Math.abs(value - values[i]!)))).toBeLessThan(1e-6)
    expect([...batchLabels(set, drawn).toInt32Array()]).toEqual([...drawn.index].map(i => i % 3))
  }
})

test('for evaluation, every image comes as it is', () => {
  const images = imagesTensor(set)
  const [first, second] = [...inOrder(count, 4)].map(drawn => batchImages(images, drawn, normalisation))
  expect([first!.shape[0], second!.shape[0]]).toEqual([4, 3])
  const value = second!.select(0, 2).select(0, 1).select(0, 0).select(0, 0).item()
  expect(value).toBeCloseTo((set.images[6 * height * width * 3 + 1]! / 255 - 0.4822) / 0.2435, 5)
})
