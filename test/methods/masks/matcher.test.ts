import { expect, test } from 'vitest'
import { pointDraws } from '../../../src/methods/masks/index.js'
import { matchByClass, matchingCosts } from '../../../src/methods/masks/matcher.js'
import { liveTensors, openScope, Tensor } from '../../../src/torch/index.js'

test('the points of matching go where the masks are', () => {
  using _ = openScope()
  const on = (shape: number[]) => Tensor.zeros(shape, { device: 'meta' })
  const predictions = [0, 1].map(() => ({ maskLogits: on([1, 5, 8, 8]), classLogits: on([1, 5, 4]) }))
  const targets = [{ classes: Int32Array.of(0, 2), masks: on([2, 32, 32]) }]
  const options = { weights: { class: 2, mask: 5, dice: 5 }, points: 16 }
  const [costs] = matchingCosts(predictions, targets, pointDraws(0, 0), options)
  expect([costs!.device, ...costs!.shape]).toEqual(['meta', 2, 5, 2])
})

test('of a matching nothing is left but the costs', () => {
  using _ = openScope()
  const predictions = [0, 1].map(() => ({
    maskLogits: Tensor.zeros([2, 5, 8, 8]),
    classLogits: Tensor.zeros([2, 5, 4]),
  }))
  const targets = [0, 1].map(() => ({ classes: Int32Array.of(0, 2), masks: Tensor.zeros([2, 32, 32]) }))
  const options = { weights: { class: 2, mask: 5, dice: 5 }, points: 16 }
  const before = liveTensors()
  expect(matchingCosts(predictions, targets, pointDraws(0, 0), options)).toHaveLength(2)
  expect(liveTensors() - before).toBe(2)
})

test('matching by class: query k finds the mask of class k, in every prediction, and what has no query stays alone', () => {
  using _ = openScope()
  const of = (...classes: number[]) => ({
    classes: Int32Array.from(classes),
    masks: Tensor.zeros([classes.length, 4, 4]),
  })
  const [first, second] = matchByClass([of(2, 0, 7), of()], 2, 5)
  expect(first).toEqual([
    { rows: Int32Array.of(2, 0), columns: Int32Array.of(0, 1) },
    { rows: Int32Array.of(), columns: Int32Array.of() },
  ])
  expect(second).toEqual(first)
})
