/** Search for NaN and infinity among weights, by their bits. */
import { UserError } from '../errors.js'
import { aligned, type DType, type NDArray } from './array.js'
import { quoted } from './quoted.js'

/** Words of a type whose exponent bits, all set, mean NaN (fraction not 0) or infinity. */
const layouts: Partial<
  Record<
    DType,
    { Words: typeof Uint16Array | typeof Uint32Array; stride: number; exponent: number; fraction: number }
  >
> = {
  float64: { Words: Uint32Array, stride: 2, exponent: 0x7ff00000, fraction: 0x000fffff },
  float32: { Words: Uint32Array, stride: 1, exponent: 0x7f800000, fraction: 0x007fffff },
  float16: { Words: Uint16Array, stride: 1, exponent: 0x7c00, fraction: 0x03ff },
  bfloat16: { Words: Uint16Array, stride: 1, exponent: 0x7f80, fraction: 0x007f },
}

export interface Nonfinite {
  nan: number
  infinite: number
}

/** How many elements are no finite number; none of an integer type. */
export function countNonfinite({ dtype, bytes }: NDArray): Nonfinite {
  const layout = layouts[dtype]
  const found = { nan: 0, infinite: 0 }
  if (!layout) return found
  const { Words, stride, exponent, fraction } = layout
  const from = aligned(bytes, Words.BYTES_PER_ELEMENT)
  const words = new Words(from.buffer as ArrayBuffer, from.byteOffset, from.length / Words.BYTES_PER_ELEMENT)
  // The word with the exponent is the last of each element.
  for (let i = stride - 1; i < words.length; i += stride) {
    const word = words[i]!
    if ((word & exponent) !== exponent) continue
    const hasFraction = (word & fraction) !== 0 || (stride === 2 && words[i - 1] !== 0)
    found[hasFraction ? 'nan' : 'infinite']++
  }
  return found
}

/** @throws UserError that names the first tensor with NaN or infinity, and how many there are */
export function checkFinite(file: string, tensors: Map<string, NDArray>): void {
  const bad = [...tensors].map(([name, array]) => ({ name, ...countNonfinite(array) })).filter(hasAny)
  const [first] = bad
  if (!first) return
  const all = bad.length > 1 ? `; ${bad.length} of ${tensors.size} tensors have such values` : ''
  throw new UserError(
    `${file}: tensor ${quoted(first.name)} holds ${first.nan} NaN and ${first.infinite} infinite values${all}; ` +
      'expected finite weights (--allow-nonfinite reads them to be inspected)',
  )
}

const hasAny = ({ nan, infinite }: Nonfinite) => nan + infinite > 0
