/** Bilinear interpolation of maps, pixel centres aligned, without antialiasing. */
import { ops, type Tensor } from '../torch/index.js'

/** `[N, C, H, W]` → `[N, C, …size]`; the map itself where the size is the same. */
export function bilinear(maps: Tensor, size: readonly [number, number]): Tensor {
  const [, , height, width] = maps.shape
  if (height === size[0] && width === size[1]) return maps
  const resized = (x: Tensor) => ops.upsample_bilinear2d(x, size, false, null, null)
  // libtorch 1.13 interpolates bfloat16 on the CPU four times as slowly, even with the way there and back.
  if (maps.dtype === 'bfloat16' && maps.device === 'cpu') return resized(maps.to('float32')).to(maps.dtype)
  return resized(maps)
}
