/** How much memory a picture will take, before it is computed. */
import { res2WidthOf, type SegmenterConfig } from '../../models/index.js'
import type { MapGeometry } from '../../nn/index.js'

/**
 * An estimate, rather too high: activations of the backbone's first stages and of the pixel decoder, which dominate,
 * and the maps at the picture's size. (Swin-T at 512×1024 takes 3.3 kB a pixel in the official pipeline.)
 *
 * @param rows maps that are summed at a time
 */
export function memoryFor(config: SegmenterConfig, { padded, size }: MapGeometry, rows: number): number {
  const { backbone, convDim, maskDim, queries } = config
  const width = res2WidthOf(backbone)
  // Float32 values for each pixel of the input.
  const values = 6 + 4 * width + convDim + (maskDim + 3 * queries) / 16
  const seen = padded[0] * padded[1] * values * 4
  const shown = size[0] * size[1] * (3 + 4 * rows * 2 + 8)
  return seen + shown
}
