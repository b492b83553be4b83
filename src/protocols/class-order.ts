/** Labels of an inlier set in the model's order of classes. */
import { counted } from '../counted.js'
import type { ImageSet } from '../data/index.js'
import { UserError } from '../errors.js'
import { areNumbers, placesByName } from '../models/class-names.js'
import type { ModelConfig } from '../models/index.js'

export interface ClassOrder {
  /** The model's class of an image's label in the set; −1 stays. */
  classOf: (label: number) => number
  /** What a person should know of how the classes were matched. */
  warning?: string
}

/**
 * Classes are matched by name where the model knows all of the set's names. Where it does not, and there are as many
 * of both: those that it knows by name and the rest in order; all by number if it knows none, or has none but numbers
 * (image lists and imported checkpoints often have no others).
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
  return inOrder(set, classNames, unknown)
}

/** As many classes on both sides, some of which the model does not know. */
function inOrder(
  { path, classNames: names }: Pick<ImageSet, 'path' | 'classNames'>,
  known: readonly string[],
  unknown: readonly string[],
): ClassOrder {
  const order = unknown.length < names.length ? placesByName(names, known) : undefined
  if (order) {
    const taken = known[order[names.indexOf(unknown[0]!)]!]
    const warning = `${path}: has ${unknown.join(', ')}, which the model does not know; taken for its ${taken}${unknown.length > 1 ? ', …' : ''}`
    return { classOf: label => (label < 0 ? -1 : order[label]!), warning }
  }
  const warning = `${path}: calls classes otherwise than the model (${unknown[0]}); they are matched by number`
  return { classOf: label => label, warning: areNumbers(names) ? undefined : warning }
}
