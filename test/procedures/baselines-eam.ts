import { join } from 'node:path'
import { readSafetensors, toFloat64Array } from '../../src/formats/index.js'
import type { Assignment } from '../../src/methods/masks/assignment.js'
import { lossesAt, matchedMaps } from '../../src/methods/masks/criterion.js'
import { maskTargets } from '../../src/methods/masks/targets.js'
import { openScope, Tensor } from '../../src/torch/index.js'
import { maskScores } from './baselines-scores.js'
import { expectTensor } from './expect-tensor.js'
import { partsOrPending } from './pending.js'
import { type GoldenCase, procedure } from './procedure.js'

const kind = 'baselines/eam'

export default procedure({
  kind,
  parts: golden =>
    partsOrPending(kind, ['score', 'score.per-pixel', 'losses'], name => {
      if (name === 'score') return () => maskScores(golden).score('eam', name)
      if (name === 'score.per-pixel') return () => maskScores(golden).score('eam-per-pixel', name)
      return () => checkLosses(golden)
    }),
})

/** What was pasted has label 255: it belongs to no mask, so that all masks are to be off there. */
function checkLosses({ folder, json }: GoldenCase): void {
  using _ = openScope()
  const { tensors } = readSafetensors(join(folder, 'tensors.safetensors'))
  const meta = json.files['tensors.safetensors']
  const masks = Tensor.fromArray(tensors.get('masks')!).requiresGrad_()
  const map = tensors.get('labels')!
  const [N, H, W] = map.shape as [number, number, number]
  const labels = Uint8Array.from(toFloat64Array(map))
  const targets = Array.from({ length: N }, (_, n) =>
    maskTargets(labels.subarray(n * H * W, (n + 1) * H * W), [H, W], [H, W]),
  )
  const matches = [assignments(toFloat64Array(tensors.get('match')!), N)]
  const maps = matchedMaps(masks, matches[0]!)
  const losses = lossesAt(Tensor.fromArray(tensors.get('points')!), maps, targets, matches)
  for (const [name, loss] of Object.entries(losses)) {
    const check = (found: Tensor, part: string) => {
      const key = `loss_${name}.${part}`
      expectTensor(found, tensors.get(key)!, { abs: meta[key].atol }, key)
    }
    check(loss.to('float64'), 'value')
    masks.grad = null
    loss.sum().backward({ retainGraph: true })
    check(masks.grad!, 'grad.masks')
  }
}

/** Rows of (image, query, target), image by image. */
function assignments(pairs: Float64Array, images: number): Assignment[] {
  return Array.from({ length: images }, (_, n) => {
    const own = Array.from({ length: pairs.length / 3 }, (_, i) => pairs.subarray(3 * i, 3 * i + 3)).filter(
      pair => pair[0] === n,
    )
    return {
      rows: Int32Array.from(own, pair => pair[1]!),
      columns: Int32Array.from(own, pair => pair[2]!),
    }
  })
}
