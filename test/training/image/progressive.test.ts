import { expect, test } from 'vitest'
import { scope, Tensor } from '../../../src/torch/index.js'
import { reduceImages, sideAt } from '../../../src/training/image/progressive.js'

test('the side grows by fours, from the first to its own, and stays', () => {
  const sides = Array.from({ length: 11 }, (_, i) => sideAt(i / 10, 32, { from: 18, until: 0.6 }))
  expect(sides).toEqual([18, 20, 20, 24, 24, 28, 32, 32, 32, 32, 32])
})

test('images smaller than the first side stay as they are', () => {
  expect(sideAt(0, 16, { from: 20, until: 0.5 })).toBe(16)
  scope(() => expect(reduceImages(Tensor.zeros([1, 3, 16, 16]), 20).shape).toEqual([1, 3, 16, 16]))
})

test('a reduced pixel weighs those that fall together by a triangle, as Pillow does', () => {
  scope(() => {
    const row = [1, 3, 5, 7]
    const small = reduceImages(Tensor.from([...row, ...row, ...row, ...row]).reshape([1, 1, 4, 4]), 2)
    expect(small.shape).toEqual([1, 1, 2, 2])
    // Weights ¾, ¾, ¼ of the pixels below the triangle, divided by their sum.
    const [left, right] = [(3 * 1 + 3 * 3 + 5) / 7, (3 + 3 * 5 + 3 * 7) / 7]
    const pixels = [...small.toFloat32Array()]
    for (const [i, pixel] of [left, right, left, right].entries()) expect(pixels[i]).toBeCloseTo(pixel, 6)
  })
})
