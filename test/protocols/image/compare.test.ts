import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { meanDifference, rankMetrics } from '../../../src/metrics/index.js'
import { comparePaired } from '../../../src/protocols/image/compare.js'
import { evaluate } from '../../../src/protocols/image/evaluate.js'
import { temporaryFolder } from '../../data/fixtures.js'
import { miniBenchmark, miniModel, readSet } from './mini-benchmark.js'

const options = { seed: 0, replicates: 60 }

/** Two models on one benchmark. */
async function twoModels(benchmark = miniBenchmark()): Promise<[string, string]> {
  vi.stubEnv('UNO_CACHE', temporaryFolder())
  const homes = [0, 1].map(() => join(temporaryFolder(), 'out')) as [string, string]
  for (const [seed, out] of homes.entries())
    await evaluate({ model: miniModel(join(temporaryFolder(), 'model'), {}, seed), benchmark, out })
  return homes
}

const metricsOf = (home: string, set: string, score: string) => {
  const [inliers, outliers] = [readSet(home, 'animals').rank(score), readSet(home, set).rank(score)]
  const scores = Float64Array.of(...inliers, ...outliers)
  return rankMetrics(scores, new Uint8Array(scores.length).fill(1, inliers.length))
}

describe('paired differences', () => {
  test('are differences of the metrics, with averages over groups', async () => {
    const [a, b] = await twoModels()
    const { differences } = comparePaired({ home: a, score: 's_uno' }, { home: b, score: 'msp' }, options)
    expect(differences.map(({ name, summary }) => [name, summary])).toEqual([
      ['alpha', undefined],
      ['beta', undefined],
      ['near average', true],
      ['gamma', undefined],
      ['far average', true],
    ])
    for (const metric of ['auroc', 'ap', 'fpr95'] as const) {
      const [alpha, beta] = ['alpha', 'beta'].map(
        set => metricsOf(a, set, 's_uno')[metric]! - metricsOf(b, set, 'msp')[metric]!,
      )
      expect(differences[0]!.metrics[metric].value).toBeCloseTo(alpha!, 12)
      expect(differences[2]!.metrics[metric].value).toBeCloseTo((alpha! + beta!) / 2, 12)
    }
    for (const { metrics } of differences) {
      const { value, low, high, replicates } = metrics.auroc
      expect(replicates).toBe(60)
      expect(low!).toBeLessThan(value!)
      expect(high!).toBeGreaterThan(value!)
    }
  })

  test('accuracy is compared on the same images', async () => {
    const [a, b] = await twoModels()
    const { accuracy } = comparePaired({ home: a, score: 'msp' }, { home: b, score: 'msp' }, options)
    const hits = (home: string) => {
      const { logits, labels } = readSet(home, 'animals')
      return Array.from(labels, (label, i) => {
        const row = [...logits.subarray(4 * i, 4 * i + 3)]
        return Number(row.indexOf(Math.max(...row)) === label)
      })
    }
    expect(accuracy).toEqual(meanDifference(hits(a), hits(b), options))
  })

  test('a score does not differ from itself, on any resample', async () => {
    const [a] = await twoModels()
    const { accuracy, differences } = comparePaired(
      { home: a, score: 'msp' },
      { home: a, score: 'msp' },
      options,
    )
    expect(accuracy).toMatchObject({ value: 0, low: 0, high: 0 })
    for (const { metrics } of differences)
      for (const estimate of Object.values(metrics))
        expect(estimate).toMatchObject({ value: 0, low: 0, high: 0 })
  })

  test('the interval of an average is narrower than the mean of the intervals: sets err independently', async () => {
    const [a, b] = await twoModels()
    const { differences } = comparePaired(
      { home: a, score: 's_no' },
      { home: b, score: 's_no' },
      { seed: 0, replicates: 400 },
    )
    const [alpha, beta, near] = differences.map(({ metrics }) => metrics.auroc.standardError!)
    expect(near!).toBeLessThan((alpha! + beta!) / 2)
  })
})

describe('refusals', () => {
  test('a side that was not evaluated, a score that it has not, other images', async () => {
    const benchmark = miniBenchmark()
    const [a, b] = await twoModels(benchmark)
    const compare = (home: string, score: string) =>
      comparePaired({ home: a, score: 'msp' }, { home, score }, options)
    expect(() => compare('/nowhere', 'msp')).toThrow('/nowhere: was not evaluated')
    expect(() => compare(b, 'energy')).toThrow(
      `${b}: has no score "energy" of animals; known: s_unc, s_no, s_uno, msp`,
    )
    rmSync(join(dirname(benchmark), 'beta', '0.png'))
    const out = join(temporaryFolder(), 'out')
    await evaluate({ model: miniModel(join(temporaryFolder(), 'model')), benchmark, out })
    expect(() => compare(out, 'msp')).toThrow('were not evaluated on the same images of beta')
  })
})
