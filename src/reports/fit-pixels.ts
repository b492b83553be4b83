import type { Pixels } from '../formats/pixels.js'

/**
 * A picture that fits into a square of `side` pixels: larger ones are reduced by averaging over areas, small
 * ones enlarged by a whole factor so that their pixels stay squares. For looking at, not for computing.
 */
export function fitPixels(pixels: Pixels, side: number): Pixels {
  const longer = Math.max(pixels.width, pixels.height)
  return longer <= side ? enlarge(pixels, Math.floor(side / longer)) : reduce(pixels, side / longer)
}

function enlarge({ width, height, data }: Pixels, factor: number): Pixels {
  const large = { width: width * factor, height: height * factor }
  const out = new Uint8Array(3 * large.width * large.height)
  for (let y = 0, at = 0; y < large.height; y++)
    for (let x = 0; x < large.width; x++, at += 3) {
      const from = 3 * (Math.floor(y / factor) * width + Math.floor(x / factor))
      out.set(data.subarray(from, from + 3), at)
    }
  return { ...large, data: out }
}

/** Means over the source pixels whose corner falls into each pixel of the result. */
function reduce({ width, height, data }: Pixels, factor: number): Pixels {
  const small = {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  }
  const sums = new Float64Array(3 * small.width * small.height)
  const counts = new Uint32Array(small.width * small.height)
  for (let y = 0, from = 0; y < height; y++) {
    const row = Math.floor((y * small.height) / height) * small.width
    for (let x = 0; x < width; x++, from += 3) {
      const to = row + Math.floor((x * small.width) / width)
      counts[to]!++
      for (let c = 0; c < 3; c++) sums[3 * to + c]! += data[from + c]!
    }
  }
  return {
    ...small,
    data: Uint8Array.from(sums.map((sum, i) => Math.round(sum / counts[Math.floor(i / 3)]!))),
  }
}
