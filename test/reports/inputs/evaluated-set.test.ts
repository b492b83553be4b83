import { expect, test } from 'vitest'
import { fromTyped, type NDArray } from '../../../src/formats/array.js'
import { evaluatedSet, roleOf, type SetOptions } from '../../../src/reports/inputs/evaluated-set.js'

const options: SetOptions = { name: 'a', group: 'near', role: 'outliers', seed: 0, sampleSize: 2 }
const arrays = (more: Record<string, NDArray>) =>
  new Map(Object.entries({ labels: fromTyped(Int32Array.of(0, 1, -1)), ...more }))
const features = fromTyped(Float32Array.of(3, 4, 0, 1, 1, 0), [3, 2])

test('norms are lengths of rows, the projection is on the unit vector of the outlier class', () => {
  const lastLayer = { weight: Float32Array.of(9, 9, 0, 2), classes: 2, dimensions: 2 }
  const set = evaluatedSet(arrays({ features }), { ...options, inlierClasses: 1, lastLayer })
  expect([...set.norms!]).toEqual([5, 1, 1])
  expect([...set.projections!]).toEqual([4, 1, 0])
})

test('without an outlier class there is no projection', () => {
  const lastLayer = { weight: Float32Array.of(9, 9), classes: 1, dimensions: 2 }
  expect(
    evaluatedSet(arrays({ features }), { ...options, inlierClasses: 1, lastLayer }).projections,
  ).toBeUndefined()
})

test('the predicted class is never the outlier class', () => {
  const logits = fromTyped(Float32Array.of(0, 1, 9, 1, 0, 9, 2, 1, 9), [3, 3])
  expect([...evaluatedSet(arrays({ logits }), { ...options, inlierClasses: 2 }).predicted!]).toEqual([
    1, 0, 0,
  ])
})

test('a sample is part of a larger one', () => {
  const small = evaluatedSet(arrays({ features }), options).sample!.indices
  const all = evaluatedSet(arrays({ features }), { ...options, sampleSize: 9 }).sample!.indices
  expect([small.length, [...all]]).toEqual([2, [0, 1, 2]])
  expect([...all]).toEqual(expect.arrayContaining([...small]))
})

test('arrays of another length are refused by name and shape', () => {
  const scores = fromTyped(Float64Array.of(1, 2))
  expect(() => evaluatedSet(arrays({ 'scores.s_uno': scores }), options)).toThrow(
    'outputs of a: scores.s_uno is [2], expected [3]; run "uno evaluate" again',
  )
  expect(() => evaluatedSet(new Map(), options)).toThrow('outputs of a: no array "labels"')
})

test('a NaN score is refused by its place, infinities are not', () => {
  const score = (values: number[]) =>
    evaluatedSet(arrays({ 'scores.energy': fromTyped(Float64Array.from(values)) }), options)
  expect(() => score([1, Number.NaN, 2])).toThrow('outputs of a: scores.energy is NaN at index 1')
  expect([...score([1, Infinity, -Infinity]).scores.get('energy')!]).toEqual([1, Infinity, -Infinity])
})

test('a ranking reads the form that does not saturate, where there is one', () => {
  const values = (...numbers: number[]) => fromTyped(Float64Array.from(numbers))
  const set = evaluatedSet(
    arrays({
      ...{ 'scores.s_no': values(1, 1, 0), 'order.s_no': values(40, 41, -40) },
      'scores.energy': values(3, 2, 1),
    }),
    options,
  )
  expect([...set.scores.get('s_no')!]).toEqual([1, 1, 0])
  expect([...set.orders.get('s_no')!]).toEqual([40, 41, -40])
  expect([...set.orders.get('energy')!]).toEqual([3, 2, 1])
})

test('roles follow the group, and the classes where there is none', () => {
  const [classes, none] = [Int32Array.of(3), Int32Array.of(-1)]
  expect([roleOf('near', classes), roleOf('inliers', none), roleOf('negatives', none)]).toEqual([
    'outliers',
    'inliers',
    'negatives',
  ])
  expect([roleOf('', classes), roleOf('', none)]).toEqual(['inliers', 'outliers'])
})
