import { expect, test } from 'vitest'
import { instructiveImages } from '../../../src/protocols/pixel/instructive.js'
import type { ImageSummary } from '../../../src/protocols/pixel/results.js'

/** `[outlier pixels, AP, share of false alarms]` of each image. */
const summaries = (...images: [outliers: number, ap: number | null, false95: number | null][]) =>
  images.map(([outliers, ap, false95], i) => ({
    ...{ id: `${i}`, outliers, ap },
    scores: { s: { false95 } },
  })) as unknown as ImageSummary[]

const chosen = (count: number, ...images: Parameters<typeof summaries>) =>
  instructiveImages(summaries(...images), 's', count).map(({ index, why }) => [index, why])

test('best, worst, most false alarms and largest come in turn, each image once', () => {
  const images = [
    [200, 0.5, 0.1],
    [300, 0.9, 0],
    [150, 0.1, 0.2],
    [900, 0.6, 0.05],
    [0, null, 0.7],
    [400, 0.8, 0],
  ] as Parameters<typeof summaries>
  const expected = [
    [1, 'outliers found best'],
    [2, 'outliers found worst'],
    [4, 'most false alarms'],
    [3, 'largest outliers'],
    [5, 'outliers found best'],
    [0, 'outliers found worst'],
  ]
  for (const count of [0, 1, 3, 4, 6, 10]) expect(chosen(count, ...images)).toEqual(expected.slice(0, count))
})

test('outliers that are hardly seen are none; images without false alarms are not shown for them', () => {
  expect(chosen(4, [99, 0.9, 0], [100, 0.2, null])).toEqual([[1, 'outliers found best']])
  expect(chosen(4, [0, null, 0], [99, 1, 0.1])).toEqual([[1, 'most false alarms']])
  expect(chosen(4, [0, null, 0])).toEqual([])
  expect(chosen(4)).toEqual([])
})
