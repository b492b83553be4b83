import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { counted } from '../../src/counted.js'
import { readSafetensors, toFloat64Array } from '../../src/formats/index.js'
import { fromHalf, toHalf } from '../../src/half.js'
import {
  curve,
  IGNORED,
  type Legend,
  legendOf,
  PixelPool,
  pixelMetricNames,
  precisionRecallCurve,
  rocCurve,
  type ScoredImage,
  type Scores,
  SmiycPixelMetric,
  smiycPixelNames,
} from '../../src/metrics/index.js'
import { expectClose } from './expect-close.js'
import { type GoldenCase, type Parts, procedure } from './procedure.js'
import { concatenated, scoredImages } from './scored-images.js'
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
    const { scores, labels } = concatenated(images)
    if (!labels.includes(0) || !labels.includes(1)) {
      return { ...undefinedNumbers(golden, images), ...smiyc(golden, images) }
    }
    return {
      ...numbers(golden, scores, labels),
      ...pooledNumbers(golden, images),
      ...smiyc(golden, images),
      'what counts for nothing is said': () => expectWarnings(images, poolOf(images).warnings),
    }
  },
})

function poolOf(images: readonly ScoredImage[], legend?: Legend): PixelPool {
  const pool = new PixelPool(legend && { legend })
  for (const image of images) pool.add(image)
  return pool
}

/** SMIYC's own numbers; where the tool's hang on an unstable sort, only the specification's. */
function smiyc({ folder, json }: GoldenCase, images: readonly ScoredImage[]): Parts {
  const outcome = json.expected ?? json.whatTheToolsDo
  if (!outcome.smiyc) return {}
  const parts: Parts = {
    smiyc: () => expectSmiyc(images, outcome.smiyc, json.rankPreserving !== undefined),
  }
  const half = outcome.smiycAfterFloat16File
  if (half) {
    const rounded = images.map(image => ({ ...image, scores: toHalf(image.scores as Scores) }))
    parts['smiyc after a float16 file'] = () => expectSmiyc(rounded, half, json.rankPreserving !== undefined)
  }
  const file = join(folder, 'curves.safetensors')
  if (existsSync(file)) parts['fishyscapes curve'] = () => expectFishyscapesCurve(file, images)
  return parts
}

function expectSmiyc(
  images: readonly ScoredImage[],
  // biome-ignore lint/suspicious/noExplicitAny: numbers, or what the tool raised
  expected: any,
  isInfinite: boolean,
): void {
  const metric = new SmiycPixelMetric()
  for (const image of images) metric.add(image)
  const found = metric.result()
  if (isInfinite) expect(found.undefined).toContain('score is infinite at row')
  if (found.undefined) {
    expect(found).toMatchObject({ area_PRC: null, area_ROC: null, tpr95_fpr: null, best_f1: null })
    return
  }
  // Where the tool fails on an image that is wholly ignored, we skip it.
  if (expected.raised) {
    expect(metric.warnings.length).toBeGreaterThan(0)
    expect(found.area_PRC).toBeGreaterThan(0)
    return
  }
  const { specification } = expected
  // The tool's own numbers then hang on an unstable sort.
  const shared = imagesAtMaximum(images) > 1
  if (expected.sharedMaximum !== undefined) expect(shared).toBe(expected.sharedMaximum)
  for (const name of smiycPixelNames) {
    if (specification) expectClose(found[name], specification[name], 1e-9, name)
    if (shared && name.startsWith('area')) {
      // Where all scores are equal, the additional point is half of the curve.
      const most = new Set(images.flatMap(({ scores }) => [...scores])).size === 1 ? 0.06 : 8e-3
      expectClose(found[name], expected[name], most, `the tool's ${name}`)
    } else if (!shared) expectClose(found[name], expected[name], 1e-9, `the tool's ${name}`)
  }
}

/** How many images reach the highest score of all that counts. */
function imagesAtMaximum(images: readonly ScoredImage[]): number {
  const highest = images.map(({ scores, labels }) => {
    const values = [...(scores instanceof Uint16Array ? fromHalf(scores) : scores)]
    return values.reduce(
      (most, score, i) => (labels[i] === IGNORED ? most : Math.max(most, score)),
      -Infinity,
    )
  })
  return highest.filter(score => score === Math.max(...highest)).length
}

function expectFishyscapesCurve(file: string, images: readonly ScoredImage[]): void {
  const { curves } = poolOf(images).result()
  const { tensors } = readSafetensors(file)
  const values = (name: string) => [...toFloat64Array(tensors.get(`fishyscapes.${name}`)!)]
  // Fishyscapes draws curves of one class as well, which we do not.
  if (!curves) {
    expect(values('precision').every(value => value === 0 || value === 1)).toBe(true)
    return
  }
  if (images.some(({ scores }) => hasInfinity(scores))) return
  expectAllClose(curves.fishyscapes.x, values('recall'))
  expectAllClose(curves.fishyscapes.y, values('precision'))
}

/** Fishyscapes' code does not merge ties at infinity. */
const hasInfinity = (scores: ScoredImage['scores']) =>
  scores.some((score: number) => Math.abs(score) === Number.POSITIVE_INFINITY)

/** The same numbers from images that come one by one. */
function pooledNumbers({ json }: GoldenCase, images: readonly ScoredImage[]): Parts {
  return {
    'exact, image by image'() {
      const pool = poolOf(images)
      const expected = json.rankPreserving ?? json.expected.sklearn
      const { distinctScores, ...counts } = (json.expected ?? json.whatTheToolsDo).counts
      const exact = pool.result().metrics
      expect(exact).toMatchObject({ ...counts, images: images.length })
      let distinct = 0
      pool.walk(() => distinct++)
      expect(distinct).toBe(distinctScores)
      const names = {
        ap: 'AP',
        auroc: 'AUROC',
        fpr95: 'FPR95',
        threshold95: 'threshold95',
        best_f1: 'bestF1',
        best_f1_threshold: 'bestF1Threshold',
      } as const
      for (const name of pixelMetricNames) {
        expectNumbers({ [names[name]]: exact[name]! }, { [names[name]]: expected[names[name]] }, tolerance)
      }
      const thinned = pool.result({ fpr95: 'sklearn' }).metrics.fpr95
      expectClose(thinned, expected.FPR95_dropIntermediate, tolerance, 'FPR95 as scikit-learn')
    },
  }
}

function numbers({ folder, json }: GoldenCase, scores: Scores, labels: Uint8Array): Parts {
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
      const { distinctScores, ...counts } = json.whatTheToolsDo.counts
      const { metrics, curves } = poolOf(images).result()
      expect(curves).toBeNull()
      expect(metrics).toMatchObject({ ...counts, auroc: null, ap: null, fpr95: null, best_f1: null })
      expect(metrics.undefined?.ap).toMatch(/^no (outlier|inlier) among \d+ pixels?\b/)
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
      expect(() => poolOf(images)).toThrow(
        `${name}: score is NaN at row ${row}, column ${column} (${counted(count, 'such pixel')})`,
      )
    },
  }
}

/** Labels 1 and 2 together mean nothing without a legend. */
function rawLabels({ json }: GoldenCase, images: ScoredImage[]): Parts {
  const expectLegend = (inliers: number[], outliers: number[], rule: string) => {
    const { scores, labels } = concatenated(images, { inliers, outliers })
    const name = Object.keys(json.expected).find(name => name.startsWith(rule))!
    expectNumbers(numbersOf(curve(scores, labels)), json.expected[name], tolerance)
  }
  return {
    'refused without a legend': () => expect(() => legendOf(images)).toThrow('both 1 ('),
    'refused under the plain legend'() {
      const stranger = images.find(({ labels }) => labels.includes(2))!
      expect(() => poolOf(images)).toThrow(`${stranger.name}: label 2 at row`)
    },
    '1 and 2 are outliers': () => expectLegend([0], [1, 2], 'officialRule'),
    'only 2 is an outlier': () => expectLegend([0, 1], [2], 'onlyTwoIsOutlier'),
  }
}
