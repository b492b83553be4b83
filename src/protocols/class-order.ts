/** Labels of an inlier set in the model's order of classes. */
import { counted } from '../counted.js'
import type { ImageSet } from '../data/index.js'
import { UserError } from '../errors.js'
import { areNumbers } from '../models/class-names.js'
import type { ModelConfig } from '../models/index.js'

export interface ClassOrder {
  /** The model's class of an image's label in the set; −1 stays. */
  classOf: (label: number) => number
  /** What a person should know of how the classes were matched. */
  warning?: string
}

/**
 * Classes are matched by name where the model knows all of the set's names, else by number where there are as
 * many of both (image lists have numbers, imported checkpoints often no names).
 * @throws UserError if neither fits
 */
export function classOrder(
  set: Pick<ImageSet, 'path' | 'classNames'>,
  { classNames, inlierClasses: K }: Pick<ModelConfig, 'classNames' | 'inlierClasses'>,
): ClassOrder {
  const names = set.classNames
  const own = new Map(classNames.map((name, k) => [name, k]))
  const unknown = names.filter(name => !own.has(name))
  if (unknown.length === 0) {
    const order = names.map(name => own.get(name)!)
    const warning =
      names.length === 0 ? `${set.path}: has no classes, so accuracy is not measured` : undefined
    return { classOf: label => (label < 0 ? -1 : order[label]!), warning }
  }
  if (names.length !== K)
    throw new UserError(
      `${set.path}: ${counted(names.length, 'class', 'classes')}, among them ${JSON.stringify(unknown[0])}; the model has ${K} ` +
        `(${classNames.slice(0, 3).join(', ')}${K > 3 ? ', …' : ''}); evaluate it on inliers of its own classes`,
    )
  const warning = `${set.path}: calls classes otherwise than the model (${unknown[0]}); they are matched by number`
  return { classOf: label => label, warning: areNumbers(names) ? undefined : warning }
}
