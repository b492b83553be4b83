import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { readSafetensors, toFloat64Array } from '../../src/formats/index.js'
import {
  curve,
  IGNORED,
  legendOf,
  pool,
  precisionRecallCurve,
  rankMetrics,
  rocCurve,
  type ScoredImage,
} from '../../src/metrics/index.js'
import { type GoldenCase, type Parts, procedure } from './procedure.js'
import { pooled, scoredImages } from './scored-images.js'
import { expectNumbers, numbersOf } from './sklearn-metrics.js'

const tolerance = 1e-12

export default procedure({
  kind: 'metrics/pixel',
  parts(golden) {
    const { tensors } = readSafetensors(join(golden.folder, 'data.safetensors'))
    const images = scoredImages(tensors, 'data.safetensors')
    if (images.some(({ labels }) => labels.some(label => label > 1 && label !== IGNORED))) {
      return rawLabels(golden, images)
    }
    if (firstNaN(images)) return refused(images)
    const { scores, labels, warnings } = pooled(tensors, 'data.safetensors')
    if (!labels.includes(0) || !labels.includes(1)) return undefinedNumbers(golden, images)
    return {
      ...numbers(golden, scores, labels),
      'what counts for nothing is said': () => expectWarnings(images, warnings),
    }
  },
})

function numbers({ folder, json }: GoldenCase, scores: ScoredImage['scores'], labels: Uint8Array): Parts {
  const whole = curve(scores, labels)
  const file = join(folder, 'curves.safetensors')
  return {
    counts() {
      const { distinctScores, ...counts } = (json.expected ?? json.whatTheToolsDo).counts
      expect(whole).toMatchObject(counts)
      expect(whole.thresholds.length).toBe(distinctScores)
    },
    exact() {
      const { meaning, ...expected } = json.rankPreserving ?? json.expected.sklearn
      expectNumbers(numbersOf(whole), expected, tolerance)
    },
    ...(json.expected && {
      'as OpenOOD and Fishyscapes'() {
        const found = numbersOf(whole)
        const openood = { ...found, FPR95: found.FPR95_dropIntermediate! }
        expectNumbers(openood, json.expected.openood, tolerance)
        expectNumbers(found, json.expected.fishyscapes, tolerance)
      },
    }),
    ...(existsSync(file) && { curves: () => expectCurves(file, whole) }),
  }
}

function expectCurves(file: string, whole: ReturnType<typeof curve>): void {
  const { tensors } = readSafetensors(file)
  if (!tensors.has('sklearn.roc.fpr')) return
  // A threshold of −0 is one of 0.
  const values = (name: string) =>
    [...toFloat64Array(tensors.get(`sklearn.${name}`)!)].map(value => value + 0)
  const roc = rocCurve(whole, { points: 'sklearn' })!
  expectAllClose(roc.x, values('roc.fpr'))
  expectAllClose(roc.y, values('roc.tpr'))
  // scikit-learn 1.2 puts max + 1 at the start, where we put +∞.
  expect([...roc.thresholds.slice(1)]).toEqual(values('roc.thresholds').slice(1))
  const pr = precisionRecallCurve(whole)!
  expectAllClose(pr.x, values('pr.recall').reverse())
  expectAllClose(pr.y, values('pr.precision').reverse())
  expect([...pr.thresholds.slice(1)]).toEqual(values('pr.thresholds').reverse())
}

function expectAllClose(found: Float64Array, expected: number[]): void {
  expect(found.length).toBe(expected.length)
  const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)
  expect(worst).toBeLessThanOrEqual(tolerance)
}

function expectWarnings(images: ScoredImage[], warnings: string[]): void {
  const expected = images.flatMap(({ name, scores, labels }) => {
    const spared = scores.filter((score, i) => Number.isNaN(score) && labels[i] === IGNORED).length
    return [
      ...(spared > 0 ? [`${name}: ${spared} NaN`] : []),
      ...(labels.every(label => label === IGNORED) ? [`${name}: every pixel is ignored`] : []),
    ]
  })
  expect(warnings.length).toBe(expected.length)
  for (const [i, start] of expected.entries()) expect(warnings[i]).toContain(start)
}

function undefinedNumbers({ json }: GoldenCase, images: ScoredImage[]): Parts {
  return {
    'undefined, with a reason'() {
      const { scores, labels } = pool(images)
      const { distinctScores, ...counts } = json.whatTheToolsDo.counts
      const metrics = rankMetrics(scores, labels, { unit: 'pixels' })
      expect(metrics).toMatchObject({ ...counts, auroc: null, ap: null, fpr95: null, best_f1: null })
      expect(metrics.undefined?.ap).toMatch(/^no (outlier|inlier) among \d+ pixels/)
    },
  }
}

function firstNaN(images: ScoredImage[]): { name: string; row: number; column: number } | undefined {
  for (const { name, scores, labels, width } of images) {
    const at = scores.findIndex((score, i) => Number.isNaN(score) && labels[i] !== IGNORED)
    if (at >= 0) return { name, row: Math.floor(at / width), column: at % width }
  }
  return undefined
}

function refused(images: ScoredImage[]): Parts {
  return {
    'refused by image, row, column and count'() {
      const { name, row, column } = firstNaN(images)!
      const { scores, labels } = images.find(image => image.name === name)!
      const count = scores.filter((score, i) => Number.isNaN(score) && labels[i] !== IGNORED).length
      expect(() => pool(images)).toThrow(
        `${name}: score is NaN at row ${row}, column ${column} (${count} such pixels)`,
      )
    },
  }
}

/** Labels 1 and 2 together mean nothing without a legend. */
function rawLabels({ json }: GoldenCase, images: ScoredImage[]): Parts {
  const expectLegend = (inliers: number[], outliers: number[], rule: string) => {
    const { scores, labels } = pool(images, { inliers, outliers })
    const name = Object.keys(json.expected).find(name => name.startsWith(rule))!
    expectNumbers(numbersOf(curve(scores, labels)), json.expected[name], tolerance)
  }
  return {
    'refused without a legend': () => expect(() => legendOf(images)).toThrow('both 1 ('),
    'refused under the plain legend'() {
      const stranger = images.find(({ labels }) => labels.includes(2))!
      expect(() => pool(images)).toThrow(`${stranger.name}: label 2 at row`)
    },
    '1 and 2 are outliers': () => expectLegend([0], [1, 2], 'officialRule'),
    'only 2 is an outlier': () => expectLegend([0, 1], [2], 'onlyTwoIsOutlier'),
  }
}
