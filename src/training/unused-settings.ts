/** Fields that only some choices read: whoever sets one on the command line means it to matter. */
import { UserError } from '../errors.js'
import { objectiveByName } from '../methods/index.js'
import type { Recipe } from './recipe.js'

interface Condition {
  isRead(recipe: Recipe): boolean
  /** The choice that reads the field. */
  needs: string
}

const schedule = (name: Recipe['schedule']['name']): Condition => ({
  isRead: recipe => recipe.schedule.name === name,
  needs: `schedule.name=${name}`,
})
const withSgd: Condition = {
  isRead: ({ optimiser }) => optimiser.name === 'sgd',
  needs: 'optimiser.name=sgd',
}
const withNegatives: Condition = {
  isRead: ({ objective }) => objectiveByName(objective.name).negatives,
  needs: 'an objective with negatives',
}
const withValidation: Condition = {
  isRead: ({ validation }) => validation.inliers > 0,
  needs: 'validation.inliers above 0',
}

const conditions: Record<string, Condition> = {
  'schedule.rise': schedule('one-cycle'),
  'schedule.floor': schedule('cosine'),
  'schedule.power': schedule('poly'),
  'optimiser.momentum': withSgd,
  'optimiser.nesterov': withSgd,
  'batch.negatives': withNegatives,
  'batch.restartNegatives': withNegatives,
  'augmentation.negatives': withNegatives,
  'validation.everyEpochs': withValidation,
  'objective.options.lambda': {
    isRead: ({ objective }) => objective.options.form !== 'joint',
    needs: 'objective.options.form=separate',
  },
}

/**
 * @param fields that were set by hand
 * @throws UserError naming the first that changes nothing
 */
export function refuseUnused(recipe: Recipe, fields: readonly string[]): void {
  for (const field of fields) {
    const condition = conditions[field]
    if (condition && !condition.isRead(recipe))
      throw new UserError(`--set ${field}: has no effect here; it needs ${condition.needs}`)
  }
}
