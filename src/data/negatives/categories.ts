/** Choosing negatives by their category. */
import { UserError } from '../../errors.js'
import { some } from '../images/classes.js'

export interface CategoryRules {
  /** Only these. */
  categories?: readonly string[]
  /** None of these. */
  without?: readonly string[]
}

/**
 * What has an allowed category.
 * @throws UserError if a named category does not occur, or nothing is left
 */
export function chooseCategories<T>(
  all: readonly T[],
  categoriesOf: (one: T) => readonly string[],
  rules: CategoryRules,
  name: string,
): T[] {
  const { categories, without = [] } = rules
  const known = new Set(all.flatMap(categoriesOf))
  const odd = [...(categories ?? []), ...without].filter(category => !known.has(category))
  if (odd.length > 0)
    throw new UserError(`${name}: no category ${some(odd)}; known: ${[...known].sort().join(', ')}`)
  const chosen = all.filter(one => categoriesOf(one).some(category => isAllowed(category, rules)))
  if (chosen.length === 0) throw new UserError(`${name}: no object of the categories asked for`)
  return chosen
}

export const isAllowed = (category: string, { categories, without = [] }: CategoryRules): boolean =>
  (categories === undefined || categories.includes(category)) && !without.includes(category)
