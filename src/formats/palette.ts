/** Pictures of palette indices → RGB. */
import { UserError } from '../errors.js'
import type { Reading } from './pixels.js'

/**
 * RGB of every index. Where the palette has no colour, Pillow shows index i as grey i.
 *
 * @param palette RGB triples; empty if the file has none
 * @throws UserError at an index without colour, unless Pillow is followed
 */
export function lookUp(
  indices: ArrayLike<number>,
  palette: Uint8Array,
  { name, likePillow }: Reading,
): Uint8Array {
  const known = Math.floor(palette.length / 3)
  const colours = Uint8Array.from({ length: 768 }, (_, i) =>
    i < known * 3 ? palette[i]! : Math.floor(i / 3),
  )
  const out = new Uint8Array(indices.length * 3)
  for (let i = 0, to = 0; i < indices.length; i++) {
    const index = indices[i]!
    if (index >= known && !likePillow)
      throw new UserError(`${name}: palette index ${index} beyond ${known} colours: the image is damaged`)
    out[to++] = colours[3 * index]!
    out[to++] = colours[3 * index + 1]!
    out[to++] = colours[3 * index + 2]!
  }
  return out
}
