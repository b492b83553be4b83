import { describe, expect, test } from 'vitest'
import { applyLegend, legendOf, pool } from '../../src/metrics/index.js'

const image = (name: string, scores: number[], labels: number[], width = 2) => ({
  name,
  width,
  scores: Float32Array.from(scores),
  labels: Uint8Array.from(labels),
})

describe('pooling', () => {
  test('appends the pixels of all images, and stays single only if all are', () => {
    const a = image('a.png', [1, 2], [0, 1])
    const b = { ...image('b.png', [], [255, 1]), scores: Float64Array.of(0.1, 3) }
    expect(pool([a, a]).scores).toEqual(Float32Array.of(1, 2, 1, 2))
    expect(pool([a, b])).toEqual({
      scores: Float64Array.of(1, 2, 0.1, 3),
      labels: Uint8Array.of(0, 1, 255, 1),
      warnings: [],
    })
  })

  test('names an image that is wholly ignored, and NaN scores that were spared', () => {
    const { warnings } = pool([image('a', [1, 2], [0, 1]), image('b', [Number.NaN, 2], [255, 255])])
    expect(warnings).toEqual([
      'b: 1 NaN scores on ignored pixels, not read',
      'b: every pixel is ignored; the image contributes nothing',
    ])
  })

  test('refuses NaN that counts, by image, row, column and count', () => {
    const bad = image('b.png', [0, 1, 2, 3, Number.NaN, Number.NaN], [0, 0, 0, 0, 0, 1], 3)
    expect(() => pool([image('a.png', [1], [0]), bad])).toThrow(
      'b.png: score is NaN at row 1, column 1 (2 such',
    )
  })

  test('refuses maps of two sizes', () => {
    expect(() => pool([image('a.png', [1, 2, 3, 4], [0, 1])])).toThrow('a.png: 4 scores but 2 labels')
  })
})

describe('legends', () => {
  test('are told by the values of the whole set', () => {
    expect(legendOf([image('a', [], [0, 0]), image('b', [], [2, 255])])).toEqual({
      inliers: [0],
      outliers: [2],
    })
    expect(legendOf([image('a', [], [0, 1])])).toEqual({ inliers: [0], outliers: [1] })
  })

  test('1 in one image and 2 in another is refused, naming both', () => {
    expect(() => legendOf([image('a', [], [0, 2]), image('b', [], [1])])).toThrow('both 1 (b) and 2 (a)')
  })

  test('map raw labels; a value outside is refused with position and count', () => {
    const map = image('c.png', [], [0, 2, 255, 2, 7, 7], 3)
    const legend = { inliers: [0, 7], outliers: [2] }
    expect(applyLegend(map, legend)).toEqual(Uint8Array.of(0, 1, 255, 1, 0, 0))
    expect(() => applyLegend(map, { inliers: [0], outliers: [2] })).toThrow(
      'c.png: label 7 at row 1, column 1 (2 of them) is outside the legend: inlier 0, outlier 2',
    )
  })
})
