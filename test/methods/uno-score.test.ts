import { describe, expect, test } from 'vitest'
import { logOdds, sNo, sUnc, sUno } from '../../src/methods/index.js'
import { Tensor } from '../../src/torch/index.js'
import { randomTensor } from '../nn/random-tensor.js'
import { expectValues } from '../procedures/expect-tensor.js'

const K = 4
const values = (tensor: Tensor) => [...tensor.toFloat64Array()]
const rowsOf = (logits: Tensor) => logits.reshape([-1, logits.shape.at(-1)!]).toList() as number[][]

/** P(k|z), written out. */
function posterior(row: number[]): number[] {
  const exps = row.map(Math.exp)
  const sum = exps.reduce((a, b) => a + b)
  return exps.map(value => value / sum)
}

describe.each([
  ['images, K+1 classes', [50, K + 1]],
  ['masks, K+2 classes', [3, 7, K + 2]],
])('%s', (_, shape) => {
  const z = randomTensor('scores', shape, 3)
  const P = rowsOf(z).map(posterior)

  test('s_Unc, s_NO and s_UNO are their definitions (Eqs. 1–3)', () => {
    const unc = P.map(p => -Math.max(...p.slice(0, K)))
    const no = P.map(p => p[K]!)
    expect(sUno(z, K).shape).toEqual(shape.slice(0, -1))
    expectValues(values(sUnc(z, K)), unc, { abs: 1e-14 }, 's_Unc')
    expectValues(values(sNo(z, K)), no, { abs: 1e-14 }, 's_NO')
    expectValues(
      values(sUno(z, K)),
      unc.map((u, i) => u + no[i]!),
      { abs: 1e-14 },
      's_UNO',
    )
  })

  test('adding a constant to all logits changes nothing', () => {
    for (const score of [sUnc, sNo, sUno])
      expectValues(values(score(z.add(100), K)), values(score(z, K)), { abs: 1e-12 }, score.name)
  })

  test('Eq. 4 has the sign of s_UNO', () => {
    const score = values(sUno(z, K))
    const eq4 = rowsOf(z).map(row => -Math.exp(Math.max(...row.slice(0, K))) + Math.exp(row[K]!))
    expect(eq4.map(Math.sign)).toEqual(score.map(Math.sign))
    expect(new Set(score.map(Math.sign)).size).toBe(2)
  })

  test('at equal normalisers Eq. 4 has the order of s_UNO', () => {
    const normalised = z.sub(z.logsumexp(-1, true)).add(1.5)
    const eq4 = rowsOf(normalised).map(row => -Math.exp(Math.max(...row.slice(0, K))) + Math.exp(row[K]!))
    expect(orderOf(eq4)).toEqual(orderOf(values(sUno(z, K))))
  })
})

const orderOf = (scores: number[]) => scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!)

test('the normaliser decides otherwise: Eq. 4 alone would rank these two the other way round', () => {
  const z = Tensor.from([
    [0, 0, 1],
    [5, 5, 5.5],
  ])
  const [first, second] = values(sUno(z, 2)) as [number, number]
  const eq4 = (rowsOf(z) as [number, number, number][]).map(
    ([a, b, o]) => -Math.exp(Math.max(a, b)) + Math.exp(o),
  )
  expect(first).toBeGreaterThan(second)
  expect(eq4[0]).toBeLessThan(eq4[1]!)
})

test('extremes: a sure inlier scores −1, a sure outlier 1, and indifference (0 + 1/C − 1/C) 0', () => {
  const z = Tensor.from([
    [1000, 0, 0],
    [0, 0, 1000],
    [0, 0, 0],
  ])
  expect(values(sUno(z, 2))).toEqual([-1, 1, 0])
  expect(values(sUnc(z, 2))).toEqual([-1, -0, -1 / 3])
})

test('logits without an outlier class are refused by name', () => {
  for (const score of [sUnc, sNo, sUno])
    expect(() => score(Tensor.from([[1, 2]]), 2)).toThrow('expected at least 3 classes')
})

describe('the ranking forms', () => {
  const names = ['sUnc', 'sNo', 'sUno'] as const
  const scores = { sUnc, sNo, sUno }

  test.each(names)('%s: strictly increasing in the score', name => {
    const z = randomTensor(`order/${name}`, [400, K + 1], 4)
    const score = values(scores[name](z, K))
    const order = values(logOdds(z, K)[name])
    const ascending = orderOf(score)
    for (const [a, b] of ascending.slice(1).map((b, i) => [ascending[i]!, b] as const)) {
      // Scores nearer than this differ by their rounding.
      if (score[b]! - score[a]! > 1e-12) expect(order[b]).toBeGreaterThan(order[a]!)
    }
  })

  test('where the score is tied by rounding the form is not', () => {
    const gaps = [40, 60, 100, 400, 800]
    const inliers = Tensor.from(
      gaps.map(gap => [gap, 0, 1, 2, 0]),
      'float64',
    )
    const outliers = Tensor.from(
      gaps.map(gap => [0, 0, 1, 2, gap]),
      'float64',
    )
    expect(values(sUno(inliers, K))).toEqual(gaps.map(() => -1))
    expect(values(sUno(outliers, K))).toEqual(gaps.map(() => 1))
    const rising = (order: number[]) => order.every((value, i) => i === 0 || value > order[i - 1]!)
    for (const name of names) {
      expect(rising(values(logOdds(inliers, K)[name]).reverse()), `${name}, inliers`).toBe(true)
      if (name !== 'sUnc') expect(rising(values(logOdds(outliers, K)[name])), `${name}, outliers`).toBe(true)
    }
    // s_Unc goes to 0 from below there, as e^−gap, and is 0 only where that underflows.
    expect(rising(values(logOdds(outliers, K).sUnc))).toBe(true)
  })

  test('they are the log-odds of the probabilities, log (1+s)/(1−s) for s_UNO', () => {
    const z = randomTensor('log odds', [20, K + 1])
    const { sUnc: unc, sNo: no, sUno: uno } = logOdds(z, K)
    const odds = (p: number) => Math.log(p / (1 - p))
    expectValues(
      values(unc),
      values(sUnc(z, K)).map(s => odds(1 + s)),
      { abs: 1e-10 },
      's_Unc',
    )
    expectValues(values(no), values(sNo(z, K)).map(odds), { abs: 1e-10 }, 's_NO')
    expectValues(
      values(uno),
      values(sUno(z, K)).map(s => Math.log((1 + s) / (1 - s))),
      { abs: 1e-10 },
      's_UNO',
    )
  })
})
