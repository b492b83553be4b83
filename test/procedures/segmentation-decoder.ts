/** The masked-attention decoder alone: queries after every sub-layer, predictions, attention masks. */
import { noGrad, openScope, type Tensor } from '../../src/torch/index.js'
import { expectFile, tensorOf } from './golden-tensors.js'
import { type GoldenCase, procedure } from './procedure.js'
import { caseModel } from './segmentation-model.js'

export default procedure({
  kind: 'segmentation/decoder',
  parts: golden => ({ 'layers, predictions, masks': () => check(golden) }),
})

function check(golden: GoldenCase): void {
  using _ = openScope()
  const input = (name: string) => tensorOf(golden, 'inputs.safetensors', name)
  const multiScale = [0, 1, 2].map(level => input(`multi_scale.${level}`))
  const { predictor } = caseModel(golden).model.sem_seg_head
  const found = new Map<string, Tensor>()
  const pixels = { multiScale, embedding: input('mask_features') }
  noGrad(() => predictor.forward(pixels, true, (name, tensor) => found.set(name, tensor)))
  expectFile(golden, 'outputs.safetensors', found)
}
