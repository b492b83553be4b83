import { join } from 'node:path'
import { expect } from 'vitest'
import { type NDArray, readSafetensors } from '../../src/formats/index.js'
import { type ClassifierConfig, loadWeights, standardPreprocessing } from '../../src/models/index.js'
import { openScope, Tensor } from '../../src/torch/index.js'
import type { ResolvedImageRecipe } from '../../src/training/image/recipe.js'
import type { Batch } from '../../src/training/image/source.js'
import { ImageTrainer } from '../../src/training/image/trainer.js'
import { parseRecipe, resolveRecipe } from '../../src/training/load-recipe.js'
import { expectTensor, expectValues, type Tolerance } from './expect-tensor.js'
import { partsOrPending, withoutDeviations } from './pending.js'
import { type GoldenCase, type Parts, procedure } from './procedure.js'

const kind = 'image/train-steps'
type Tensors = ReadonlyMap<string, NDArray>
type Precision = 'float64' | 'float32'
/** The state: weights, running statistics and momenta after the last step. */
type Checked = 'losses' | 'state' | 'all'

export default procedure({
  kind,
  parts(golden) {
    const parts = (precision: Precision, checked: Checked): Parts =>
      partsOrPending(kind, Object.keys(golden.json.cases), name => {
        const objective = objectiveOf(name)
        return objective && (() => checkCase(golden, name, objective, precision, checked))
      })
    const single = (checked: Checked) =>
      Object.entries(parts('float32', checked)).map(
        ([name, check]) => [`${name}: ${checked} in float32`, check] as const,
      )
    return {
      ...parts('float64', 'all'),
      ...Object.fromEntries(single('losses')),
      ...withoutDeviations(kind, Object.fromEntries(single('state'))),
    }
  },
})

interface Objective {
  name: string
  options?: object
}

function objectiveOf(name: string): Objective | undefined {
  const [, lambda] = /^uno_separate_([\d.]+)$/.exec(name) ?? []
  if (lambda) return { name: 'uno', options: { form: 'separate', lambda: Number(lambda) } }
  const known: Record<string, Objective> = {
    base: { name: 'closed-set' },
    oe: { name: 'outlier-exposure' },
    uno_joint: { name: 'uno' },
  }
  return known[name]
}

function trainerOf(
  { config }: GoldenCase['json'],
  init: Tensors,
  objective: Objective,
  precision: Precision,
) {
  const width = init.get('conv1.weight')!.shape[0]!
  const recipe = parseRecipe(
    {
      name: kind,
      model: { width },
      objective,
      epochs: config.num_epochs,
      optimiser: {
        lr: config.lr,
        momentum: config.momentum,
        nesterov: config.nesterov,
        weightDecay: config.weight_decay,
      },
      precision,
    },
    kind,
  )
  const K: number = config.classes_K
  const modelConfig: ClassifierConfig = {
    format: 1,
    arch: 'resnet18_32x32',
    width,
    inlierClasses: K,
    outlierClass: init.get('fc.bias')!.shape[0] === K + 1,
    classNames: Array.from({ length: K }, (_, k) => String(k)),
    preprocessing: standardPreprocessing.cifar10,
  }
  const trainer = new ImageTrainer(
    resolveRecipe(recipe, 1) as ResolvedImageRecipe,
    modelConfig,
    config.num_epochs * config.steps,
  )
  loadWeights(trainer.model, init, 'init')
  return trainer
}

/** Three steps of the trainer on the case's batches. */
function checkCase(
  { folder, json }: GoldenCase,
  name: string,
  objective: Objective,
  precision: Precision,
  checked: Checked,
) {
  using _ = openScope()
  const { tensors } = readSafetensors(join(folder, `${name}.safetensors`))
  const data = readSafetensors(join(folder, 'data.safetensors')).tensors
  const expected = json.cases[name]
  const { 'losses in float64': double, 'final in float64': final, 'in float32': single } = json.tolerance
  const [forLosses, forState]: [Tolerance, Tolerance] =
    precision === 'float64' ? [double, final] : [single.losses, single.final]
  const trainer = trainerOf(json, below(tensors, 'init/'), objective, precision)
  const batch = batches(data, expected.note, objective.name !== 'closed-set', precision)
  const losses = Array.from({ length: json.config.steps }, (_, s) => trainer.step(s, () => batch(s)).loss)
  if (checked !== 'state') {
    expectValues(losses, expected.losses, forLosses, 'losses')
    const reported = losses.reduce((average, loss) => 0.8 * average + 0.2 * loss, 0)
    expectValues([reported], [expected.loss_avg_reported], forLosses, 'reported loss')
    expectValues([trainer.learningRate(losses.length)], [expected.final_lr], { rel: 1e-9 }, 'rate')
  }
  if (checked === 'losses') return
  const state = trainer.model.stateDict()
  const velocities = trainer.optimiser.state().tensors
  const found = (key: string) => state.get(key)!.detach()
  expectAll(below(tensors, 'final/'), found, forState)
  expectAll(below(tensors, 'momentum/'), key => velocities.get(`velocity.${key}`)!, forState)
}

function expectAll(expected: Tensors, found: (key: string) => Tensor, tolerance: Tolerance): void {
  expect(expected.size).toBeGreaterThan(0)
  for (const [key, array] of expected) expectTensor(found(key), array, tolerance, key)
}

const below = (tensors: Tensors, prefix: string): Tensors =>
  new Map(
    [...tensors].flatMap(([key, array]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), array]] : [],
    ),
  )

/** The batch of a step; where the note says that the negatives' loader has n batches, it starts again then. */
function batches(
  data: Tensors,
  note: string,
  negatives: boolean,
  precision: Precision,
): (step: number) => Batch {
  const cycle = Number(/negatives loader has (\d+) batches/.exec(note)?.[1] ?? data.get('oe')!.shape[0])
  const [inliers, outliers, labels] = ['id', 'oe', 'labels'].map(key => Tensor.fromArray(data.get(key)!))
  return step => {
    const images = [inliers!.select(0, step), ...(negatives ? [outliers!.select(0, step % cycle)] : [])]
    return {
      images: Tensor.cat(images).to(precision),
      labels: labels!.select(0, step),
      inliers: inliers!.shape[1]!,
    }
  }
}
