/** What a recipe of the image-wide track must keep to beside its schema. */
import { UserError } from '../../errors.js'
import { objectiveByName } from '../../methods/index.js'
import { standardPreprocessing } from '../../models/classifier-config.js'
import { type Origin, placeOf, refusal } from '../recipe-errors.js'
import type { ImageRecipe } from './recipe.js'

/**
 * The recipe with the options of its objective settled.
 * @throws UserError naming the field at fault
 */
export function checkedImageRecipe(recipe: ImageRecipe, origin: Origin): ImageRecipe {
  checkProgressive(recipe, origin)
  const { objective } = recipe
  const options = objectiveByName(objective.name).options.safeParse(objective.options)
  if (!options.success) throw refusal('image', options.error, origin, ['objective', 'options'])
  return { ...recipe, objective: { ...objective, options: options.data as Record<string, unknown> } }
}

/** @throws UserError if images begin as large as they are */
function checkProgressive(
  { augmentation: { progressive }, preprocessing }: ImageRecipe,
  origin: Origin,
): void {
  const { crop } = typeof preprocessing === 'string' ? standardPreprocessing[preprocessing] : preprocessing
  if (!progressive || progressive.from < crop) return
  throw new UserError(
    `${placeOf('augmentation.progressive', origin)}: begins with ${progressive.from} pixels, and images have ${crop}; begin with fewer, or null`,
  )
}
