/** Maps and labels of one image, read and compared. */
import { readFileSync } from 'node:fs'
import { bytesOfName } from '../../data/file-name.js'
import { UserError } from '../../errors.js'
import { decodeLabelMap, type MapSize, parseNpy, parseScoreMap, toFloat64Array } from '../../formats/index.js'
import { applyLegend, binaryLegend, type Legend, type ScoredImage } from '../../metrics/index.js'
import type { MapPair } from './pair-maps.js'

/** A map of small whole numbers. */
export interface IndexMap extends MapSize {
  data: Uint8Array
}

/**
 * A map under its own name, with labels 0 inlier, 1 outlier, 255 ignored.
 *
 * @throws UserError naming the file, and both files and sizes where they differ
 */
export function readScoredImage({ map, label }: MapPair, legend: Legend = binaryLegend): ScoredImage {
  const { width, height, data } = readIndexMap(label, 'a label map')
  const { scores } = parseScoreMap(readBytes(map), map, { width, height, name: label })
  return { name: map, width, scores, labels: applyLegend({ name: label, width, labels: data }, legend) }
}

/** Class numbers or labels: a grey or palette PNG, or an `.npy` of integers. */
export function readIndexMap(path: string, what: string): IndexMap {
  const bytes = readBytes(path)
  if (Buffer.from(bytes.subarray(0, 6)).toString('latin1') === '\x93NUMPY') return fromNpy(bytes, path, what)
  const { width, height, data } = decodeLabelMap(bytes, { name: path })
  return { width, height, data: Uint8Array.from(data) }
}

/** @throws UserError naming both files and both sizes */
export function checkSizes(map: string, found: MapSize, label: string, expected: MapSize): void {
  if (found.width === expected.width && found.height === expected.height) return
  throw new UserError(
    `${map} is ${found.width}x${found.height}, ${label} is ${expected.width}x${expected.height}; ` +
      'write it at that size: nothing is resized here',
  )
}

function fromNpy(bytes: Uint8Array, path: string, what: string): IndexMap {
  const array = parseNpy(bytes, path)
  const { dtype, shape } = array
  const [height, width] = shape.slice(-2) as [number, number]
  const isIndex = /^(u?int|bool)/.test(dtype) && shape.length >= 2
  if (!isIndex || shape.slice(0, -2).some(length => length !== 1))
    throw new UserError(`${path}: ${dtype} [${shape}], expected ${what} of integers [H,W]`)
  if (['uint8', 'bool'].includes(dtype)) return { width, height, data: array.bytes }
  const wide = toFloat64Array(array)
  const stranger = wide.findIndex(value => value < 0 || value > 255)
  if (stranger >= 0)
    throw new UserError(
      `${path}: ${wide[stranger]} at row ${Math.floor(stranger / width)}, column ${stranger % width}, expected ${what} of 0 … 255`,
    )
  return { width, height, data: new Uint8Array(wide) }
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(bytesOfName(path))
  } catch (error) {
    throw new UserError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
