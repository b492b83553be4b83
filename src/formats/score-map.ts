/** Score maps: one number a pixel, as any program in any language writes them. */
import { UserError } from '../errors.js'
import { aligned, type DType, type NDArray, toFloat32Array, toFloat64Array } from './array.js'
import { parseHdf5 } from './hdf5/read.js'
import { parseNpy } from './npy.js'
import { parseNpz } from './npz.js'
import { checkSize, imageHeader } from './pixels.js'
import { readPng } from './png.js'

export interface ScoreMap {
  width: number
  height: number
  /** `[height, width]`, in the precision in which it was stored; `Uint16Array` holds the bits of float16. */
  scores: Uint16Array | Float32Array | Float64Array
}

/** What a map must fit. */
export interface MapSize {
  width: number
  height: number
  /** What errors call what has this size; default: the image. */
  name?: string
}

/** File name extensions by which score maps go. */
export const scoreMapExtensions = ['npy', 'npz', 'png', 'hdf5', 'h5']

/**
 * A map from NumPy's `.npy`, an `.npz` of one array, HDF5 (data set `value`), or a grey PNG of 8 or 16 bits, whose
 * grey values are the scores. What a file is, its content tells, but what is named as HDF5 must be it. Arrays may be `[H, W]` or `[1, H, W]`, of float16,
 * float32 or float64.
 *
 * @param name what errors call the file
 * @param image refuses a map of another size, before it is read where its header tells
 * @throws UserError naming the file: none of these formats, damaged, integers, another shape
 */
export function parseScoreMap(bytes: Uint8Array, name: string, image?: MapSize): ScoreMap {
  const accept = (what: string) => (header: { dtype: DType; shape: number[] }) =>
    checkHeader(what, header, image)
  if (/\.(hdf5|h5)$/i.test(name)) return fromArray(parseHdf5(bytes, name, { accept: accept('value') }), name)
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  if (start.startsWith('\x89PNG')) return fromPng(bytes, name, image)
  if (start.startsWith('\x93NUMPY')) return fromArray(parseNpy(bytes, name), name, accept('the array'))
  if (start.startsWith('PK\x03\x04')) return fromArray(onlyArray(bytes, name), name, accept('the array'))
  return fromArray(parseHdf5(bytes, name, { accept: accept('value') }), name)
}

function onlyArray(bytes: Uint8Array, name: string): NDArray {
  const arrays = parseNpz(bytes, name)
  const [first] = arrays.values()
  if (first && arrays.size === 1) return first
  throw new UserError(`${name}: ${arrays.size} arrays (${[...arrays.keys()]}), expected one`)
}

function fromArray(array: NDArray, name: string, accept?: (header: NDArray) => void): ScoreMap {
  try {
    accept?.(array)
  } catch (error) {
    throw new UserError(`${name}: ${(error as Error).message}`)
  }
  const [height, width] = array.shape.slice(-2) as [number, number]
  return { width, height, scores: scoresOf(array) }
}

function scoresOf(array: NDArray): ScoreMap['scores'] {
  if (array.dtype === 'float64') return toFloat64Array(array)
  if (array.dtype !== 'float16') return toFloat32Array(array)
  const bytes = aligned(array.bytes, 2)
  return new Uint16Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / 2)
}

/** @throws Error in words that follow the file's name */
function checkHeader(
  what: string,
  { dtype, shape }: { dtype: DType; shape: number[] },
  image: MapSize | undefined,
): void {
  if (!['float16', 'float32', 'float64', 'bfloat16'].includes(dtype))
    throw new Error(`${what} is ${dtype}; scores must be float`)
  const squeezed = [...shape]
  while (squeezed.length > 2 && squeezed[0] === 1) squeezed.shift()
  const expected = image ? `${image.height},${image.width}` : 'H,W'
  if (squeezed.length !== 2) throw new Error(`${what} is [${shape}], expected [${expected}]`)
  if (image && (squeezed[0] !== image.height || squeezed[1] !== image.width))
    throw new Error(`${what} is [${squeezed}], ${sizeText(image)}`)
}

const sizeText = ({ name, width, height }: MapSize) =>
  `the image [${height},${width}]${name ? ` (${name})` : ''}; write the map at that size, it is never resized here`

function fromPng(bytes: Uint8Array, name: string, image: MapSize | undefined): ScoreMap {
  const { width, height } = imageHeader(bytes, name)
  checkSize(name, width, height)
  if (image && (width !== image.width || height !== image.height))
    throw new UserError(`${name}: the map is [${height},${width}], ${sizeText(image)}`)
  const { samples, channels, colour } = readPng(bytes, name)
  if (channels !== 1 || colour === 'palette')
    throw new UserError(`${name}: a ${colour} PNG, expected a grey one of 8 or 16 bits, one score a pixel`)
  return { width, height, scores: Float32Array.from(samples) }
}
