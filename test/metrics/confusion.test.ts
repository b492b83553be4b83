import { describe, expect, test } from 'vitest'
import { Confusion, PearsonPool, pearsonByClass } from '../../src/metrics/index.js'
import { stream } from '../../src/random.js'

const image = (predictions: number[], labels: number[]) => ({
  name: 'image',
  width: 2,
  predictions: Uint8Array.from(predictions),
  labels: Uint8Array.from(labels),
})

describe('confusion', () => {
  test('counts truth by row, prediction by column; IoU is TP / (TP + FP + FN)', () => {
    const confusion = new Confusion(3)
    confusion.add(image([0, 1, 1, 0], [0, 1, 0, 255]))
    confusion.add(image([0, 1], [1, 1]))
    expect([...confusion.counts]).toEqual([1, 1, 0, 1, 2, 0, 0, 0, 0])
    expect(confusion.ignored).toBe(1)
    expect(confusion.iou()).toEqual({
      perClass: [1 / 3, 1 / 2, null],
      miou: (1 / 3 + 1 / 2) / 2,
      accuracy: 0.6,
    })
  })

  test('a prediction where the truth is ignored may be anything', () => {
    const confusion = new Confusion(2)
    confusion.add(image([0, 200], [0, 255]))
    expect(confusion.iou().miou).toBe(1)
  })

  test('what is no class is refused by place, and nothing of the image is counted', () => {
    const confusion = new Confusion(2)
    expect(() => confusion.add(image([0, 0, 2, 2], [0, 0, 1, 1]))).toThrow(
      'image: predicted class 2 at row 1, column 0 (2 of them); expected 0 to 1',
    )
    expect(() => confusion.add(image([0, 0], [0, 7]))).toThrow('label 7 at row 0, column 1 (1 of them)')
    expect(() => confusion.add(image([0], [0, 1]))).toThrow('1 prediction but 2 labels')
    expect(confusion.iou()).toEqual({ perClass: [null, null], miou: null, accuracy: null })
    expect(() => new Confusion(0)).toThrow('0 classes')
  })
})

test('the correlation of images one by one is that of all their pixels', () => {
  const random = stream(5, 'pearson')
  const draw = (n: number, offset: number) => Float64Array.from({ length: n }, () => random.normal() + offset)
  const pieces = [1, 700, 30, 2].map((n, i) => {
    const a = draw(n, 1e6 * i)
    const b = a.map(value => -value + random.normal())
    return { a, b, labels: Uint8Array.from({ length: n }, () => [0, 1, 255][random.below(3)]!) }
  })
  const pool = new PearsonPool()
  for (const { a, b, labels } of pieces) pool.add(a, b, labels)
  const join = (name: 'a' | 'b') => Float64Array.from(pieces.flatMap(piece => [...piece[name]]))
  const whole = pearsonByClass(
    join('a'),
    join('b'),
    Uint8Array.from(pieces.flatMap(({ labels }) => [...labels])),
  )
  const found = pool.result()
  for (const kind of ['outliers', 'inliers', 'all'] as const)
    expect(found[kind]).toBeCloseTo(whole[kind]!, 12)
  const constant = new PearsonPool()
  constant.add(Float32Array.of(1, 1), Float32Array.of(1, 2), Uint8Array.of(0, 0))
  expect(constant.result()).toEqual({ outliers: null, inliers: null, all: null })
  expect(() => constant.add(Float32Array.of(Number.NaN), Float32Array.of(1), Uint8Array.of(1))).toThrow('NaN')
  constant.add(Float32Array.of(Number.NaN), Float32Array.of(1), Uint8Array.of(255))
})

test('a correlation names the image whose values it cannot take', () => {
  const pool = new PearsonPool()
  const add = (a: number[], labels: number[]) =>
    pool.add(Float32Array.from(a), new Float32Array(2), Uint8Array.from(labels), 'street 3')
  expect(() => add([1, 2, 3], [0, 1])).toThrow('street 3: 3 and 2 values but 2 labels')
  expect(() => add([1, Number.NaN], [0, 1])).toThrow('street 3: value NaN at index 1')
  expect(() => add([1, Number.NaN], [0, 255])).not.toThrow()
})
