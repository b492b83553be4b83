/** Bilinear interpolation of maps, pixel centres aligned, without antialiasing. */
import { ops, type Tensor } from '../torch/index.js'

/** `[N, C, H, W]` → `[N, C, …size]`; the map itself where the size is the same. */
export function bilinear(maps: Tensor, size: readonly [number, number]): Tensor {
  const [, , height, width] = maps.shape
  if (height === size[0] && width === size[1]) return maps
  return ops.upsample_bilinear2d(maps, size, false, null, null)
}
