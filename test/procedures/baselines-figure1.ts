import { join } from 'node:path'
import { expect } from 'vitest'
import { type NDArray, readSafetensors, toFloat32Array, toInt32Array } from '../../src/formats/index.js'
import { highestShare, standingMasks } from '../../src/methods/masks/index.js'
import { sUnc } from '../../src/methods/uno/score.js'
import { Tensor } from '../../src/torch/index.js'
import { expectTensor } from './expect-tensor.js'
import { type GoldenCase, procedure } from './procedure.js'

export default procedure({
  kind: 'baselines/figure1',
  parts: golden => ({
    s_unc: () => checkScore(figure1(golden)),
    pixels: () => checkPixels(figure1(golden)),
    mask: () => checkMasks(figure1(golden)),
    norms: () => checkNorms(figure1(golden)),
  }),
})

type Figure1 = ReturnType<typeof figure1>

/** The inputs, and s_Unc on the grid of the masks. */
function figure1({ folder, json }: GoldenCase) {
  const { tensors } = readSafetensors(join(folder, 'tensors.safetensors'))
  const expected = (name: string): NDArray => tensors.get(name)!
  const input = (name: string) => Tensor.fromArray(expected(name)).to('float64')
  const [z, masks] = [input('z'), input('masks')]
  const logits = z.matmul(input('W').transpose(0, 1)).add(input('b'))
  const [Q, h, w] = masks.shape as [number, number, number]
  const points = masks.reshape([Q, h * w])
  const { K, share } = json.config
  const score = sUnc(logits, K).unsqueeze(0).matmul(points.sigmoid()).reshape([h, w])
  const atol = (name: string): number => json.files['tensors.safetensors'][name].atol
  return { z, points, logits, score, K, share, expected, atol }
}

function checkScore({ score, expected, atol }: Figure1) {
  expectTensor(score, expected('s_unc'), { abs: atol('s_unc') }, 's_unc')
}

function checkPixels({ score, share, expected }: Figure1) {
  const outlier = toInt32Array(expected('outlier'))
  const indices = Array.from(outlier, (is, i) => (is ? i : -1)).filter(i => i >= 0)
  const values = toFloat32Array(score.to('float32').toArray())
  const chosen = highestShare(
    Float32Array.from(indices, i => values[i]!),
    share,
  )
  // The golden has the highest first.
  const pixels = Array.from(chosen, i => indices[i]!).sort((a, b) => values[b]! - values[a]! || a - b)
  expect(pixels).toEqual([...toInt32Array(expected('pixels'))])
}

function masksAtPixels({ points, logits, K, expected }: Figure1): number[] {
  const pixels = [...toInt32Array(expected('pixels'))]
  return pixels
    .map(pixel => standingMasks(points.narrow(1, pixel, 1), logits.softmax(-1), K, 'mask').toArray())
    .map(found => toInt32Array(found)[0]!)
}

function checkMasks(golden: Figure1) {
  expect(masksAtPixels(golden)).toEqual([...toInt32Array(golden.expected('mask'))])
}

function checkNorms(golden: Figure1) {
  const norms = golden.z.norm(1).toFloat64Array()
  const found = Float64Array.from(masksAtPixels(golden), q => norms[q]!)
  const name = 'norms'
  expectTensor(
    Tensor.fromTyped(found, [found.length]),
    golden.expected(name),
    { abs: golden.atol(name) },
    name,
  )
}
