/**
 * A step of every recipe, at its own size, on the device of shapes without values: what one device's kernels alone
 * can do fails there, and so does what would mix tensors of two devices.
 */
import { expect, test } from 'vitest'
import { objectiveByName } from '../../src/methods/index.js'
import { maskObjectiveByName } from '../../src/methods/masks/index.js'
import { gradientsOf, onDevice, openScope, Tensor } from '../../src/torch/index.js'
import { ImageTrainer } from '../../src/training/image/trainer.js'
import { loadRecipe, recipeNames, resolveRecipe } from '../../src/training/load-recipe.js'
import type { ResolvedPixelRecipe } from '../../src/training/pixel/recipe.js'
import { PixelTrainer } from '../../src/training/pixel/trainer.js'
import type { ResolvedRecipe } from '../../src/training/recipe.js'
import type { Trainer } from '../../src/training/trainer.js'

type ResolvedImageRecipe = Exclude<ResolvedRecipe, ResolvedPixelRecipe>

const classNames = Array.from({ length: 12 }, (_, k) => `class ${k}`)
const named = { format: 1 as const, inlierClasses: classNames.length, classNames }

/** Two inliers, and two negatives where the objective wants any. */
function imageStep(recipe: ResolvedImageRecipe) {
  const { outlierClass, negatives } = objectiveByName(recipe.objective.name)
  const { model, preprocessing } = recipe
  const trainer = new ImageTrainer(recipe, { ...named, ...model, outlierClass, preprocessing }, 10)
  const side = preprocessing.crop
  const images = Tensor.zeros([negatives ? 4 : 2, 3, side, side], { device: 'cpu' })
  const labels = Tensor.zeros([2], { dtype: 'int64', device: 'cpu' })
  return { trainer: trainer as Trainer, batch: { images, labels, inliers: 2 }, seen: images.shape[0] }
}

/** Two crops of three classes, one of them the outlier class where there is one, and of pixels that are ignored. */
function pixelStep(recipe: ResolvedPixelRecipe) {
  const { outlierClass } = maskObjectiveByName(recipe.objective.name)
  const { model, preprocessing } = recipe
  const trainer = new PixelTrainer(recipe, { ...named, ...model, outlierClass, preprocessing })
  const [height, width] = recipe.augmentation.crop ?? [512, 1024]
  const last = classNames.length - (outlierClass ? 0 : 1)
  const labels = Uint8Array.from({ length: height * width }, (_, i) => [0, 3, last, 255][i % 4]!)
  const scene = { width, height, labels, image: new Uint8Array(3 * height * width) }
  const batch = Array.from({ length: recipe.batch.accumulate }, () => [scene, scene])
  return { trainer: trainer as Trainer, batch, seen: 2 * recipe.batch.accumulate }
}

function stepOf(name: string, ...settings: string[]) {
  const recipe = resolveRecipe(loadRecipe(name, ['device=meta', ...settings]), 1)
  return recipe.track === 'pixel' ? pixelStep(recipe) : imageStep(recipe)
}

/** Runs the step; every parameter must have had a gradient of its shape, and everything stay on meta. */
function check({ trainer, batch, seen }: ReturnType<typeof stepOf>): void {
  const { model, companion, optimiser, average } = trainer
  const parameters = new Map([...model.namedParameters(), ...(companion?.namedParameters() ?? [])])
  const gradients: (readonly number[] | undefined)[] = []
  const update = optimiser.step.bind(optimiser)
  optimiser.step = (...settings) => {
    gradients.push(...gradientsOf([...parameters.values()]).map(gradient => gradient?.shape))
    update(...settings)
  }
  const { images, losses, nonfinite } = trainer.step(0, () => batch)
  expect([images, nonfinite]).toEqual([seen, undefined])
  expect(Object.values(losses).length).toBeGreaterThan(0)
  const named = [...parameters.keys()]
  expect(named.map((path, i) => [path, gradients[i]])).toEqual(
    named.map(path => [path, parameters.get(path)!.shape]),
  )
  const { steps, tensors } = optimiser.state()
  expect(steps).toBe(1)
  const averages = average?.averages.values() ?? []
  const everything = [...model.stateDict().values(), ...parameters.values(), ...tensors.values(), ...averages]
  expect(new Set(everything.map(({ device }) => device))).toEqual(new Set(['meta']))
}

test.each(recipeNames())('%s', name => {
  using _ = openScope()
  check(onDevice('meta', () => stepOf(name)))
})

// As a training does it: made where tensors are made, and brought to the device.
test.each([
  ['cifar10-uno', 'model.width=4', 'weightAverage=0.9'],
  ['demo-street-closed-set', 'weightAverage=0.9'],
  ['demo-street-uno', 'precision=bfloat16'],
])('%s, moved there', (name, ...settings) => {
  using _ = openScope()
  check(stepOf(name, ...settings))
})
