/** What Fishyscapes calls a model's classes. */
import { streetNames } from '../../data/scenes/street-classes.js'
import { UserError } from '../../errors.js'
import type { SegmenterConfig } from '../../models/index.js'

/**
 * Cityscapes' train id of each class of the model, by name.
 * @throws UserError if a class is none of Cityscapes'
 */
export function trainIds({ classNames }: Pick<SegmenterConfig, 'classNames'>): number[] {
  const ids = classNames.map(name => streetNames.indexOf(name))
  const unknown = ids.indexOf(-1)
  if (unknown < 0) return ids
  throw new UserError(
    `--submission: Fishyscapes takes the classes of Cityscapes (${streetNames.slice(0, 3).join(', ')}, …), ` +
      `and the model has ${JSON.stringify(classNames[unknown])}`,
  )
}
