import { expect, test } from 'vitest'
import { highestShare, standingMasks } from '../../../src/methods/masks/index.js'
import { stream } from '../../../src/random.js'
import { openScope, Tensor } from '../../../src/torch/index.js'

test('by its share: a mask that knows a class stands where another covers more and knows none', () => {
  using _ = openScope()
  // Two inlier classes, an outlier class, no object.
  const probabilities = Tensor.from([
    [0.8, 0.1, 0.05, 0.05],
    [0.05, 0.1, 0.8, 0.05],
  ])
  // σ: 0.5 and 0.88 at the first point, 0.05 and 0.88 at the second. Shares: 0.4 and 0.088, 0.04 and 0.088.
  const maskLogits = Tensor.from([
    [0, -3],
    [2, 2],
  ])
  expect(standingMasks(maskLogits, probabilities, 2, 'share').toList()).toEqual([0, 1])
  expect(standingMasks(maskLogits, probabilities, 2, 'mask').toList()).toEqual([1, 1])
})

test('by its share: as a search through all masks finds it, the first of equals', () => {
  using _ = openScope()
  const [Q, P, C, K] = [7, 60, 5, 3]
  const random = stream(2, 'standing')
  const draw = <T>(count: number, value: () => T) => Array.from({ length: count }, value)
  const logits = draw(Q, () => draw(P, () => random.normal()))
  const rows = draw(Q, () => draw(C, () => random.uniform()))
  // The last two masks are the same.
  logits[Q - 1] = logits[Q - 2]!
  rows[Q - 1] = rows[Q - 2]!
  const share = (q: number, p: number) => Math.max(...rows[q]!.slice(0, K)) / (1 + Math.exp(-logits[q]![p]!))
  const expected = Array.from({ length: P }, (_, p) => {
    const shares = Array.from({ length: Q }, (_, q) => share(q, p))
    return shares.indexOf(Math.max(...shares))
  })
  const found = standingMasks(Tensor.from(logits).to('float64'), Tensor.from(rows).to('float64'), K, 'share')
  expect(found.toList()).toEqual(expected)
  expect(new Set(expected).size).toBeGreaterThan(3)
})

test('the highest share of values, the first of ties', () => {
  expect([...highestShare(Float32Array.of(1, 3, 2, 3, 3), 0.4)]).toEqual([1, 3])
  expect([...highestShare(Float32Array.of(1, 3, 2), 0.5)]).toEqual([1, 2])
  expect([...highestShare(new Float32Array(), 0.5)]).toEqual([])
})
