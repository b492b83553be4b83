/** Tensors of PyTorch files as arrays: every number of a view is checked before its storage is read. */
import { UserError } from '../errors.js'
import { type DType, elementCount, itemSize, type NDArray, shapeText } from './array.js'
import type { TensorRef } from './pickle-torch.js'
import { quoted } from './quoted.js'
import { contiguous } from './strided.js'
import type { StorageRef } from './torch-storage.js'

/** An array whose bytes are read when asked for. */
export interface LazyArray {
  dtype: DType
  shape: number[]
  read(): NDArray
}

/** Bytes of a storage; a reader keeps the last one, since tensors that share a storage come together. */
export type ReadStorage = (storage: StorageRef) => Uint8Array

export function storageReader(): ReadStorage {
  let last: { storage: StorageRef; bytes: Uint8Array } | undefined
  return storage => {
    const isLast = last?.storage.pool === storage.pool && last.storage.key === storage.key
    if (!last || !isLast || last.bytes.length !== storage.byteLength)
      last = { storage, bytes: storage.pool.read(storage) }
    return last.bytes
  }
}

/** @throws UserError that names the file and the tensor, if the view leaves its storage or the file lacks it */
export function lazyTensor(
  file: string,
  name: string,
  tensor: TensorRef,
  readStorage: ReadStorage,
): LazyArray {
  const { storage, shape, strides, offset } = tensor
  const { dtype, start } = storage
  checkView(file, name, tensor)
  storage.pool.check(storage)
  const read = () => {
    const whole = readStorage(storage)
    const bytes = contiguous(whole, itemSize[dtype], shape, strides, start + offset)
    // A small view must not keep a large storage in memory.
    return {
      dtype,
      shape,
      bytes: bytes.length < whole.length && bytes.buffer === whole.buffer ? new Uint8Array(bytes) : bytes,
    }
  }
  return { dtype, shape, read }
}

function checkView(file: string, name: string, { storage, offset, shape, strides }: TensorRef): void {
  const refuse = (found: string) => new UserError(`${file}: tensor ${quoted(name)}: ${found}`)
  if (shape.length !== strides.length || shape.length > 32)
    throw refuse(
      `size ${shapeText(shape)} and stride ${shapeText(strides)} must be equally long, and at most 32`,
    )
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0
  if (![offset, ...shape, ...strides].every(isCount))
    throw refuse(
      `offset ${offset}, size ${shapeText(shape)}, stride ${shapeText(strides)}: expected integers ≥ 0`,
    )
  const last = shape.reduce((index, dim, i) => index + (dim - 1) * strides[i]!, offset)
  const end = elementCount(shape) === 0 ? offset : last + 1
  if (end > storage.count)
    throw refuse(
      `size ${shapeText(shape)}, stride ${shapeText(strides)} and offset ${offset} reach element ${end} of storage ` +
        `${quoted(storage.key)}, which has ${storage.count}`,
    )
}
