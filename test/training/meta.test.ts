/**
 * A step of every recipe, at its own size, on the device of shapes without values: what one device's kernels alone
 * can do fails there, and so does what would mix tensors of two devices.
 */
import { expect, test } from 'vitest'
import { objectiveByName } from '../../src/methods/index.js'
import { maskObjectiveByName } from '../../src/methods/masks/index.js'
import { onDevice, openScope, Tensor } from '../../src/torch/index.js'
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
  return { trainer, batch: { images, labels, inliers: 2 }, seen: images.shape[0] }
}

/** Two crops of four classes, the last of which is ignored. */
function pixelStep(recipe: ResolvedPixelRecipe) {
  const { outlierClass } = maskObjectiveByName(recipe.objective.name)
  const { model, preprocessing } = recipe
  const trainer = new PixelTrainer(recipe, { ...named, ...model, outlierClass, preprocessing })
  const [height, width] = recipe.augmentation.crop ?? [512, 1024]
  const labels = Uint8Array.from({ length: height * width }, (_, i) => [0, 3, 5, 255][i % 4]!)
  const scene = { width, height, labels, image: new Uint8Array(3 * height * width) }
  const batch = Array.from({ length: recipe.batch.accumulate }, () => [scene, scene])
  return { trainer, batch, seen: 2 * recipe.batch.accumulate }
}

test.each(recipeNames())('%s', name => {
  using _ = openScope()
  const recipe = resolveRecipe(loadRecipe(name, ['device=meta']), 1)
  const { trainer, batch, seen } = onDevice('meta', () =>
    recipe.track === 'pixel' ? pixelStep(recipe) : imageStep(recipe),
  )
  const before = [...trainer.model.namedParameters()].map(([path, { shape }]) => [path, shape])
  const { images, losses, nonfinite } = (trainer as Trainer).step(0, () => batch)
  expect([images, nonfinite]).toEqual([seen, undefined])
  expect(Object.values(losses).length).toBeGreaterThan(0)
  const after = [...trainer.model.namedParameters()]
  expect(after.map(([path, { shape }]) => [path, shape])).toEqual(before)
  const { steps, tensors } = trainer.optimiser.state()
  expect(steps).toBe(1)
  const everything = [
    ...trainer.model.stateDict().values(),
    ...tensors.values(),
    ...(trainer.average?.averages.values() ?? []),
  ]
  expect(new Set(everything.map(({ device }) => device))).toEqual(new Set(['meta']))
})
