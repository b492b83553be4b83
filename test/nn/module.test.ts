import { expect, test } from 'vitest'
import { BatchNorm2d, Conv2d, Linear, Module } from '../../src/nn/index.js'
import { Generator, openScope, Tensor } from '../../src/torch/index.js'

class Net extends Module {
  stem: Conv2d
  blocks: [BatchNorm2d, Linear]
  constructor() {
    super()
    const generator = new Generator(0)
    this.stem = new Conv2d(3, 2, 1, generator, { bias: false })
    this.blocks = [new BatchNorm2d(2), new Linear(2, 2, generator)]
  }
}

test('keys are property paths, in the order of construction', () => {
  expect([...new Net().stateDict().keys()]).toEqual([
    'stem.weight',
    'blocks.0.weight',
    'blocks.0.bias',
    'blocks.0.running_mean',
    'blocks.0.running_var',
    'blocks.0.num_batches_tracked',
    'blocks.1.weight',
    'blocks.1.bias',
  ])
  expect([...new Net().namedParameters().keys()]).not.toContain('blocks.0.running_mean')
  expect([...new Net().namedBuffers().keys()]).toHaveLength(3)
})

test('train and eval reach every module', () => {
  const net = new Net().eval()
  expect([net.training, net.stem.training, net.blocks[0].training]).toEqual([false, false, false])
  expect(net.train().blocks[1].training).toBe(true)
})

test('weights outlive the scope that they were made in, and record gradients', () => {
  const net = (() => {
    using _ = openScope()
    return new Net()
  })()
  expect(net.stem.weight.shape).toEqual([2, 3, 1, 1])
  expect(net.stem.weight.requiresGrad).toBe(true)
  expect(net.blocks[0].running_mean.requiresGrad).toBe(false)
})

test('loadStateDict copies values', () => {
  const [from, to] = [new Net(), new Net()]
  from.stem.weight.detach().fill_(3)
  to.loadStateDict(from.stateDict())
  from.stem.weight.detach().fill_(4)
  expect(to.stem.weight.detach().amax().item()).toBe(3)
})

test('to converts weights and floating buffers, and keeps what they are', () => {
  const net = new Net().to({ dtype: 'float64', memoryFormat: 'channels_last' })
  const dtypes = [...net.stateDict()].map(([key, { dtype }]) => [key, dtype])
  for (const [key, dtype] of dtypes) expect(dtype, key).toBe(key!.endsWith('tracked') ? 'int64' : 'float64')
  expect([...net.namedBuffers().keys()]).toHaveLength(3)
  expect(net.stem.weight.requiresGrad).toBe(true)
  expect(net.stem.forward(Tensor.zeros([1, 3, 2, 2], { dtype: 'float64' })).shape).toEqual([1, 2, 2, 2])
})
