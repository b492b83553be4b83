import { expect, test } from 'vitest'
import { Linear, WeightAverage } from '../../src/nn/index.js'
import { Generator } from '../../src/torch/index.js'
import { expectValues } from '../procedures/expect-tensor.js'
import { randomTensor } from './random-tensor.js'

const decay = 0.95

test('a ← a + (1 − d)(w − a), with a small d at first', () => {
  const layer = new Linear(3, 2, new Generator(0))
  const average = new WeightAverage(layer, decay)
  let expected = [...layer.weight.detach().toFloat64Array()]
  for (let n = 0; n < 200; n++) {
    layer.weight.detach().copy_(randomTensor(`average/${n}`, [2, 3]).to('float32'))
    average.update(n)
    const d = Math.min(decay, (1 + n) / (10 + n))
    const weights = layer.weight.detach().toFloat64Array()
    expected = expected.map((a, i) => a + (1 - d) * (weights[i]! - a))
  }
  const found = average.averages.get('weight')!.toFloat64Array()
  expectValues(found, expected, { abs: 1e-5 }, 'average')
})

test('the first average forgets nine tenths of the initial weights', () => {
  const layer = new Linear(1, 1, new Generator(0))
  const average = new WeightAverage(layer, 0.999)
  const before = layer.bias!.item()
  layer.bias!.detach().fill_(before + 1)
  average.update(0)
  expect(average.averages.get('bias')!.item()).toBeCloseTo(before + 0.9, 6)
})

test('the weights themselves are left alone, and a restored average goes on', () => {
  const layer = new Linear(3, 2, new Generator(0))
  const before = layer.weight.toList()
  const average = new WeightAverage(layer, decay)
  average.update(5)
  expect(layer.weight.toList()).toEqual(before)
  const saved = new Map([...average.averages].map(([path, tensor]) => [path, tensor.clone().fill_(7)]))
  average.restore(saved)
  expect(average.averages.get('bias')!.toList()).toEqual([7, 7])
})
