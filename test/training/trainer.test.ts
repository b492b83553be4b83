import { expect, test } from 'vitest'
import { Module, parameter } from '../../src/nn/index.js'
import { openScope, ops, Tensor } from '../../src/torch/index.js'
import { type Pass, Trainer } from '../../src/training/trainer.js'
import { resolved } from './tiny.js'

class Point extends Module {
  readonly at = parameter(Tensor.from([1, 2]).to('float32'))
}

/** Moves a point towards others, one a pass: the gradient of ½‖w − x‖² is w − x. */
class Follower extends Trainer<number[][], Point> {
  constructor(...settings: string[]) {
    const fields = ['schedule.name=constant', 'optimiser.lr=0.1', 'optimiser.weightDecay=0', ...settings]
    const [recipe, model] = [resolved(...fields), new Point()]
    super(recipe, {} as never, 10, { model, groups: [{ parameters: model.namedParameters() }] })
  }

  protected override *passes(_: number, batch: number[][]): Iterable<Pass> {
    for (const target of batch) {
      const away = this.model.at.sub(Tensor.from(target).to('float32'))
      yield {
        terms: { half: ops.sum(away.mul(away)).mul(0.5) },
        outputs: {},
        correct: 1,
        judged: 2,
        images: 3,
      }
    }
  }
}

function stepOf(batch: number[][], ...settings: string[]) {
  using _ = openScope()
  const trainer = new Follower('optimiser.momentum=0', 'optimiser.nesterov=false', ...settings)
  const found = trainer.step(0, () => batch)
  const change = trainer.model.at.toList() as number[]
  return { ...found, change: [change[0]! - 1, change[1]! - 2] }
}

// From (1, 2) the gradients are (4, 0) and (2, −8); their mean is (3, −4), of length 5.
const targets = [
  [-3, 2],
  [-1, 10],
]

test('several passes are one step along their mean gradient; losses are means, counts sums', () => {
  const { change, gradientNorm, loss, losses, ...counts } = stepOf(targets)
  expect(gradientNorm).toBeCloseTo(5, 5)
  expect(change[0]).toBeCloseTo(-0.3, 5)
  expect(change[1]).toBeCloseTo(0.4, 5)
  expect([loss, losses.half]).toEqual([(8 + 34) / 2, (8 + 34) / 2])
  expect(counts).toMatchObject({ correct: 2, judged: 4, images: 6 })
  expect(stepOf([targets[0]!, targets[0]!]).change).toEqual(stepOf([targets[0]!]).change)
})

test('the mean gradient is what is clipped', () => {
  const { change, gradientNorm } = stepOf(targets, 'clip=1')
  expect(gradientNorm).toBeCloseTo(5, 5)
  expect(Math.hypot(...change)).toBeCloseTo(0.1, 5)
  expect(change[1]! / change[0]!).toBeCloseTo(-4 / 3, 4)
  // Between the lengths of the mean and of the sum: nothing is cut.
  expect(stepOf(targets, 'clip=6').change).toEqual(stepOf(targets).change)
})
