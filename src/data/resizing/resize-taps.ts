/** The filters of resampling, and which source pixels weigh how much in each output pixel. */

export type Filter = 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos'

/** Output pixel i is Σₜ weights[i·stride + t] · source[starts[i] + t], t < counts[i]; fixed point, unit 2²². */
export interface Taps {
  starts: Int32Array
  counts: Int32Array
  weights: Int32Array
  stride: number
}

/** Half the width of each filter at scale 1, and its value at distance x. */
const filters: Record<Filter, { support: number; at: (x: number) => number }> = {
  box: { support: 0.5, at: x => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, at: x => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, at: hamming },
  bicubic: { support: 2, at: bicubic },
  lanczos: { support: 3, at: x => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

/**
 * Taps for `size` source pixels → `outSize`, of `length` output pixels beginning with `from`; a reduction widens the
 * filter by its factor.
 */
export function tapsOf(size: number, outSize: number, filter: Filter, from = 0, length = outSize): Taps {
  const { support, at } = filters[filter]
  const scale = size / outSize
  const widening = Math.max(scale, 1)
  const reach = support * widening
  const stride = Math.ceil(reach) * 2 + 1
  const starts = new Int32Array(length)
  const counts = new Int32Array(length)
  const weights = new Int32Array(length * stride)
  const exact = new Float64Array(stride)
  for (let i = 0; i < length; i++) {
    const centre = (from + i + 0.5) * scale
    const start = Math.max(0, Math.trunc(centre - reach + 0.5))
    const count = Math.min(size, Math.trunc(centre + reach + 0.5)) - start
    let sum = 0
    // Like Pillow, reciprocals are multiplied: divisions would round differently.
    for (let tap = 0; tap < count; tap++)
      sum += exact[tap] = at((tap + start - centre + 0.5) * (1 / widening))
    for (let tap = 0; tap < count; tap++) weights[i * stride + tap] = fixedPoint(exact[tap]! * (1 / sum))
    starts[i] = start
    counts[i] = count
  }
  return { starts, counts, weights, stride }
}

/** Rounds half away from zero. */
const fixedPoint = (weight: number) => Math.trunc(weight * 2 ** 22 + (weight < 0 ? -0.5 : 0.5))

function hamming(distance: number): number {
  const x = Math.abs(distance)
  if (x === 0) return 1
  return x >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x))
}

/** Keys' cubic with a = −½. */
function bicubic(distance: number): number {
  const a = -0.5
  const x = Math.abs(distance)
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))
