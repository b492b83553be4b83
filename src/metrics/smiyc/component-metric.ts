import type { Legend } from '../legend.js'
import type { ScoredImage } from '../pixel/scored-image.js'
import { type ImageComponents, imageComponents, type SizeLimits, smiycAgreements } from './components.js'

/** Numbers of components at one limit of agreement. */
export interface AgreementCounts {
  tp: number
  fn: number
  fp: number
}

const suffixes = ['25', '50', '75', 'mean'] as const
type Suffixed<Prefix extends string> = `${Prefix}_${(typeof suffixes)[number]}`

/** The tool's names; `null` is a mean without members, or an F1 without any component. */
export type SmiycComponentMetrics = Record<
  Suffixed<'tp'> | Suffixed<'fn'> | Suffixed<'fp'> | Suffixed<'f1'> | 'sIoU_gt' | 'sIoU_pred' | 'prec_pred',
  number | null
>

/** The counts of one image, or of several together, at each of the eleven limits. */
export function agreementCounts({ sIoU_gt, prec_pred }: ImageComponents): AgreementCounts[] {
  return smiycAgreements.map(limit => {
    const tp = sIoU_gt.filter(agreement => agreement >= limit).length
    // A prediction is false by its precision, not by its agreement.
    return { tp, fn: sIoU_gt.length - tp, fp: prec_pred.filter(precision => precision < limit).length }
  })
}

export interface ComponentMetricOptions {
  /** Pixels with a higher score are predicted outliers; the tool takes the pixel metric's `best_f1_threshold`. */
  threshold: number
  limits: SizeLimits
  legend?: Legend
}

/**
 * SegmentMeIfYouCan's component metric ("SegEval"): means over all components of all images. It counts pairs of
 * components in one pass over an image, where the tool scans the image anew for each component.
 */
export class SmiycComponentMetric {
  readonly #options: ComponentMetricOptions
  readonly #all: ImageComponents = { sIoU_gt: [], sIoU_pred: [], size_gt: [], size_pred: [], prec_pred: [] }

  constructor(options: ComponentMetricOptions) {
    this.#options = options
  }

  /** Adds an image; gives its components. */
  add(image: ScoredImage): ImageComponents {
    const { threshold, limits, legend } = this.#options
    const components = imageComponents(image, threshold, limits, legend)
    this.append(components)
    return components
  }

  /** Adds the components of an image that were found elsewhere. */
  append(components: ImageComponents): void {
    for (const name of Object.keys(components) as (keyof ImageComponents)[]) {
      for (const value of components[name]) this.#all[name].push(value)
    }
  }

  result(): SmiycComponentMetrics {
    const counts = agreementCounts(this.#all)
    const { sIoU_gt, sIoU_pred, prec_pred } = this.#all
    return {
      ...suffixed(
        'tp',
        counts.map(({ tp }) => tp),
      ),
      ...suffixed(
        'fn',
        counts.map(({ fn }) => fn),
      ),
      ...suffixed(
        'fp',
        counts.map(({ fp }) => fp),
      ),
      ...suffixed('f1', counts.map(f1)),
      sIoU_gt: mean(sIoU_gt),
      sIoU_pred: mean(sIoU_pred),
      prec_pred: mean(prec_pred),
    }
  }
}

function f1({ tp, fn, fp }: AgreementCounts): number | null {
  const all = 2 * tp + fn + fp
  return all === 0 ? null : (2 * tp) / all
}

/** At 0.25, 0.50 and 0.75, and the mean over all eleven. */
function suffixed<Prefix extends string>(
  prefix: Prefix,
  values: readonly (number | null)[],
): Record<Suffixed<Prefix>, number | null> {
  const entries = [
    [`${prefix}_25`, values[0]!],
    [`${prefix}_50`, values[5]!],
    [`${prefix}_75`, values[10]!],
    [`${prefix}_mean`, values.includes(null) ? null : mean(values as number[])],
  ]
  return Object.fromEntries(entries)
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
