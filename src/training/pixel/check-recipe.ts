/** What a recipe of the pixel track must keep to beside its schema. */
import { UserError } from '../../errors.js'
import { maskObjectiveByName } from '../../methods/masks/index.js'
import { type Origin, placeOf } from '../recipe-errors.js'
import type { PixelRecipe } from './recipe.js'

/** @throws UserError naming the field at fault */
export function checkedPixelRecipe(recipe: PixelRecipe, origin: Origin): PixelRecipe {
  checkSchedule(recipe, origin)
  checkPasting(recipe, origin)
  checkHeldNegatives(recipe, origin)
  return recipe
}

/** @throws UserError if negatives would be held out from training and never be looked at */
function checkHeldNegatives({ validation }: PixelRecipe, origin: Origin): void {
  if (validation.negatives === 0 || validation.scenes !== 0) return
  throw new UserError(
    `${placeOf('validation.negatives', origin)}: held out for nothing; they are pasted into held-out scenes (validation.scenes), or take 0`,
  )
}

/** @throws UserError if the rate would have come down to nothing before the last step */
function checkSchedule({ schedule, steps }: PixelRecipe, origin: Origin): void {
  if (schedule.steps === null || schedule.steps >= steps) return
  throw new UserError(
    `${placeOf('schedule.steps', origin)}: ${schedule.steps}, and training takes ${steps} steps; make it as long or longer, or null`,
  )
}

/** @throws UserError if negatives are wanted and it is not said how they are pasted, or said for nothing */
function checkPasting({ objective, pasting }: PixelRecipe, origin: Origin): void {
  const { negatives } = maskObjectiveByName(objective.name)
  if (negatives && !pasting) {
    throw new UserError(
      `${placeOf('pasting', origin)}: missing, and ${objective.name} trains with negatives; say how they are pasted, as in {"style": "objects"}`,
    )
  }
  if (!negatives && pasting) {
    throw new UserError(
      `${placeOf('pasting', origin)}: ${objective.name} trains without negatives; leave it out (--set pasting=null), or choose the objective uno or eam`,
    )
  }
}
