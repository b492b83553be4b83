import { expect, test } from 'vitest'
import { openScope, ops, Tensor } from '../../../src/torch/index.js'
import { PixelClassifier } from '../../../src/training/pixel/pixel-classifier.js'

/** Two features a cell, and weights with which class c gets the logit of feature c. */
function classifier(): PixelClassifier {
  const made = new PixelClassifier(2, 2, 0)
  made.loadStateDict(
    new Map([
      ['classify.weight', Tensor.from([1, 0, 0, 1], 'float32').reshape([2, 2, 1, 1])],
      ['classify.bias', Tensor.zeros([2])],
    ]),
  )
  return made
}

const features = () => Tensor.from([3, 0, 0, 0, 0, 1, 0, 2], 'float32').reshape([1, 2, 2, 2])
const labelsOf = (rows: number[][]) =>
  Tensor.fromTyped(Uint8Array.from(rows.flat())).reshape([1, rows.length, rows[0]!.length])
const crossEntropy = (own: number, other: number) => Math.log(1 + Math.exp(other - own))

test('each feature is judged by the label at the centre of its cell; ignored ones do not count', () => {
  using _ = openScope()
  // Cells of 2×2 have their centre at (1, 1): 0, 1, 255, 0.
  const labels = labelsOf([
    [1, 1, 0, 0],
    [1, 0, 0, 1],
    [0, 0, 1, 1],
    [0, 255, 1, 0],
  ])
  const loss = classifier().loss(features(), labels)
  const expected = (crossEntropy(3, 0) + crossEntropy(1, 0) + crossEntropy(0, 2)) / 3
  expect(loss.item()).toBeCloseTo(expected, 5)
})

test('cells of an uneven size have their centre too', () => {
  using _ = openScope()
  // Two cells of 1½ pixels either way: their centres lie in pixels 0 and 2.
  const labels = labelsOf([
    [0, 1, 0],
    [1, 1, 1],
    [255, 0, 0],
  ])
  const expected = (crossEntropy(3, 0) + crossEntropy(0, 1) + crossEntropy(0, 2)) / 3
  expect(classifier().loss(features(), labels).item()).toBeCloseTo(expected, 5)
})

test('where all is ignored the loss is 0, and so is its gradient', () => {
  using _ = openScope()
  const model = classifier()
  const loss = model.loss(
    features(),
    labelsOf([[255, 255].flatMap(x => [x, x])].flatMap(row => [row, row, row, row])),
  )
  expect(loss.item()).toBe(0)
  loss.backward()
  const { grad } = model.classify.weight
  expect(ops.abs(grad!).sum().item()).toBe(0)
})
