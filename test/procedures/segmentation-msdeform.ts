import { join } from 'node:path'
import { expect } from 'vitest'
import { readSafetensors } from '../../src/formats/index.js'
import { composedDeformableAttention, deformableAttention, type LevelShape } from '../../src/nn/index.js'
import { grad, openScope, Tensor } from '../../src/torch/index.js'
import { expectTensor } from './expect-tensor.js'
import { type GoldenCase, procedure } from './procedure.js'

export default procedure({
  kind: 'segmentation/msdeform',
  parts: golden => ({
    'as models call it': () => check(golden, deformableAttention),
    composed: () => check(golden, composedDeformableAttention),
  }),
})

function check({ folder, json }: GoldenCase, attention: typeof deformableAttention): void {
  using _ = openScope()
  const inputs = readSafetensors(join(folder, 'inputs.safetensors')).tensors
  const expected = readSafetensors(join(folder, 'outputs.safetensors')).tensors
  const input = (name: string) => Tensor.fromArray(inputs.get(name)!)
  const leaves = ['value', 'sampling_locations', 'attention_weights'].map(name => ({
    name,
    tensor: input(name).requiresGrad_(),
  }))
  const [value, locations, weights] = leaves.map(({ tensor }) => tensor) as [Tensor, Tensor, Tensor]
  const shapes = input('spatial_shapes').toList() as unknown as LevelShape[]
  const output = attention(value, shapes, locations, weights)
  const gradients = grad([output], [value, locations, weights], { gradients: [input('grad_output')] })
  const found = new Map([['output', output.detach()]])
  for (const [i, { name }] of leaves.entries()) found.set(`grad_${name}`, gradients[i]!)
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort())
  for (const [name, tensor] of found) {
    const { atol } = json.files['outputs.safetensors'][name]
    expectTensor(tensor, expected.get(name)!, { abs: atol }, name)
  }
}
