/** From class names beside images to numbered labels. */
import { UserError } from '../../errors.js'
import { sortNaturally } from '../natural-order.js'
import type { ClassRules, ImageItem, Listing } from './image-source.js'

export type NamedItem = Omit<ImageItem, 'label'> & { className: string }

/**
 * Numbers the classes of `items`.
 * @param source what errors call the set
 * @param known class names that exist even without an image (folders)
 * @throws UserError for a class that `rules.classNames` lacks, and for a class without images
 */
export function numberClasses(
  source: string,
  items: readonly NamedItem[],
  rules: ClassRules,
  known: Iterable<string> = [],
): Listing {
  const found = new Set(items.map(item => item.className))
  const classNames = rules.classNames ? [...rules.classNames] : sortNaturally(new Set([...known, ...found]))
  const labels = new Map(classNames.map((name, label) => [name, label]))
  const odd = [...found].filter(name => !labels.has(name))
  if (odd.length > 0)
    throw new UserError(
      `${source}: holds ${some(odd)}, expected one of the ${labels.size} classes ${some(classNames)}`,
    )
  const empty = classNames.filter(name => !found.has(name))
  if (empty.length > 0 && !rules.allowEmptyClasses)
    throw new UserError(
      `${source}: no image of ${some(empty)}; expected at least one of each class; add some or remove the class`,
    )
  return {
    classNames,
    items: items.map(({ className, file, load }) => ({ file, label: labels.get(className)!, load })),
  }
}

/** At most ten of the names, as messages show them. */
export function some(names: readonly string[]): string {
  const shown = names.slice(0, 10).map(name => JSON.stringify(name))
  return shown.join(', ') + (names.length > 10 ? `, … (${names.length} in all)` : '')
}

/** A set without class folders, where its layout or its names say so. */
export function withoutClasses(
  source: string,
  items: readonly Omit<ImageItem, 'label'>[],
  rules: ClassRules,
): Listing {
  if (rules.classNames)
    throw new UserError(
      `${source}: its images lie in no class folders, expected those of ${some(rules.classNames)}`,
    )
  return { classNames: [], items: items.map(({ file, load }) => ({ file, label: -1, load })) }
}
