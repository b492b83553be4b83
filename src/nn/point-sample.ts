/** Values of maps at points between their pixels. */
import { operator, ops, type Tensor } from '../torch/index.js'

/**
 * Bilinear samples of maps at points, zero outside (PointRend's `point_sample`).
 *
 * @param maps `[N, C, H, W]`
 * @param points `[N, P, (x, y)]`, 0…1 over the whole map: pixel (i, j) has its centre at ((j + ½)/W, (i + ½)/H)
 * @returns `[N, C, P]`, float32 or wider: half precisions are sampled in float32
 * @throws RangeError if the shapes do not belong together
 */
export function samplePoints(maps: Tensor, points: Tensor): Tensor {
  const isFused =
    ['cpu', 'meta'].includes(maps.device) && FUSED_DTYPES.has(maps.dtype) && !points.requiresGrad
  if (!isFused || maps.size === 0) return composedSamplePoints(maps, points)
  checkPoints(maps, points)
  return operator('uno::point_sample')(maps, points.to(maps.dtype === 'float64' ? 'float64' : 'float32'))
}

// What native/kernels/point-sample.cpp takes; it has no gradient of the points.
const FUSED_DTYPES = new Set(['float32', 'float64', 'bfloat16'])

/** The same by libtorch's grid sampler: the oracle of the fused form, and for other devices than the CPU. */
export function composedSamplePoints(maps: Tensor, points: Tensor): Tensor {
  checkPoints(maps, points)
  const wide = maps.dtype === 'float64' ? 'float64' : 'float32'
  const grid = points.to(wide).mul(2).sub(1).unsqueeze(1)
  return ops.grid_sampler_2d(maps.to(wide), grid, BILINEAR, ZEROS, false).squeeze(2)
}

// grid_sampler's codes.
const BILINEAR = 0
const ZEROS = 0

function checkPoints(maps: Tensor, points: Tensor): void {
  const fits =
    maps.rank === 4 && points.rank === 3 && points.shape[0] === maps.shape[0] && points.shape[2] === 2
  if (!fits) {
    throw new RangeError(
      `point sampling: maps [${maps.shape.join(', ')}] and points [${points.shape.join(', ')}]; ` +
        'expected [N, C, H, W] and [N, P, 2]',
    )
  }
}
