/**
 * Multi-scale deformable attention: every query samples a few points of every level, for each head, and adds
 * what it finds there by its weights (Zhu et al., Deformable DETR, ICLR 2021, eq. 3).
 */
import { operator, ops, Tensor } from '../torch/index.js'

/** Height and width of a level. */
export type LevelShape = readonly [height: number, width: number]

/**
 * out[n,l,h] = Σ_levels Σ_points weight · bilinear(value of the level, at location · (w, h) − ½), zero outside.
 *
 * @param value `[N, S, H, D]`: levels one after the other, each row-major; S is the sum of their sizes
 * @param shapes the levels, in that order
 * @param locations `[N, L, H, levels, points, (x, y)]`, 0…1 over the whole level, may lie outside
 * @param weights `[N, L, H, levels, points]`
 * @returns `[N, L, H·D]` in the value's dtype; sums are float32, or float64 for a float64 value. Differentiable
 *   once; the composed form is so as often as you like
 * @throws RangeError if the shapes do not belong together
 */
export function deformableAttention(
  value: Tensor,
  shapes: readonly LevelShape[],
  locations: Tensor,
  weights: Tensor,
): Tensor {
  const isFused =
    FUSED_DEVICES.has(value.device) &&
    FUSED_DTYPES.has(value.dtype) &&
    shapes.length * (locations.shape[4] ?? 0) <= MOST_TAPS
  if (!isFused) return composedDeformableAttention(value, shapes, locations, weights)
  checkDeformable(value, shapes, locations, weights)
  const wide = value.dtype === 'float64' ? 'float64' : 'float32'
  // Autocast hands over locations and weights of half precision; the value's dtype is what it decided for the rest.
  return operator('uno::deformable_attention')(value, shapes.flat(), locations.to(wide), weights.to(wide))
}

// What native/kernels/deformable-attention.cpp takes.
const FUSED_DEVICES = new Set(['cpu', 'meta'])
const FUSED_DTYPES = new Set(['float32', 'float64', 'bfloat16'])
const MOST_TAPS = 256

/** The same, composed of libtorch's operators: the oracle of the fused form, and for other devices than the CPU. */
export function composedDeformableAttention(
  value: Tensor,
  shapes: readonly LevelShape[],
  locations: Tensor,
  weights: Tensor,
): Tensor {
  checkDeformable(value, shapes, locations, weights)
  const [N, , H, D] = value.shape as [number, number, number, number]
  const [, L, , levels, points] = locations.shape as [number, number, number, number, number]
  const wide = value.dtype === 'float64' ? 'float64' : 'float32'
  const grids = locations.to(wide).mul(2).sub(1).transpose(1, 2).flatten(0, 1) // [N·H, L, levels, points, 2]
  const byHead = value.to(wide).permute([0, 2, 3, 1]).flatten(0, 1) // [N·H, D, S]
  let start = 0
  const samples = shapes.map(([h, w], level) => {
    const map = byHead.narrow(2, start, h * w).reshape([N * H, D, h, w])
    start += h * w
    return ops.grid_sampler_2d(map, grids.select(2, level), BILINEAR, ZEROS, false) // [N·H, D, L, points]
  })
  const shares = weights
    .to(wide)
    .transpose(1, 2)
    .reshape([N * H, 1, L, levels * points])
  const sums = Tensor.cat(samples, 3).mul(shares).sum(3) // [N·H, D, L]
  return sums
    .reshape([N, H * D, L])
    .transpose(1, 2)
    .contiguous()
    .to(value.dtype)
}

// grid_sampler's codes.
const BILINEAR = 0
const ZEROS = 0

function checkDeformable(
  value: Tensor,
  shapes: readonly LevelShape[],
  locations: Tensor,
  weights: Tensor,
): void {
  const [N, S, H] = value.shape
  const cells = shapes.reduce((sum, [h, w]) => sum + h * w, 0)
  const [n, L, h, levels, points, xy] = locations.shape
  const fits =
    value.rank === 4 &&
    locations.rank === 6 &&
    cells === S &&
    n === N &&
    h === H &&
    levels === shapes.length &&
    xy === 2 &&
    String(weights.shape) === String([N, L, H, levels, points])
  if (!fits) {
    const found = [value, locations, weights].map(tensor => `[${tensor.shape.join(', ')}]`).join(', ')
    const levelText = shapes.map(shape => shape.join('×')).join(' ')
    throw new RangeError(
      `deformable attention: value, locations, weights are ${found} with levels ${levelText} (${cells} cells); ` +
        'expected [N, S, H, D], [N, L, H, levels, points, 2], [N, L, H, levels, points]',
    )
  }
}
