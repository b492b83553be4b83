import { expect } from 'vitest'
import type { LabelledScene } from '../../src/data/scenes/scene-set.js'
import { toFloat64Array } from '../../src/formats/index.js'
import { maskLosses } from '../../src/methods/masks/index.js'
import type { KeepFlags } from '../../src/models/index.js'
import { openScope, Tensor } from '../../src/torch/index.js'
import { parseRecipe, resolveRecipe } from '../../src/training/load-recipe.js'
import { prepareCrops } from '../../src/training/pixel/batch.js'
import { parameterGroups } from '../../src/training/pixel/parameter-groups.js'
import type { ResolvedPixelRecipe } from '../../src/training/pixel/recipe.js'
import { type PassDraws, PixelTrainer } from '../../src/training/pixel/trainer.js'
import { expectTensor, expectValues } from './expect-tensor.js'
import { tensorsOf } from './golden-tensors.js'
import { type GoldenCase, procedure } from './procedure.js'
import { predictionName, recordedPoints } from './recorded-points.js'
import { segmenterConfigOf } from './segmentation-config.js'
import { caseModel } from './segmentation-model.js'

export default procedure({
  kind: 'segmentation/trainstep',
  parts: golden => ({
    'parameter groups': () => checkGroups(golden),
    'steps: losses, gradients, weights': () => checkSteps(golden),
  }),
})

/** The trainer of the case, with its weights and its recorded draws. */
function trainerOf(golden: GoldenCase): PixelTrainer {
  const { config } = golden.json
  const modelConfig = segmenterConfigOf(config)
  const {
    format: _f,
    inlierClasses: _k,
    outlierClass: _o,
    classNames: _n,
    preprocessing: _p,
    ...model
  } = modelConfig
  const recipe = parseRecipe(
    {
      track: 'pixel',
      name: golden.json.case,
      model,
      objective: { name: modelConfig.outlierClass ? 'uno' : 'closed-set', points: config.num_points },
      pasting: modelConfig.outlierClass ? { style: 'pictures' } : null,
      steps: config.max_iter,
      optimiser: {
        lr: config.base_lr,
        weightDecay: config.weight_decay,
        backboneLr: config.backbone_multiplier,
      },
      schedule: { name: 'poly', power: config.poly_power },
      clip: clipOf(config),
      precision: 'float32',
      memoryFormat: 'contiguous',
    },
    golden.json.case,
  )
  const draws = tensorsOf(golden, 'draws.safetensors')
  const drawsOf = (step: number): PassDraws => ({
    points: recordedPoints(draws, `step${step}.`),
    keepFlags: recordedFlags(draws, step, config.swin?.depths ?? []),
  })
  const trainer = new PixelTrainer(resolveRecipe(recipe, 1) as ResolvedPixelRecipe, modelConfig, drawsOf)
  trainer.model.loadStateDict(caseModel(golden).model.stateDict())
  return trainer
}

/** The case says it in words: "…, max 0.01". */
const clipOf = ({ clip }: { clip: string | number }): number => Number(/[\d.]+$/.exec(String(clip))![0])

function recordedFlags(
  draws: ReturnType<typeof tensorsOf>,
  step: number,
  depths: readonly number[],
): KeepFlags {
  const names = depths.flatMap((depth, stage) =>
    Array.from({ length: depth }, (_, block) => `layers.${stage}.blocks.${block}`),
  )
  return (block, branch) => {
    const name = `step${step}.droppath.${names[block]}.${branch}`
    const flags = draws.get(name)
    if (!flags) throw new Error(`no recorded draw ${name}`)
    return Array.from(toFloat64Array(flags), kept => kept === 1)
  }
}

function crops(golden: GoldenCase): LabelledScene[] {
  const inputs = tensorsOf(golden, 'inputs.safetensors')
  const count = [...inputs.keys()].filter(name => name.startsWith('image')).length
  return Array.from({ length: count }, (_, i) => {
    const image = Tensor.fromArray(inputs.get(`image${i}`)!)
    const [, height, width] = image.shape as [number, number, number]
    const labels = Tensor.fromArray(inputs.get(`labels${i}`)!).toUint8Array()
    return { width, height, image: image.permute([1, 2, 0]).contiguous().toUint8Array(), labels }
  })
}

function checkGroups(golden: GoldenCase): void {
  using _ = openScope()
  const trainer = trainerOf(golden)
  const { optimiser } = trainer.recipe as ResolvedPixelRecipe
  const found = new Map(
    parameterGroups(trainer.model, optimiser).flatMap(({ parameters, lrScale = 1, weightDecay }) =>
      [...parameters.keys()].map(name => [name, { lr: optimiser.lr * lrScale, weightDecay }] as const),
    ),
  )
  expect(found.size).toBe(golden.json.param_groups.length)
  for (const { name, base_lr, weight_decay } of golden.json.param_groups) {
    expect(found.get(name)?.weightDecay, name).toBe(weight_decay)
    expect(found.get(name)?.lr, name).toBeCloseTo(base_lr, 12)
  }
}

function checkSteps(golden: GoldenCase): void {
  using _ = openScope()
  const { parameter_order, files } = golden.json
  const outputs = tensorsOf(golden, 'outputs.safetensors')
  const meta = files['outputs.safetensors']
  const trainer = trainerOf(golden)
  const before = copies(trainer)
  const batch = crops(golden)
  const steps = [...outputs.keys()].filter(name => name.startsWith('total_grad_norm.step')).length
  expect(steps).toBeGreaterThan(0)
  for (let step = 0; step < steps; step++) {
    checkLosses(golden, trainer, batch, step)
    const { gradientNorm, nonfinite, lr } = trainer.step(step, () => [batch])
    expect(nonfinite).toBeUndefined()
    expect(lr).toBeCloseTo(golden.json.config.base_lr * (1 - step / golden.json.config.max_iter) ** 0.9, 12)
    const name = `total_grad_norm.step${step}`
    expectValues([gradientNorm], toFloat64Array(outputs.get(name)!), { abs: meta[name].atol }, name)
  }
  const after = trainer.model.namedParameters()
  const norms = (of: (name: string) => Tensor) =>
    (parameter_order as string[]).map(name =>
      of(name)
        .norm([...of(name).shape.keys()])
        .item(),
    )
  expectValues(
    norms(name => after.get(name)!.detach()),
    toFloat64Array(outputs.get('param_l2')!),
    { abs: meta.param_l2.atol },
    'param_l2',
  )
  expectValues(
    norms(name => after.get(name)!.detach().sub(before.get(name)!)),
    toFloat64Array(outputs.get('update_l2')!),
    { abs: meta.update_l2.atol, rel: 1e-3 },
    'update_l2',
  )
  for (const [name, expected] of tensorsOf(golden, 'after.safetensors')) {
    const first = after.get(name)!.detach().flatten().narrow(0, 0, expected.shape[0]!)
    expectTensor(first, expected, { abs: files['after.safetensors'][name].atol }, name)
  }
}

const copies = (trainer: PixelTrainer): Map<string, Tensor> =>
  new Map([...trainer.model.namedParameters()].map(([name, tensor]) => [name, tensor.detach().clone()]))

/** The losses of every prediction, and at the first step the norm of every gradient, beside the trainer. */
function checkLosses(golden: GoldenCase, trainer: PixelTrainer, batch: LabelledScene[], step: number): void {
  using _ = openScope()
  const outputs = tensorsOf(golden, 'outputs.safetensors')
  const meta = golden.json.files['outputs.safetensors']
  const draws = tensorsOf(golden, 'draws.safetensors')
  const { input, targets } = prepareCrops(batch, trainer.config)
  const keepFlags = recordedFlags(draws, step, golden.json.config.swin?.depths ?? [])
  const output = trainer.model.train().forward(input, { keepFlags })
  const predictions = [output, ...output.auxiliary]
  const { objective } = trainer.recipe as ResolvedPixelRecipe
  const { ce, mask, dice } = maskLosses(
    predictions,
    targets,
    recordedPoints(draws, `step${step}.`),
    objective,
  )
  for (const o of predictions.keys()) {
    for (const [term, values] of Object.entries({ ce, mask, dice })) {
      const name = `losses.step${step}.loss_${term}${o === 0 ? '' : `_${o - 1}`}`
      expectTensor(
        values.select(0, o),
        outputs.get(name)!,
        { abs: meta[name].atol },
        `${predictionName(o)}: ${name}`,
      )
    }
  }
  if (step > 0) return
  ce.add(mask).add(dice).sum().backward()
  const parameters = trainer.model.namedParameters()
  const order: string[] = golden.json.parameter_order
  const norms = order.map(name => {
    const { grad } = parameters.get(name)!
    return grad ? grad.norm([...grad.shape.keys()]).item() : 0
  })
  const total = toFloat64Array(outputs.get('total_grad_norm.step0')!)[0]!
  const expected = toFloat64Array(outputs.get('grad_norm')!)
  const abs = Math.max(1e-6 * total, meta.grad_norm.atol)
  expectValues(norms, expected, { abs, rel: 1e-3 }, 'grad_norm')
  const without = order.filter(name => !parameters.get(name)!.grad)
  expect(without).toEqual(golden.json.grad_none)
  trainer.optimiser.zeroGrad()
}
