import { join } from 'node:path'
import { expect } from 'vitest'
import { type NDArray, readSafetensors, toFloat64Array } from '../../src/formats/index.js'
import {
  type CriterionOptions,
  lossPoints,
  maskLosses,
  matchedMaps,
} from '../../src/methods/masks/criterion.js'
import { type MaskPrediction, match, matchingCosts } from '../../src/methods/masks/matcher.js'
import type { MaskTargets } from '../../src/methods/masks/targets.js'
import { openScope, Tensor } from '../../src/torch/index.js'
import { expectTensor } from './expect-tensor.js'
import { type GoldenCase, procedure } from './procedure.js'
import { predictionName, recordedPoints } from './recorded-points.js'

export default procedure({
  kind: 'segmentation/criterion',
  parts: golden => ({
    'costs and matching': () => checkMatching(golden),
    'points of the losses': () => checkPoints(golden),
    'losses and gradients': () => checkLosses(golden),
    'no target at all': () => checkEmpty(golden),
  }),
})

function read({ folder, json }: GoldenCase) {
  const tensors = (file: string) => readSafetensors(join(folder, file)).tensors
  const given = tensors('predictions.safetensors')
  const masks = tensors('targets.safetensors')
  const names = [...given.keys()].filter(name => name.endsWith('.masks'))
  const predictions = names.map((_, o): MaskPrediction => {
    const leaf = (name: string) => Tensor.fromArray(given.get(name)!).requiresGrad_()
    return {
      maskLogits: leaf(`${predictionName(o)}.masks`),
      classLogits: leaf(`${predictionName(o)}.logits`),
    }
  })
  const images: number = predictions[0]!.maskLogits.shape[0]!
  const targets = Array.from(
    { length: images },
    (_, n): MaskTargets => ({
      classes: Int32Array.from(toFloat64Array(masks.get(`image${n}.labels`)!)),
      masks: Tensor.fromArray(masks.get(`image${n}.masks`)!).to('float32'),
    }),
  )
  const { cost, num_points, oversample_ratio, importance_sample_ratio, no_object_weight } = json.config
  const options: CriterionOptions = {
    weights: cost,
    noObjectWeight: no_object_weight,
    points: num_points,
    oversample: oversample_ratio,
    importance: importance_sample_ratio,
  }
  const outputs = tensors('outputs.safetensors')
  const { 'outputs.safetensors': meta } = json.files
  return {
    predictions,
    targets,
    options,
    outputs,
    meta,
    draws: recordedPoints(tensors('draws.safetensors')),
    tensors,
  }
}

function checkMatching(golden: GoldenCase): void {
  using _ = openScope()
  const { predictions, targets, draws, options, outputs, meta } = read(golden)
  const costs = matchingCosts(predictions, targets, draws, options)
  const matches = match(costs)
  for (const o of predictions.keys()) {
    for (const n of targets.keys()) {
      const [cost, pairs] = ['cost', 'match'].map(what => `${predictionName(o)}.${what}.image${n}`)
      expectTensor(costs[n]!.select(0, o), outputs.get(cost!)!, { abs: meta[cost!].atol }, cost!)
      const { rows, columns } = matches[o]![n]!
      expect([...rows, ...columns], pairs).toEqual([...toFloat64Array(outputs.get(pairs!)!)])
    }
  }
}

function checkPoints(golden: GoldenCase): void {
  using _ = openScope()
  const { predictions, targets, draws, options, outputs, meta } = read(golden)
  const matches = match(matchingCosts(predictions, targets, draws, options))
  const O = predictions.length
  const maps = Tensor.cat(
    predictions.map(({ maskLogits }, o) => matchedMaps(maskLogits.detach(), matches[o]!)),
  )
  const M = maps.shape[0]! / O
  const points = lossPoints(maps, M, O, draws, options).reshape([O, M, options.points, 2])
  const kept = Math.floor(options.importance * options.points)
  for (const o of predictions.keys()) {
    const name = `points.${predictionName(o)}`
    const expected = outputs.get(name)!
    for (let m = 0; m < M; m++) {
      const found = points.select(0, o).select(0, m).toFloat64Array()
      const wanted = toFloat64Array(expected).subarray(m * options.points * 2, (m + 1) * options.points * 2)
      // Among the uncertain ones order does not matter.
      expectClose(byPosition(found, kept), byPosition(wanted, kept), meta[name].atol, `${name}[${m}]`)
    }
  }
}

/** Points as pairs, the first `count` of them sorted. */
function byPosition(flat: Float64Array, count: number): number[] {
  const pairs = Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!])
  const first = pairs.slice(0, count).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)
  return [...first, ...pairs.slice(count)].flat()
}

function expectClose(found: number[], wanted: number[], atol: number, what: string): void {
  const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0)
  expect(found.length, what).toBe(wanted.length)
  expect(worst, what).toBeLessThanOrEqual(atol)
}

function checkLosses(golden: GoldenCase): void {
  using _ = openScope()
  const { predictions, targets, draws, options, outputs, meta, tensors } = read(golden)
  const { ce, mask, dice } = maskLosses(predictions, targets, draws, options)
  const { weights } = options
  const terms = { ce: [ce, weights.class], mask: [mask, weights.mask], dice: [dice, weights.dice] } as const
  for (const [term, [values, weight]] of Object.entries(terms)) {
    for (const o of predictions.keys()) {
      const name = `loss_${term}${o === 0 ? '' : `_${o - 1}`}`
      expectTensor(values.select(0, o).div(weight), outputs.get(name)!, { abs: meta[name].atol }, name)
    }
  }
  const total = ce.add(mask).add(dice).sum()
  expectTensor(total, outputs.get('total')!, { abs: meta.total.atol }, 'total')
  total.backward()
  expectGradients(predictions, tensors('grads.safetensors'), golden.json.files['grads.safetensors'])
  const classWeights = Array.from(toFloat64Array(outputs.get('empty_weight')!))
  expect(classWeights.at(-1)).toBeCloseTo(options.noObjectWeight, 6)
  expect(new Set(classWeights.slice(0, -1))).toEqual(new Set([1]))
}

function expectGradients(
  predictions: readonly MaskPrediction[],
  expected: ReadonlyMap<string, NDArray>,
  meta: Record<string, { atol: number }>,
): void {
  for (const [o, { maskLogits, classLogits }] of predictions.entries()) {
    for (const [what, leaf] of [
      ['masks', maskLogits],
      ['logits', classLogits],
    ] as const) {
      const name = `${predictionName(o)}.${what}`
      expectTensor(leaf.grad!, expected.get(name)!, { abs: meta[name]!.atol }, `gradient of ${name}`)
    }
  }
}

function checkEmpty(golden: GoldenCase): void {
  using _ = openScope()
  const { predictions, targets, draws, options, tensors } = read(golden)
  const expected = tensors('empty.safetensors')
  const meta = golden.json.files['empty.safetensors']
  const last = predictions[0]!
  const [height, width] = targets[0]!.masks.shape.slice(1) as [number, number]
  const none = targets.map(() => ({ classes: new Int32Array(), masks: Tensor.zeros([0, height, width]) }))
  const { ce, mask, dice } = maskLosses([last], none, draws, options)
  const { weights } = options
  for (const [name, value] of Object.entries({
    loss_ce: ce.div(weights.class),
    loss_mask: mask,
    loss_dice: dice,
  }))
    expectTensor(value.select(0, 0), expected.get(name)!, { abs: meta[name].atol }, name)
  ce.add(mask).add(dice).sum().backward()
  expectTensor(
    last.classLogits.grad!,
    expected.get('grad.logits')!,
    { abs: meta['grad.logits'].atol },
    'logits',
  )
  expect(last.maskLogits.grad!.abs().amax().item()).toBe(0)
}
