/** SegmentMeIfYouCan's own numbers beside the exact ones. */
import {
  type ScoredImage,
  SmiycComponentMetric,
  SmiycPixelMetric,
  smiycSizeLimits,
} from '../../metrics/index.js'
import type { MethodMetrics } from './results.js'

const tracks = { anomaly: 'AnomalyTrack', obstacle: 'ObstacleTrack' } as const

/**
 * The pixel metric, then components at its threshold of best F1; so images are gone through twice.
 * @param imageAt the i-th of `count` images
 */
export function smiycMetrics(
  track: keyof typeof tracks,
  count: number,
  imageAt: (i: number) => ScoredImage,
): NonNullable<MethodMetrics['smiyc']> {
  const pixels = new SmiycPixelMetric()
  for (let i = 0; i < count; i++) pixels.add(imageAt(i))
  const { undefined: _, ...pixel } = pixels.result()
  const threshold = pixel.best_f1_threshold
  if (threshold === null) return { pixel, component: {} }
  const components = new SmiycComponentMetric({ threshold, limits: smiycSizeLimits[tracks[track]] })
  for (let i = 0; i < count; i++) components.add(imageAt(i))
  return { pixel, component: components.result() }
}
