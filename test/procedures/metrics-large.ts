import { expect } from 'vitest'
import {
  curve,
  PixelPool,
  type ScoredImage,
  SmiycPixelMetric,
  type SmiycPixelName,
  smiycPixelNames,
} from '../../src/metrics/index.js'
import { expectClose } from './expect-close.js'
import { type Parts, procedure } from './procedure.js'
import { expectNumbers, numbersOf } from './sklearn-metrics.js'

type Smiyc = { specification: Record<SmiycPixelName, number> }

interface Rule {
  n: number
  seed: number
  shift: number
}

function mix(x: number): number {
  x ^= x >>> 16
  x = Math.imul(x, 0x7feb352d)
  x ^= x >>> 15
  x = Math.imul(x, 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

/** The set that the rule of `case.json` makes. */
function generate({ n, seed, shift }: Rule): { scores: Float32Array; labels: Uint8Array } {
  const [scores, labels] = [new Float32Array(n), new Uint8Array(n)]
  const offset = Math.imul(0x9e3779b9, seed)
  const scale = 2 ** (24 - shift)
  for (let i = 0; i < n; i++) {
    const a = mix((i + offset) >>> 0)
    const b = mix((a ^ 0x85ebca6b) >>> 0)
    const c = mix((b ^ 0xc2b2ae35) >>> 0)
    const kind = a % 1000
    labels[i] = kind < 30 ? 1 : kind >= 990 ? 255 : 0
    const k = labels[i] === 1 ? Math.max(b >>> 8, c >>> 8) : Math.min(b >>> 8, c >>> 8)
    scores[i] = (k >>> shift) / scale
  }
  return { scores, labels }
}

/** The set cut into so many images of consecutive pixels. */
function images({ scores, labels }: ReturnType<typeof generate>, parts: number): ScoredImage[] {
  const size = scores.length / parts
  return Array.from({ length: parts }, (_, i) => ({
    name: `part ${i}`,
    width: size,
    scores: scores.subarray(i * size, (i + 1) * size),
    labels: labels.subarray(i * size, (i + 1) * size),
  }))
}

export default procedure({
  kind: 'metrics/large',
  parts({ json }) {
    const parts: Parts = {}
    for (const { name, first8, expected, ...rule } of json.cases) {
      parts[name] = () => {
        const { scores, labels } = generate(rule)
        expect([...scores.subarray(0, 8)]).toEqual(first8.score)
        expect([...labels.subarray(0, 8)]).toEqual(first8.label)
        const whole = curve(scores, labels)
        expect(whole).toMatchObject(expected.counts)
        expectNumbers(numbersOf(whole), expected.sklearn, 1e-12)
      }
      parts[`${name}, image by image`] = () => {
        const pool = new PixelPool()
        for (const image of images(generate(rule), 4)) pool.add(image)
        const { metrics } = pool.result()
        expect(metrics).toMatchObject(expected.counts)
        expectClose(metrics.ap, expected.sklearn.AP, 1e-12, 'AP')
        expectClose(metrics.auroc, expected.sklearn.AUROC, 1e-12, 'AUROC')
        expectClose(metrics.fpr95, expected.sklearn.FPR95, 1e-12, 'FPR95')
        expectClose(metrics.best_f1, expected.sklearn.bestF1, 1e-12, 'best F1')
        expect(metrics.threshold95).toBe(expected.sklearn.threshold95)
      }
      for (const [title, wanted] of Object.entries<Smiyc>(expected)) {
        const parted = /^smiyc \((?:one image|(\d+) images of n\/\1 consecutive pixels)\)$/.exec(title)
        if (!parted) continue
        parts[`${name}, ${title}`] = () => {
          const metric = new SmiycPixelMetric()
          for (const image of images(generate(rule), Number(parted[1] ?? 1))) metric.add(image)
          const found = metric.result()
          for (const field of smiycPixelNames)
            expectClose(found[field], wanted.specification[field], 1e-9, field)
        }
      }
    }
    return parts
  },
})
