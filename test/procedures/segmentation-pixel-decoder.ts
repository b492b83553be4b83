/** The pixel decoder alone, on features of odd sizes, every stage by name. */
import type { Features } from '../../src/models/backbones/features.js'
import { sinePositions } from '../../src/models/mask2former/sine-positions.js'
import { noGrad, openScope, type Tensor } from '../../src/torch/index.js'
import { expectFile, tensorOf } from './golden-tensors.js'
import { type GoldenCase, procedure } from './procedure.js'
import { caseModel } from './segmentation-model.js'

export default procedure({
  kind: 'segmentation/pixel-decoder',
  parts: golden => ({ stages: () => check(golden) }),
})

function check(golden: GoldenCase): void {
  using _ = openScope()
  const input = (name: string) => tensorOf(golden, 'inputs.safetensors', name)
  const features: Features = {
    res2: input('res2'),
    res3: input('res3'),
    res4: input('res4'),
    res5: input('res5'),
  }
  const { model, config } = caseModel(golden)
  const found = new Map<string, Tensor>()
  noGrad(() => {
    model.sem_seg_head.pixel_decoder.forward(features, (name, tensor) => found.set(name, tensor))
    for (const [name, map] of Object.entries(features)) {
      const [, , h, w] = map.shape as [number, number, number, number]
      const encoding = sinePositions(h, w, config.convDim)
      found.set(`pe.${name}`, encoding.transpose(1, 2).reshape([1, config.convDim, h, w]))
    }
  })
  expectFile(golden, 'outputs.safetensors', found)
}
