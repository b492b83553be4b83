/** How the class logits of a segmenter are to be read, and what the classes are called. */
import { counted } from '../../counted.js'
import { streetColours, streetNames } from '../../data/scenes/street-classes.js'
import { UserError } from '../../errors.js'
import type { SegmenterConfig } from '../mask2former/config.js'
import { isUsualClassCount } from './known-data-sets.js'
import type { SegmenterImportOptions } from './segmenter-options.js'

export interface SegmenterClasses {
  fields: Pick<SegmenterConfig, 'inlierClasses' | 'outlierClass' | 'classNames' | 'classColours'>
  /** What was guessed, and how to say otherwise. */
  remark?: string
}

/**
 * @param logits C of the checkpoint; undefined where it has no class layer
 * @throws UserError if what is said does not fit the checkpoint
 */
export function classesOf(
  path: string,
  logits: number | undefined,
  options: SegmenterImportOptions,
): SegmenterClasses {
  const { classNames, addOutlierClass = false } = options
  const told = options.classes ?? classNames?.length
  const { K, outlierClass, remark } =
    logits === undefined ? withoutHead(path, told, options) : withHead(path, logits, told, options)
  if (classNames && classNames.length !== K) {
    throw new UserError(
      `${path}: ${counted(K, 'inlier class', 'inlier classes')}, and --class-names gives ${counted(classNames.length, 'name')}`,
    )
  }
  const isStreet = !classNames && K === streetNames.length
  const remarks = [
    remark,
    isStreet && 'taking the 19 classes for those of Cityscapes (--class-names FILE otherwise)',
  ]
  const colours = isStreet
    ? streetColours.map(([r, g, b]) => [r, g, b] as [number, number, number])
    : options.classColours
  return {
    fields: {
      inlierClasses: K,
      outlierClass: outlierClass || addOutlierClass,
      classNames: isStreet
        ? [...streetNames]
        : [...(classNames ?? Array.from({ length: K }, (_, k) => String(k)))],
      ...(colours && { classColours: colours }),
    },
    remark: remarks.filter(Boolean).join('; ') || undefined,
  }
}

interface Split {
  K: number
  outlierClass: boolean
  remark?: string
}

function withoutHead(path: string, told: number | undefined, options: SegmenterImportOptions): Split {
  if (told !== undefined) return { K: told, outlierClass: options.addOutlierClass === true }
  throw new UserError(
    `${path}: is a backbone alone; say how many classes the segmenter is to have (--classes)`,
  )
}

function withHead(
  path: string,
  logits: number,
  told: number | undefined,
  { addOutlierClass = false }: SegmenterImportOptions,
): Split {
  if (told === undefined) return guess(logits, addOutlierClass)
  const outlierClass = logits === told + 2
  if (logits !== told + 1 && !outlierClass) {
    throw new UserError(
      `${path}: has ${logits} class logits; the model wants ${told + 1} (no-object is the last), or ${told + 2} with an ` +
        `outlier class; give --classes ${logits - 1}, or ${logits - 2} if the last but one is the outlier class`,
    )
  }
  if (outlierClass && addOutlierClass) {
    throw new UserError(
      `${path}: has ${logits} class logits, ${told}, the outlier class and no-object; leave out --add-outlier-class`,
    )
  }
  return { K: told, outlierClass }
}

function guess(logits: number, addOutlierClass: boolean): Split {
  const closed = { K: logits - 1, outlierClass: false }
  if (addOutlierClass || isUsualClassCount(logits - 1)) return closed
  if (isUsualClassCount(logits - 2)) {
    const remark = `taking the last but one of ${logits} class logits for the outlier class (--classes ${logits - 1} if it is none)`
    return { K: logits - 2, outlierClass: true, remark }
  }
  const remark = `if the last but one of ${logits} class logits is an outlier class, give --classes ${logits - 2}`
  return { ...closed, ...(logits > 2 && { remark }) }
}
