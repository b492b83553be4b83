/** Fields that only some choices read: whoever sets one on the command line means it to matter. */
import { UserError } from '../errors.js'
import { objectiveByName } from '../methods/index.js'
import { maskObjectiveByName } from '../methods/masks/index.js'
import type { ImageRecipe } from './image/recipe.js'
import type { PixelRecipe } from './pixel/recipe.js'
import type { Recipe } from './recipe.js'

interface Condition<R> {
  isRead(recipe: R): boolean
  /** The choice that reads the field. */
  needs: string
}

const schedule = (name: Recipe['schedule']['name']): Condition<Recipe> => ({
  isRead: recipe => recipe.schedule.name === name,
  needs: `schedule.name=${name}`,
})
const withSgd: Condition<Recipe> = {
  isRead: ({ optimiser }) => optimiser.name === 'sgd',
  needs: 'optimiser.name=sgd',
}
const shared: Record<string, Condition<Recipe>> = {
  'schedule.rise': schedule('one-cycle'),
  'schedule.floor': schedule('cosine'),
  'schedule.power': schedule('poly'),
  'optimiser.momentum': withSgd,
  'optimiser.nesterov': withSgd,
}

const withNegatives: Condition<ImageRecipe> = {
  isRead: ({ objective }) => objectiveByName(objective.name).negatives,
  needs: 'an objective with negatives',
}
const image: Record<string, Condition<ImageRecipe>> = {
  'batch.negatives': withNegatives,
  'batch.restartNegatives': withNegatives,
  'augmentation.negatives': withNegatives,
  'validation.everyEpochs': {
    isRead: ({ validation }) => validation.inliers > 0,
    needs: 'validation.inliers above 0',
  },
  'objective.options.lambda': {
    isRead: ({ objective }) => objective.options.form !== 'joint',
    needs: 'objective.options.form=separate',
  },
}

const withHeldScenes: Condition<PixelRecipe> = {
  isRead: ({ validation }) => validation.scenes !== 0,
  needs: 'held-out scenes (validation.scenes)',
}
const pixel: Record<string, Condition<PixelRecipe>> = {
  'schedule.steps': {
    isRead: ({ schedule }) => schedule.name !== 'constant',
    needs: 'a schedule.name other than constant',
  },
  'augmentation.cropClassLimit': {
    isRead: ({ augmentation }) => augmentation.crop !== null,
    needs: 'augmentation.crop',
  },
  'augmentation.longSideLimit': {
    isRead: ({ augmentation }) => augmentation.shortSides !== null,
    needs: 'augmentation.shortSides',
  },
  'batch.sameOrientation': {
    isRead: ({ batch }) => batch.scenes > 1,
    needs: 'batch.scenes above 1',
  },
  'validation.everyEpochs': withHeldScenes,
  'validation.most': withHeldScenes,
  'validation.negatives': {
    // 0 takes away what the recipe's file says.
    isRead: ({ objective, validation }) =>
      validation.negatives === 0 || maskObjectiveByName(objective.name).negatives,
    needs: 'an objective with negatives',
  },
}

/**
 * @param fields that were set by hand
 * @throws UserError naming the first that changes nothing
 */
export function refuseUnused(recipe: Recipe, fields: readonly string[]): void {
  for (const field of fields) {
    const needs = missingFor(recipe, field)
    if (needs) throw new UserError(`--set ${field}: has no effect here; it needs ${needs}`)
  }
}

/** What a field would need to have an effect; nothing where it has one. */
export const missingFor = (recipe: Recipe, field: string): string | undefined =>
  unmet(shared, recipe, field) ??
  (recipe.track === 'pixel' ? unmet(pixel, recipe, field) : unmet(image, recipe, field))

/** Conditions hold for a field and for all below it. */
function unmet<R>(conditions: Record<string, Condition<R>>, recipe: R, field: string): string | undefined {
  const found = Object.entries(conditions).find(([key]) => field === key || field.startsWith(`${key}.`))
  return found && !found[1].isRead(recipe) ? found[1].needs : undefined
}
