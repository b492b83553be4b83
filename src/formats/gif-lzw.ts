/** GIF's variant of LZW: codes of growing width, lowest bits first. Source: GIF89a specification, appendix F. */
import { UserError } from '../errors.js'
import type { Reading } from './pixels.js'

const maxCodes = 4096

/**
 * `count` palette indices. If truncation is tolerated, missing ones are 0.
 * @throws UserError if the data are damaged or end early
 */
export function inflateLzw(
  data: Uint8Array,
  minimumCodeSize: number,
  count: number,
  reading: Reading,
): Uint8Array {
  const { name, tolerate, warnings } = reading
  if (minimumCodeSize < 1 || minimumCodeSize > 8)
    throw new UserError(`${name}: damaged GIF: LZW code size ${minimumCodeSize}, expected 1 to 8`)
  // A code stands for fewer than 4096 indices and takes 2 bits at least: a size that lies is found before
  // memory is taken for it.
  const isPossible = data.length * 4 * maxCodes >= count
  const indices = isPossible || tolerate ? new Uint8Array(count) : new Uint8Array()
  const found = isPossible ? expand(data, minimumCodeSize, indices, name) : 0
  if (found === count) return indices
  if (!tolerate)
    throw new UserError(`${name}: truncated GIF: ${found} of ${count} pixels; fetch the file again`)
  warnings.push(
    `truncated GIF; ${count - found} of ${count} pixels are missing and were filled with the first colour`,
  )
  return indices
}

/** Fills `out` and returns how much of it the data gave. */
function expand(data: Uint8Array, minimumCodeSize: number, out: Uint8Array, name: string): number {
  const clear = 1 << minimumCodeSize
  const end = clear + 1
  // Entry = entry `prefix` + the index `last`.
  const prefix = new Uint16Array(maxCodes)
  const last = new Uint8Array(maxCodes).map((_, i) => (i < clear ? i : 0))
  const length = new Uint16Array(maxCodes).fill(1)
  let [next, width, previous] = [end + 1, minimumCodeSize + 1, -1]
  let [bits, available, at] = [0, 0, 0]
  for (const byte of data) {
    bits |= byte << available
    available += 8
    while (available >= width) {
      const code = bits & ((1 << width) - 1)
      bits >>>= width
      available -= width
      if (code === end) return at
      if (code === clear) {
        ;[next, width, previous] = [end + 1, minimumCodeSize + 1, -1]
        continue
      }
      // The code being defined by this very step stands for the previous string + its own first index.
      if (code > next || (code === next && previous < 0))
        throw new UserError(`${name}: damaged GIF: invalid LZW code`)
      if (previous >= 0 && next < maxCodes) {
        prefix[next] = previous
        length[next] = length[previous]! + 1
        last[next] = firstOf(code === next ? previous : code)
        next++
        if (next === 1 << width && width < 12) width++
      }
      for (let entry = code, to = at + length[code]! - 1; to >= at; to--) {
        if (to < out.length) out[to] = last[entry]!
        entry = prefix[entry]!
      }
      at = Math.min(out.length, at + length[code]!)
      if (at === out.length) return at
      previous = code
    }
  }
  return at

  function firstOf(entry: number): number {
    while (entry > end) entry = prefix[entry]!
    return last[entry]!
  }
}
