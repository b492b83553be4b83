/**
 * Writing one array as an HDF5 file: the oldest layout, which every version of the library reads (superblock 0, a
 * symbol table, one gzip chunk). h5py reads it: the test holds the bytes of files that h5py 3.7 (HDF5 1.10.8) has read.
 */
import { deflateSync } from 'node:zlib'
import { UserError } from '../../errors.js'
import { elementCount, itemSize, type NDArray } from '../array.js'
import { writeAtomically } from '../atomic-write.js'

export interface Hdf5WriteOptions {
  /** Name of the data set; default `value`, as SMIYC names it. */
  dataset?: string
  /** gzip level, 1 to 9; default 9, as SMIYC asks. */
  level?: number
}

/** Writes a file whole or not at all: one data set of float16, float32 or float64. */
export function writeHdf5(path: string, array: NDArray, options?: Hdf5WriteOptions): void {
  writeAtomically(path, hdf5Chunks(array, options))
}

/** Sign, exponent and fraction: position and size in bits, and the bias. */
const floats = {
  float16: { sign: 15, exponent: [10, 5], fraction: [0, 10], bias: 15 },
  float32: { sign: 31, exponent: [23, 8], fraction: [0, 23], bias: 127 },
  float64: { sign: 63, exponent: [52, 11], fraction: [0, 52], bias: 1023 },
} as const

const undefinedAddress = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
const treeSize = 24 + 33 * 8 + 32 * 8
const namesSize = 8 + 8 * 40

/** The bytes of the file: structures, then the compressed elements. */
export function hdf5Chunks(
  { dtype, shape, bytes }: NDArray,
  { dataset = 'value', level = 9 }: Hdf5WriteOptions = {},
): [Uint8Array, Uint8Array] {
  if (!(dtype in floats)) throw new UserError(`${dtype} is not written as HDF5; convert the array to float16`)
  if (shape.length === 0 || bytes.length === 0 || elementCount(shape) * itemSize[dtype] !== bytes.length)
    throw new RangeError(`${bytes.length} bytes do not hold ${dtype} [${shape}]`)
  if (bytes.length >= 2 ** 32 || !/^[^/\0]{1,255}$/.test(dataset))
    throw new RangeError(`"${dataset}" of ${bytes.length} bytes does not fit into one chunk`)
  const data = deflateSync(bytes, { level })
  const name = padded(Buffer.from(`${dataset}\0`), 8)
  const heapData = [...integer(0, 8), ...name]
  const header = (chunkTree: number) =>
    objectHeader([
      [0x01, dataspace(shape)],
      [0x03, floatType(dtype as keyof typeof floats, itemSize[dtype])],
      // Space for chunks when they are written; no fill value.
      [0x05, [2, 3, 0, 1, 0, 0, 0, 0]],
      [0x0b, [1, 1, ...integer(0, 6), ...integer(1, 2), 8, 0, 1, 0, 1, 0, ...gzip, ...integer(level, 8)]],
      [0x08, chunkedLayout(shape, itemSize[dtype], chunkTree)],
    ])
  const at = addresses({
    superblock: 96,
    root: 40,
    tree: treeSize,
    heap: 32,
    heapData: heapData.length,
    header: header(0).length,
    names: namesSize,
    chunkTree: 24 + 65 * (16 + 8 * shape.length) + 64 * 8,
    data: data.length,
  })
  const parts: number[][] = [
    superblock(at),
    objectHeader([[0x11, [...integer(at.tree, 8), ...integer(at.heap, 8)]]]),
    groupTree(at.names),
    [
      ...ascii('HEAP'),
      0,
      0,
      0,
      0,
      ...integer(heapData.length, 8),
      ...integer(1, 8),
      ...integer(at.heapData, 8),
    ],
    heapData,
    header(at.chunkTree),
    [...ascii('SNOD'), 1, 0, 1, 0, ...integer(8, 8), ...integer(at.header, 8)],
    chunkTree(shape, itemSize[dtype], data.length, at.data),
  ]
  const structures = new Uint8Array(at.data)
  for (const [i, start] of Object.values(at).slice(0, parts.length).entries())
    structures.set(parts[i]!, start)
  return [structures, data]
}

const ascii = (text: string) => [...Buffer.from(text, 'latin1')]
const gzip = ascii('deflate\0')

/** Little-endian. */
function integer(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256)
}

function padded(bytes: Iterable<number>, multiple: number): number[] {
  const out = [...bytes]
  while (out.length % multiple > 0) out.push(0)
  return out
}

/** Sizes of consecutive parts → where each begins, and the end. */
function addresses<Name extends string>(sizes: Record<Name, number>): Record<Name | 'end', number> {
  const at: Record<string, number> = {}
  let next = 0
  for (const [name, size] of Object.entries<number>(sizes)) {
    at[name] = next
    next += size
  }
  return { ...at, end: next } as Record<Name | 'end', number>
}

function superblock({ end, root, tree, heap }: Record<'end' | 'root' | 'tree' | 'heap', number>): number[] {
  return [
    ...ascii('\x89HDF\r\n\x1a\n'),
    ...[0, 0, 0, 0, 0, 8, 8, 0],
    // Entries of half a leaf and half a node of the trees of groups.
    ...integer(4, 2),
    ...integer(16, 2),
    ...integer(0, 4 + 8),
    ...undefinedAddress,
    ...integer(end, 8),
    ...undefinedAddress,
    // The root's entry: no name, its header, and where its tree and names are.
    ...integer(0, 8),
    ...integer(root, 8),
    ...integer(1, 8),
    ...integer(tree, 8),
    ...integer(heap, 8),
  ]
}

function objectHeader(parts: readonly (readonly [type: number, body: readonly number[]])[]): number[] {
  const messages = parts.flatMap(([type, body]) => {
    const fitted = padded(body, 8)
    return [...integer(type, 2), ...integer(fitted.length, 2), 0, 0, 0, 0, ...fitted]
  })
  return [1, 0, ...integer(parts.length, 2), ...integer(1, 4), ...integer(messages.length, 8), ...messages]
}

const dataspace = (shape: readonly number[]) => [
  ...[1, shape.length, 0, 0, 0, 0, 0, 0],
  ...shape.flatMap(length => integer(length, 8)),
]

function floatType(dtype: keyof typeof floats, size: number): number[] {
  const { sign, exponent, fraction, bias } = floats[dtype]
  // Little-endian, the leading 1 of the fraction implied.
  return [
    ...[0x11, 0x20, sign, 0],
    ...integer(size, 4),
    ...integer(0, 2),
    ...integer(8 * size, 2),
    ...exponent,
    ...fraction,
    ...integer(bias, 4),
  ]
}

const chunkedLayout = (shape: readonly number[], size: number, tree: number) => [
  ...[3, 2, shape.length + 1],
  ...integer(tree, 8),
  ...shape.flatMap(length => integer(length, 4)),
  ...integer(size, 4),
]

const groupTree = (names: number) => [
  ...[...ascii('TREE'), 0, 0, 1, 0],
  ...undefinedAddress,
  ...undefinedAddress,
  ...integer(0, 8),
  ...integer(names, 8),
  ...integer(8, 8),
]

/** One chunk, the whole array; the second key says where the next would begin. */
const chunkTree = (shape: readonly number[], size: number, stored: number, data: number) => [
  ...[...ascii('TREE'), 1, 0, 1, 0],
  ...undefinedAddress,
  ...undefinedAddress,
  ...integer(stored, 4),
  ...integer(0, 4 + 8 * (shape.length + 1)),
  ...integer(data, 8),
  ...integer(0, 8),
  ...shape.flatMap(length => integer(length, 8)),
  ...integer(size, 8),
]
