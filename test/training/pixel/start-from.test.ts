import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSafetensors, toFloat32Array, writeSafetensors } from '../../../src/formats/index.js'
import {
  classTensors,
  createModel,
  type Mask2Former,
  type SegmenterConfig,
} from '../../../src/models/index.js'
import { openScope } from '../../../src/torch/index.js'
import { startFrom } from '../../../src/training/pixel/start-from.js'
import { temporaryFolder } from '../../formats/folder.js'
import { tinyConfig, tinySegmenter } from '../../protocols/pixel/tiny.js'

const classes = (inlierClasses: number, outlierClass: boolean): Partial<SegmenterConfig> => ({
  inlierClasses,
  outlierClass,
  classNames: Array.from({ length: inlierClasses }, (_, k) => `class ${k}`),
  classColours: undefined,
})

/** What is said when a model of some classes starts from one of others, and the rows of its class layer. */
function started(wanted: Partial<SegmenterConfig>, found: Partial<SegmenterConfig>, alone = false) {
  using _ = openScope()
  let file = join(tinySegmenter(join(temporaryFolder(), 'model'), found), 'model.safetensors')
  const { tensors } = readSafetensors(file)
  if (alone) {
    file = join(temporaryFolder(), 'weights.safetensors')
    writeSafetensors(file, tensors)
  }
  const config = tinyConfig(wanted)
  const model = createModel(config, 9) as Mask2Former
  const fresh = rows(model)
  const notes = startFrom(model, config, file)
  return {
    notes: notes.join(),
    fresh,
    now: rows(model),
    before: [...toFloat32Array(tensors.get(classTensors.weight)!)],
  }
}

const rows = (model: Mask2Former) => [...model.stateDict().get(classTensors.weight)!.toFloat32Array()]

test('as many inlier classes: the outlier class is added, or kept', () => {
  const added = started(classes(4, true), classes(4, false))
  expect(added.notes).toContain('has no outlier class; one is added')
  const same = started(classes(4, true), classes(4, true))
  expect(same.notes).toBe('')
  expect(same.now).toEqual(same.before)
})

test('classes follow their names, weights and biases; what is called otherwise is told', () => {
  const names = (...classNames: string[]) => ({ ...classes(3, false), classNames })
  const swapped = started(names('car', 'road', 'sky'), names('road', 'car', 'sky'))
  expect(swapped.notes).toBe('')
  const width = swapped.before.length / 4
  const row = (values: number[], k: number) => values.slice(k * width, (k + 1) * width)
  for (const [k, from] of [1, 0, 2, 3].entries())
    expect(row(swapped.now, k)).toEqual(row(swapped.before, from))
  const grown = started({ ...names('car', 'road', 'sky'), outlierClass: true }, names('road', 'car', 'sky'))
  expect(row(grown.now, 0)).toEqual(row(grown.before, 1))
  expect(row(grown.now, 4)).toEqual(row(grown.before, 3))
  const other = started(names('car', 'street', 'sky'), names('sky', 'road', 'car'))
  expect(other.notes).toContain('has no class street, which begins as its road')
  for (const [k, from] of [2, 1, 0, 3].entries()) expect(row(other.now, k)).toEqual(row(other.before, from))
  const numbers = started(names('car', 'road', 'sky'), names('0', '1', '2'))
  expect([numbers.notes, numbers.now]).toEqual(['', numbers.before])
})

test('a model of other sizes is told by its sizes', () => {
  expect(() => started({ queries: 7 }, { queries: 5 })).toThrow(
    /is another model: queries is 5, the recipe's 7$/,
  )
})

test('an outlier class of other inlier classes is not taken for one more inlier class', () => {
  // 3 + outlier + no-object and 4 + no-object are five logits both.
  const other = started(classes(4, true), classes(3, true))
  expect(other.notes).toContain('has 3 classes, not 4; the layer')
  expect(other.now).toEqual(other.fresh)
  const more = started(classes(4, false), classes(5, false))
  expect(more.notes).toContain('has 5 classes, not 4; the layer')
  const equal = started(classes(4, false), classes(3, true))
  expect(equal.now).toEqual(equal.fresh)
})

test('of weights that lie alone one logit less is that of the outlier', () => {
  expect(started(classes(4, true), classes(4, false), true).notes).toContain('one is added')
  expect(() => started(classes(4, false), classes(4, true), true)).toThrow(
    /has an outlier class \(6 class logits\)/,
  )
  expect(started(classes(4, true), classes(2, false), true).notes).toContain('has other classes; the layer')
})
