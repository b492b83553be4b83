/**
 * PyTorch checkpoints of any age (`.pth`, `.pt`, `.ckpt`, `.pkl`), told apart by content, as plain data:
 * nothing in them is executed.
 */
import { UserError } from '../errors.js'
import { elementCount, itemSize, type NDArray } from './array.js'
import { type ByteSource, withFile } from './byte-source.js'
import { findStateDict, type Leaf, leavesOf, type PlainValue, plainValueOf } from './checkpoint-tree.js'
import { imageType } from './image-type.js'
import { NumpyArray } from './pickle-numpy.js'
import { parseSource as parseSafetensors } from './safetensors.js'
import { readPickleFile } from './torch-legacy.js'
import { type LazyArray, lazyTensor, storageReader } from './torch-tensor.js'
import { readTorchZip } from './torch-zip.js'

export interface Checkpoint {
  /** The weights by their own names, in C order. */
  tensors: Map<string, NDArray>
  /** The keys that led to them: `''` at the top of the file, `state_dict`, `model`, … */
  at: string
  /** All that is no tensor: epoch, options, …; dicts are objects without a prototype. */
  values: PlainValue
}

/** A checkpoint whose file is open: sizes are known and checked, bytes are read when asked for. */
export interface OpenCheckpoint {
  /** Every tensor and array by its path of keys: `state_dict.conv1.weight`, `optimizer.state.0.step`, … */
  arrays: Map<string, LazyArray>
  /** @throws UserError that says what there is, if it is not clear which tensors are the weights */
  stateDict(): { at: string; tensors: Map<string, LazyArray> }
  values: PlainValue
}

/**
 * Reads the weights of a checkpoint, whichever way PyTorch wrote it, and its plain values; optimiser states
 * are passed over. safetensors files are read as well, whatever their name.
 */
export function readCheckpoint(path: string): Checkpoint {
  return withCheckpoint(path, checkpoint => {
    const { at, tensors } = checkpoint.stateDict()
    const read = new Map([...tensors].map(([name, lazy]) => [name, lazy.read()]))
    return { tensors: read, at, values: checkpoint.values }
  })
}

/** Opens a checkpoint for the time of `use`. */
export function withCheckpoint<T>(path: string, use: (checkpoint: OpenCheckpoint) => T): T {
  return withFile(path, source => use(openCheckpoint(source)))
}

/** The checkpoint in an open file or in memory; told apart by content. */
export function openCheckpoint(source: ByteSource): OpenCheckpoint {
  const start = Buffer.from(source.read(0, Math.min(source.size, 512)))
  // First, because the length of its header may begin like anything.
  if (start[8] === 0x7b && start.readUIntLE(0, 6) < source.size) return safetensorsCheckpoint(source)
  if (start.subarray(0, 2).toString('latin1') === 'PK') return treeCheckpoint(source, readTorchZip(source))
  if (isPickle(start)) return treeCheckpoint(source, readPickleFile(source))
  const kind = imageType(start)
  const found = 'type' in kind ? `a ${kind.type.toUpperCase()} image` : kind.refusal
  throw new UserError(
    `${source.name}: ${found}; expected a PyTorch checkpoint (.pth, .ckpt, .pkl) or safetensors`,
  )
}

/** Since protocol 2 a pickle begins with PROTO; before, with a mark, an empty container or a global. */
const isPickle = (start: Buffer) => start[0] === 0x80 || /^[(\]}c]/.test(start.toString('latin1', 0, 1))

function safetensorsCheckpoint(source: ByteSource): OpenCheckpoint {
  const { tensors, metadata } = parseSafetensors(source)
  const arrays = new Map([...tensors].map(([name, array]) => [name, inMemory(array)]))
  return { arrays, values: metadata, stateDict: () => ({ at: '', tensors: arrays }) }
}

const inMemory = (array: NDArray): LazyArray => ({ ...array, read: () => array })

function treeCheckpoint(source: ByteSource, root: unknown): OpenCheckpoint {
  const readStorage = storageReader()
  const lazy = (name: string, leaf: Leaf) =>
    leaf instanceof NumpyArray ? inMemory(leaf.array) : lazyTensor(source.name, name, leaf, readStorage)
  const lazyAll = (value: unknown) =>
    new Map([...leavesOf(value)].map(([name, leaf]) => [name, lazy(name, leaf)]))
  return named(source.name, () => {
    const arrays = lazyAll(root)
    if (arrays.size === 0) throw new Error('holds no tensors')
    checkTotal(source, arrays)
    const stateDict = () =>
      named(source.name, () => {
        const { at, dict } = findStateDict(root)
        return { at: at.join('.'), tensors: lazyAll(dict) }
      })
    return { arrays, values: plainValueOf(root), stateDict }
  })
}

/** Views with stride 0, or one tensor under many names, must not become more memory than a file can mean. */
function checkTotal(source: ByteSource, arrays: Map<string, LazyArray>): void {
  const limit = 16 * source.size + 64 * 1024 * 1024
  let total = 0
  for (const { dtype, shape } of arrays.values()) total += elementCount(shape) * itemSize[dtype]
  if (total > limit)
    throw new Error(`its tensors would take ${total} bytes, more than ${limit} for a file of this size`)
}

/** Puts the file's name before a reason. */
function named<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`${file}: ${(error as Error).message}`)
  }
}
