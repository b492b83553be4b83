/**
 * The geometry of Swin's windows: a grid of tokens is filled up to whole windows, rolled, cut, and put together
 * again.
 */
import { ops, Tensor } from '../../torch/index.js'

/** Side of the window, and by how much the grid is rolled before it is cut. */
export interface Windows {
  window: number
  shift: number
}

/** Smallest multiple of the window that holds the length. */
export const filledTo = (length: number, window: number): number => Math.ceil(length / window) * window

/**
 * x `[N, H, W, C]` → `[N·rows·columns, window², C]`, windows row by row. What fills the last ones up is zero:
 * it takes part in attention.
 */
export function cutWindows(x: Tensor, { window, shift }: Windows): Tensor {
  const [N, H, W, C] = x.shape as [number, number, number, number]
  const [height, width] = [filledTo(H, window), filledTo(W, window)]
  const filled = height === H && width === W ? x : ops.pad(x, [0, 0, 0, width - W, 0, height - H])
  const rolled = shift === 0 ? filled : ops.roll(filled, [-shift, -shift], [1, 2])
  return rolled
    .reshape([N, height / window, window, width / window, window, C])
    .transpose(2, 3)
    .reshape([-1, window * window, C])
}

/** The reverse of `cutWindows`: `[N·rows·columns, window², C]` → `[N, H, W, C]`. */
export function joinWindows(
  x: Tensor,
  shape: readonly [number, number, number, number],
  { window, shift }: Windows,
): Tensor {
  const [N, H, W, C] = shape
  const [height, width] = [filledTo(H, window), filledTo(W, window)]
  const joined = x
    .reshape([N, height / window, width / window, window, window, C])
    .transpose(2, 3)
    .reshape([N, height, width, C])
  const back = shift === 0 ? joined : ops.roll(joined, [shift, shift], [1, 2])
  return height === H && width === W ? back : back.narrow(1, 0, H).narrow(2, 0, W)
}

/** Where tokens i and j of a window stand to each other, as a row of the bias table: int64 `[window², window²]`. */
export function relativePositions(window: number): Tensor {
  const n = window * window
  const index = new BigInt64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const dy = Math.floor(i / window) - Math.floor(j / window) + window - 1
      const dx = (i % window) - (j % window) + window - 1
      index[i * n + j] = BigInt(dy * (2 * window - 1) + dx)
    }
  }
  return Tensor.fromTyped(index, [n, n])
}

/**
 * After rolling, the windows of the last row and column hold tokens from opposite borders, which may not see
 * each other.
 *
 * @returns −100 or 0 for each pair of tokens, `[4, window², window²]`: windows inside, in the last column, in
 *   the last row, and in the corner
 */
export function shiftMasks({ window, shift }: Windows): Float32Array {
  const n = window * window
  const masks = new Float32Array(4 * n * n)
  // Within a window of the last row (column), tokens from window − shift on come from the other border.
  const wrapped = (at: number) => (at >= window - shift ? 1 : 0)
  for (let kind = 0; kind < 4; kind++) {
    const [lastRow, lastColumn] = [kind >> 1, kind & 1]
    const region = (token: number) =>
      2 * lastRow * wrapped(Math.floor(token / window)) + lastColumn * wrapped(token % window)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) if (region(i) !== region(j)) masks[(kind * n + i) * n + j] = -100
    }
  }
  return masks
}
