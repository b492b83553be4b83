import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { SceneSet } from '../../../src/data/scenes/scene-set.js'
import { measureSet } from '../../../src/protocols/pixel/measure-set.js'
import type { OpenedScene, OpenedTestSet } from '../../../src/protocols/pixel/open-test-set.js'
import { ScoreStore } from '../../../src/protocols/pixel/score-store.js'

const root = mkdtempSync(join(tmpdir(), 'measure-set-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Of each image its labels, two scores, and the masks that stand for its outlier pixels. */
const images = [
  { labels: [0, 1, 1, 255], first: [0, 0.1, 0.9, 0], second: [0.5, 0.2, 0.8, 9], masks: [1, 0] },
  { labels: [0, 0, 0, 0], first: [0.1, 0.2, 0.3, 0.4], second: [0, 0.1, 0.4, 0.2], masks: undefined },
  { labels: [1, 0, 1, 1], first: [0.8, 0, 0.7, 0.2], second: [0.6, 0.3, 0.9, 0.1], masks: [1, 1, 0] },
]

const own: SceneSet = {
  ...{ name: 'set', path: 'set', kind: 'anomaly', classNames: ['in', 'out'], colours: [], items: [] },
  fingerprint: () => '',
}

/** @param methods what the first score is called, and the second */
function measured(...methods: string[]) {
  const store = ScoreStore.open(join(root, methods.join()), methods, {}, false)
  const scenes = images.map(({ labels, first, second, masks }, i): OpenedScene => {
    const scores = new Map(methods.map((method, m) => [method, Float32Array.from([first, second][m]!)]))
    const standing = masks && {
      ...{ norms: [10 * i + 1, 10 * i + 2], projections: null },
      masks: Uint16Array.from(masks),
    }
    store.add(
      { id: `${i}`, pixels: 4 },
      {
        ...{ classes: new Uint8Array(4), scores },
        ...(standing && { standing }),
      },
    )
    const picture = () => ({ width: 2, height: 2, data: new Uint8Array(12) })
    return { id: `${i}`, width: 2, height: 2, imageDigest: '', labels: Uint8Array.from(labels), picture }
  })
  const opened: OpenedTestSet = {
    set: { name: 'set', group: 'own', scenes: own },
    ...{ scenes, unreadable: [], warnings: [], fingerprint: '' },
  }
  return measureSet(opened, store, { methods, main: methods[0]!, fpr95: 'exact' })
}

test('norms are of the masks that stand for the half of all outlier pixels with the highest s_unc', () => {
  // Of five outlier pixels those with 0.9, 0.8, 0.7: mask 0 of the first image, mask 1 of the last twice.
  expect(measured('s_unc').results.norms).toEqual({
    ...{ share: 0.5, pixels: 3 },
    masks: [
      [1, null, 1],
      [22, null, 2],
    ],
  })
})

test('without s_unc there are none', () => {
  expect(measured('s_no').results.norms).toBeUndefined()
})

/** Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)² Σ(y − ȳ)²) over the pixels of these labels. */
function correlationOver(...wanted: number[]): number {
  const pairs = images.flatMap(({ labels, first, second }) =>
    labels.flatMap((label, i) => (wanted.includes(label) ? [[first[i]!, second[i]!] as const] : [])),
  )
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length
  const [x, y] = [mean(0), mean(1)]
  const sum = (of: (a: number, b: number) => number) =>
    pairs.reduce((total, [a, b]) => total + of(a - x, b - y), 0)
  return sum((a, b) => a * b) / Math.sqrt(sum(a => a * a) * sum((_, b) => b * b))
}

test('Table 6: s_unc and s_no correlate over inlier, outlier and all pixels; ignored ones are in none', () => {
  expect(measured('s_unc', 's_no').results.correlation).toMatchObject({
    inliers: expect.closeTo(correlationOver(0), 6),
    outliers: expect.closeTo(correlationOver(1), 6),
    all: expect.closeTo(correlationOver(0, 1), 6),
  })
  expect(measured('s_unc', 's_uno').results.correlation).toBeUndefined()
})

test('of each image: what is found and wrong at the threshold of all, its mean, maximum and own AP', () => {
  const { methods, perImage } = measured('s_unc').results
  // All five outliers are needed for 95 %: the lowest has 0.1.
  expect(methods.s_unc!.threshold95).toBeCloseTo(0.1, 6)
  expect(perImage.map(({ scores }) => [scores.s_unc!.found95, scores.s_unc!.false95])).toEqual([
    [1, 0],
    [null, 1],
    [1, 0],
  ])
  expect(perImage.map(({ scores }) => scores.s_unc!.max)).toEqual([0.9, 0.4, 0.8].map(Math.fround))
  expect(perImage[0]!.scores.s_unc!.mean).toBeCloseTo(1 / 3, 6)
  expect(perImage.map(({ ap }) => ap)).toEqual([1, null, 1])
})
