import type { ScoredImage } from '../pixel/scored-image.js'
import { SmiycComponentMetric, type SmiycComponentMetrics } from './component-metric.js'
import type { SizeLimits } from './components.js'
import type { SmiycPixelMetrics } from './pixel-metric.js'

/** SegmentMeIfYouCan's own numbers, by the names that its tool gives them (road-anomaly-benchmark). */
export interface SmiycResults {
  /** Of scores that the tool quantises image by image. */
  pixel: SmiycPixelMetrics
  /** Of the components: pixels with a higher score are predicted outliers; `null` where there is none. */
  threshold: number | null
  components: SmiycComponentMetrics | null
  /** For numbers of components that are `null`, why. */
  undefined?: Partial<Record<keyof SmiycComponentMetrics, string>>
}

/**
 * The second pass over the images, when the pixel metric is known.
 *
 * @param threshold default: that of the pixel metric's best F1, as the tool takes it
 */
export function smiycResults(
  pixel: SmiycPixelMetrics,
  images: Iterable<ScoredImage>,
  limits: SizeLimits,
  threshold = pixel.best_f1_threshold,
): SmiycResults {
  if (threshold === null) return { pixel, threshold, components: null }
  const metric = new SmiycComponentMetric({ threshold, limits })
  for (const image of images) metric.add(image)
  const components = metric.result()
  const reasons = reasonsFor(components)
  return { pixel, threshold, components, ...(Object.keys(reasons).length > 0 && { undefined: reasons }) }
}

/** Means without members, and F1 without any component. */
function reasonsFor(components: SmiycComponentMetrics): NonNullable<SmiycResults['undefined']> {
  const why = (name: string) => {
    if (name === 'sIoU_gt') return 'no component of ground truth is large enough'
    if (name === 'sIoU_pred' || name === 'prec_pred') return 'no predicted component is large enough'
    return 'no component is large enough, neither true nor predicted'
  }
  const missing = Object.entries(components).filter(([, value]) => value === null)
  return Object.fromEntries(missing.map(([name]) => [name, why(name)]))
}
