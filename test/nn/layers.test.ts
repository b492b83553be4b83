import { expect, test } from 'vitest'
import { BatchNorm2d, Conv2d, Linear } from '../../src/nn/index.js'
import { autocast, Generator, ops, scope, Tensor } from '../../src/torch/index.js'
import { expectValues } from '../procedures/expect-tensor.js'
import { expectGradients } from './finite-differences.js'
import { randomTensor } from './random-tensor.js'

test('Linear is x Wᵀ + b', () => {
  const layer = new Linear(3, 2, new Generator(0)).to({ dtype: 'float64' })
  const x = randomTensor('linear', [4, 3])
  const [W, b, rows] = [layer.weight, layer.bias!, x].map(tensor => tensor.detach().toList())
  const expected = (rows as number[][]).map(row =>
    (W as number[][]).map((w, j) => row.reduce((sum, value, i) => sum + value * w[i]!, (b as number[])[j]!)),
  )
  expectValues(layer.forward(x).detach().toFloat64Array(), expected.flat(), { abs: 1e-12 }, 'x Wᵀ + b')
})

const expectSame = (found: Tensor, expected: Tensor) =>
  expectValues(found.detach().toFloat64Array(), expected.detach().toFloat64Array(), { abs: 1e-10 }, 'values')

test.each([1, 2, 3])('a convolution of single pixels takes every %i-th, with the same gradients', stride => {
  const layer = new Conv2d(3, 4, 1, new Generator(1), { stride }).to({ dtype: 'float64' })
  const drawn = ops.randn([2, 3, 7, 5], { dtype: 'float64' })
  const [x, same] = [drawn.clone().requiresGrad_(), drawn.clone().requiresGrad_()]
  const found = layer.forward(x)
  const expected = ops.conv2d(same, layer.weight, layer.bias, [stride, stride])
  expect(found.shape).toEqual(expected.shape)
  expectSame(found, expected)
  ops.square(found).sum().backward()
  const own = layer.weight.grad!.clone()
  layer.weight.grad!.zero_()
  ops.square(expected).sum().backward()
  expectSame(own, layer.weight.grad!)
  expectSame(x.grad!, same.grad!)
})

// oneDNN wrote beyond its memory here, and the process died some allocations later.
test.each(['float32', 'bfloat16'] as const)(
  'narrow strided convolutions of pixels leave the heap whole: %s',
  precision => {
    for (const inputs of [4, 8, 12]) {
      const layer = new Conv2d(inputs, 8, 1, new Generator(1), { stride: 2, bias: false })
      layer.to({ memoryFormat: 'channels_last' })
      for (let i = 0; i < 4; i++)
        scope(() => {
          const x = ops.randn([16, inputs, 112, 112]).contiguous('channels_last')
          const y = autocast(precision === 'bfloat16' ? precision : null, () => layer.forward(x))
          ops.square(y.to('float32')).mean().backward()
          ops.randn([1000, 100])
        })
      expect(ops.isfinite(layer.weight.grad!).all().item()).toBe(1)
    }
  },
)

test('Conv2d slides its kernel over the padded picture', () => {
  const layer = new Conv2d(2, 3, 3, new Generator(1), { stride: 2, padding: 1 }).to({ dtype: 'float64' })
  const x = randomTensor('conv', [1, 2, 5, 4])
  const [W, b] = [layer.weight, layer.bias!].map(tensor => tensor.detach().toList())
  const picture = (x.toList() as number[][][][])[0]!
  const found = (layer.forward(x).detach().toList() as number[][][][])[0]!
  expect([found.length, found[0]!.length, found[0]![0]!.length]).toEqual([3, 3, 2])
  found.forEach((map, o) => {
    map.forEach((row, r) => {
      row.forEach((value, c) => {
        let expected = (b as number[])[o]!
        for (let i = 0; i < 2; i++)
          for (let y = 0; y < 3; y++)
            for (let x = 0; x < 3; x++)
              expected +=
                (W as number[][][][])[o]![i]![y]![x]! * (picture[i]![2 * r + y - 1]?.[2 * c + x - 1] ?? 0)
        expect(value).toBeCloseTo(expected, 12)
      })
    })
  })
})

test('BatchNorm2d normalises by the batch, and keeps running statistics with momentum 0.1', () => {
  const layer = new BatchNorm2d(2).to({ dtype: 'float64' })
  const x = randomTensor('norm', [3, 2, 2, 2], 3)
  const maps = x.toList() as number[][][][]
  const found = layer.forward(x).detach().toList() as number[][][][]
  for (const channel of [0, 1]) {
    const values = maps.flatMap(image => image[channel]!.flat())
    const mean = values.reduce((a, b) => a + b) / values.length
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    const expected = values.map(value => (value - mean) / Math.sqrt(squares / values.length + 1e-5))
    const normalised = found.flatMap(image => image[channel]!.flat())
    expectValues(normalised, expected, { abs: 1e-10 }, `channel ${channel}`)
    expect((layer.running_mean.toList() as number[])[channel]).toBeCloseTo(0.1 * mean, 12)
    const unbiased = squares / (values.length - 1)
    expect((layer.running_var.toList() as number[])[channel]).toBeCloseTo(0.9 + 0.1 * unbiased, 12)
  }
  expect(layer.num_batches_tracked.item()).toBe(1)
})

test('BatchNorm2d refuses to learn from one value a channel, and normalises it in evaluation', () => {
  const layer = new BatchNorm2d(2)
  const one = Tensor.full([1, 2, 1, 1], 3)
  expect(() => layer.forward(one)).toThrow('one value a channel')
  expect(layer.running_var.toList()).toEqual([1, 1])
  expect(layer.num_batches_tracked.item()).toBe(0)
  expect(layer.eval().forward(one).shape).toEqual([1, 2, 1, 1])
})

test('in evaluation BatchNorm2d uses the running statistics and leaves them', () => {
  const layer = new BatchNorm2d(1).to({ dtype: 'float64' }).eval()
  layer.running_mean.fill_(2)
  layer.running_var.fill_(4)
  const found = layer.forward(Tensor.full([1, 1, 1, 1], 5, { dtype: 'float64' }))
  expect(found.item()).toBeCloseTo(3 / Math.sqrt(4 + 1e-5), 12)
  expect([layer.running_mean.item(), layer.num_batches_tracked.item()]).toEqual([2, 0])
})

test('gradients by finite differences', () => {
  const generator = new Generator(3)
  const conv = new Conv2d(2, 2, 3, generator, { padding: 1 }).to({ dtype: 'float64' })
  const norm = new BatchNorm2d(2).to({ dtype: 'float64' })
  const linear = new Linear(2, 3, generator).to({ dtype: 'float64' })
  const weights = randomTensor('weights of outputs', [2, 3])
  expectGradients(
    x =>
      linear
        .forward(norm.forward(conv.forward(x)).relu().mean([2, 3]))
        .mul(weights)
        .sum(),
    randomTensor('gradients', [2, 2, 3, 3]),
  )
})
