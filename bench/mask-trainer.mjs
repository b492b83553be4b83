/** What training steps of Mask2Former (Swin-T, 100 queries, 19 classes) are timed on. */
import { parseRecipe, resolveRecipe } from '../dist/training/load-recipe.js'
import { PixelTrainer } from '../dist/training/pixel/trainer.js'
import { swinT } from './swin-t.mjs'

export function maskTrainer(precision, threads) {
  const config = swinT(19)
  const recipe = {
    ...{ track: 'pixel', name: 'bench', model: { backbone: config.backbone } },
    ...{ objective: { name: 'closed-set' }, steps: 1000, precision },
  }
  return new PixelTrainer(resolveRecipe(parseRecipe(recipe, 'bench'), threads), config)
}

/** Noise with vertical stripes: one mask a class. */
export function stripes(height, width, present) {
  const labels = Uint8Array.from({ length: height * width }, (_, i) =>
    Math.floor(((i % width) * present) / width),
  )
  const image = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 2654435761) >>> 24)
  return { image, labels, width, height }
}
