/** SegmentMeIfYouCan's own numbers beside the exact ones. */
import { type ScoredImage, SmiycPixelMetric, smiycResults, smiycSizeLimits } from '../../metrics/index.js'
import type { MethodMetrics } from './results.js'

const tracks = { anomaly: 'AnomalyTrack', obstacle: 'ObstacleTrack' } as const

/**
 * The pixel metric, then components at its threshold of best F1.
 * @param images gone through twice
 */
export function smiycMetrics(
  track: keyof typeof tracks,
  images: Iterable<ScoredImage>,
): NonNullable<MethodMetrics['smiyc']> {
  const pixels = new SmiycPixelMetric()
  for (const image of images) pixels.add(image)
  return smiycResults(pixels.result(), images, smiycSizeLimits[tracks[track]])
}
