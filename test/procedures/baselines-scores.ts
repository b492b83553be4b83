/** Parts that the mask-level baselines share: their scores on the grid of the masks, without resizing. */
import { join } from 'node:path'
import { type NDArray, readSafetensors } from '../../src/formats/index.js'
import { type MaskDetector, maskDetectors } from '../../src/methods/masks/index.js'
import { Tensor } from '../../src/torch/index.js'
import { expectTensor } from './expect-tensor.js'
import type { GoldenCase } from './procedure.js'

export function maskScores({ folder, json }: GoldenCase) {
  const { tensors } = readSafetensors(join(folder, 'tensors.safetensors'))
  const [logits, masks] = ['logits', 'masks'].map(name => Tensor.fromArray(tensors.get(name)!)) as [
    Tensor,
    Tensor,
  ]
  const K: number = json.config.K
  const posterior = logits.to('float64').softmax(-1)
  /** Σ_q weights[q] · σ(m_q) for every image: `[N, R, h, w]`. */
  const mapsOf = (detector: MaskDetector) => {
    const images = Array.from({ length: masks.shape[0]! }, (_, n) => {
      const [, Q, h, w] = masks.shape as [number, number, number, number]
      const weights = detector.weights(posterior.select(0, n), K, {})
      const shares = masks
        .select(0, n)
        .to('float64')
        .sigmoid()
        .reshape([Q, h * w])
      return weights.matmul(shares).reshape([weights.shape[0]!, h, w])
    })
    return Tensor.stack(images)
  }
  const byName = (name: string) => maskDetectors.find(detector => detector.name === name)!
  const expected = (name: string): NDArray => tensors.get(name)!
  const check = (found: Tensor, name: string) =>
    expectTensor(found, expected(name), { abs: json.files['tensors.safetensors'][name].atol }, name)
  return {
    /** The score of a detector against the tensor `name`. */
    score(detector: string, name: string) {
      const maps = mapsOf(byName(detector))
      const scores = Array.from({ length: maps.shape[0]! }, (_, n) =>
        byName(detector).combine(maps.select(0, n), {}),
      )
      check(Tensor.stack(scores), name)
    },
    /** The maps of a detector against the tensor `name`. */
    maps: (detector: string, name: string) => check(mapsOf(byName(detector)), name),
  }
}
