import { describe, expect, test } from 'vitest'
import { ResNet18 } from '../../src/models/index.js'
import { autocast, liveTensors, noGrad, openScope, Tensor } from '../../src/torch/index.js'
import { randomTensor } from '../nn/random-tensor.js'

const archs = ['resnet18_32x32', 'resnet18_224x224'] as const

// Measured on the official code.
test.each([
  ['resnet18_32x32', 10, 11_173_962],
  ['resnet18_224x224', 200, 11_279_112],
] as const)('%s with %i classes: 122 entries, %i parameters', (arch, outputs, parameters) => {
  const model = new ResNet18({ arch, width: 64, outputs })
  expect(model.stateDict().size).toBe(122)
  expect([...model.namedParameters().values()].reduce((sum, { size }) => sum + size, 0)).toBe(parameters)
})

test('initial weights: PyTorch’s default at 32×32, torchvision’s normal at 224×224', () => {
  const [small, large] = archs.map(arch => {
    const { layer1 } = new ResNet18({ arch, width: 64, outputs: 2 })
    return layer1[0]!.conv1.weight.detach().toFloat64Array()
  })
  const deviation = (values: Float64Array) =>
    Math.sqrt(values.reduce((sum, w) => sum + w * w, 0) / values.length)
  const bound = 1 / Math.sqrt(64 * 9)
  expect(Math.max(...small!.map(Math.abs))).toBeLessThanOrEqual(bound)
  expect(deviation(small!) / (bound / Math.sqrt(3))).toBeCloseTo(1, 1.5)
  expect(deviation(large!) / Math.sqrt(2 / (64 * 9))).toBeCloseTo(1, 1.5)
})

test('a seed decides the weights', () => {
  const weights = (seed: number) =>
    new ResNet18({ arch: archs[0], width: 2, outputs: 2, seed }).fc.weight.toList()
  expect(weights(1)).toEqual(weights(1))
  expect(weights(1)).not.toEqual(weights(2))
})

describe.each(archs)('%s', arch => {
  const model = () => new ResNet18({ arch, width: 4, outputs: 3 }).eval()

  test('takes pictures of any size, one by one or together', () => {
    const net = model()
    noGrad(() => {
      expect(net.forward(Tensor.zeros([2, 3, 47, 33])).features.shape).toEqual([2, 32])
      const pictures = randomTensor('pictures', [3, 3, 32, 32]).to('float32')
      const together = net.forward(pictures).logits.toFloat64Array()
      const apart = [0, 1, 2].flatMap(i => [...net.forward(pictures.narrow(0, i, 1)).logits.toFloat64Array()])
      apart.forEach((value, i) => void expect(value).toBeCloseTo(together[i]!, 5))
    })
  })

  test('the last layer is in float32 under autocast', () => {
    const { logits } = noGrad(() => autocast('bfloat16', () => model().forward(Tensor.zeros([1, 3, 32, 32]))))
    expect(logits.dtype).toBe('float32')
  })

  test('a training step leaves nothing behind', () => {
    const net = model().train()
    const step = () => {
      using _ = openScope()
      net
        .forward(randomTensor('step', [2, 3, 32, 32]).to('float32'))
        .logits.sum()
        .backward()
    }
    step()
    const before = liveTensors()
    for (let i = 0; i < 3; i++) step()
    expect(liveTensors()).toBe(before)
  })
})
