import { expect, test } from 'vitest'
import { auroc, type Curve } from '../../src/metrics/index.js'

/** A curve from its points, for counts that no test could hold as scores. */
function countsOnly(tp: number[], fp: number[]): Curve {
  return {
    thresholds: Float64Array.from(tp, (_, i) => -i),
    tp: Uint32Array.from(tp),
    fp: Uint32Array.from(fp),
    outliers: tp.at(-1)!,
    inliers: fp.at(-1)!,
    ignored: 0,
  }
}

test('a numerator beyond 2⁵³ is summed as an integer', () => {
  // 2PN = 2.6·10¹⁹: doubles of that size lie 4096 apart, so a plain sum loses every step of width 1.
  const steps = 100_000
  const [P, N] = [4_000_000_000, 3_300_000_000]
  const tp = Array.from({ length: steps }, (_, i) => 3_000_000_000 + i).concat(P)
  const fp = Array.from({ length: steps }, (_, i) => 1_000_000_000 + i).concat(N)
  let numerator = 0n
  for (let i = 0; i < tp.length; i++) {
    numerator += BigInt(fp[i]! - (fp[i - 1] ?? 0)) * BigInt(tp[i]! + (tp[i - 1] ?? 0))
  }
  expect(auroc(countsOnly(tp, fp))).toBe(Number(numerator) / Number(2n * BigInt(P) * BigInt(N)))
})

test('ties count one half, exactly, at any size', () => {
  expect(auroc(countsOnly([10_000_000], [1_000_000_000]))).toBe(0.5)
})
