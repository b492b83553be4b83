/**
 * CIFAR's binary files: a label byte (CIFAR-100: two, coarse and fine), then 32×32 pixels as three planes.
 * Source: https://www.cs.toronto.edu/~kriz/cifar.html
 */
import { UserError } from '../errors.js'
import { withFile } from './byte-source.js'

export interface Cifar {
  count: number
  /** `[count, 32, 32, 3]`, RGB. */
  images: Uint8Array
  /** `[count]`; of CIFAR-100 the fine labels. */
  labels: Int32Array
  /** `[count]`, CIFAR-100 only: the superclasses. */
  coarseLabels?: Int32Array
}

const pixels = 32 * 32

export function readCifar(path: string, classes: 10 | 100): Cifar {
  return parseCifar(
    withFile(path, source => source.read(0, source.size)),
    path,
    classes,
  )
}

/** Reads a file that is in memory; `name` is what errors call it. */
export function parseCifar(bytes: Uint8Array, name: string, classes: 10 | 100): Cifar {
  const labelBytes = classes === 10 ? 1 : 2
  const row = labelBytes + 3 * pixels
  const count = bytes.length / row
  if (!Number.isInteger(count) || count === 0)
    throw new UserError(
      `${name}: ${bytes.length} bytes, expected a multiple of ${row} for CIFAR-${classes} in its binary version`,
    )
  const images = new Uint8Array(count * 3 * pixels)
  for (let n = 0; n < count; n++) interleave(bytes, n * row + labelBytes, images, n * 3 * pixels)
  const labels = labelColumn(bytes, name, count, row, labelBytes - 1, classes)
  if (classes === 10) return { count, images, labels }
  return { count, images, labels, coarseLabels: labelColumn(bytes, name, count, row, 0, 20) }
}

/** Three planes to one triple a pixel. */
function interleave(from: Uint8Array, start: number, to: Uint8Array, at: number): void {
  for (let i = 0; i < pixels; i++)
    for (let channel = 0; channel < 3; channel++)
      to[at + 3 * i + channel] = from[start + channel * pixels + i]!
}

function labelColumn(
  bytes: Uint8Array,
  name: string,
  count: number,
  row: number,
  column: number,
  classes: number,
) {
  const labels = new Int32Array(count)
  for (let n = 0; n < count; n++) {
    const label = bytes[n * row + column]!
    if (label >= classes)
      throw new UserError(
        `${name}: image ${n} has label ${label}, expected 0 to ${classes - 1} (another file or version?)`,
      )
    labels[n] = label
  }
  return labels
}
