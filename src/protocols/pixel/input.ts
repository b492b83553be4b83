/** How a picture's maps will lie on it, before the picture is read. */
import { type SegmenterConfig, seenSize } from '../../models/index.js'
import type { MapGeometry } from '../../nn/index.js'

/** Sizes of everything on the way from a picture to its maps. */
export function geometryOf(
  { width, height }: { width: number; height: number },
  { preprocessing, sizeDivisibility }: Pick<SegmenterConfig, 'preprocessing' | 'sizeDivisibility'>,
): MapGeometry {
  const crop = seenSize([height, width], preprocessing)
  const up = (side: number) => Math.ceil(side / sizeDivisibility) * sizeDivisibility
  return { padded: [up(crop[0]), up(crop[1])], crop, size: [height, width] }
}
