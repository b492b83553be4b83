/** PyTorch's tensors in pickles: which storage they see, and how. */
import type { PickleGlobal, PickleWorld } from './pickle.js'
import type { Buildable } from './pickle-machine.js'
import { numpyGlobals } from './pickle-numpy.js'
import { type StoragePool, StorageRef, storageGlobals, storageOfId } from './torch-storage.js'

/** A view of a storage; its numbers are not checked against the storage yet. */
export class TensorRef {
  constructor(
    readonly storage: StorageRef,
    readonly offset: number,
    readonly shape: number[],
    readonly strides: number[],
  ) {}
}

/** collections.OrderedDict; BUILD brings the versions of modules, which nothing here needs. */
class OrderedDict extends Map<unknown, unknown> implements Buildable {
  setState(state: unknown): void {
    if (!(state instanceof Map) || [...state.keys()].some(key => key !== '_metadata'))
      throw new Error('an OrderedDict takes no state but _metadata')
  }
}

function rebuildTensor(storage: unknown, offset: unknown, shape: unknown, strides: unknown): TensorRef {
  if (!(storage instanceof StorageRef)) throw new Error('a tensor without a storage')
  const isIntegers = (list: unknown): list is number[] => Array.isArray(list) && list.every(Number.isInteger)
  if (!Number.isInteger(offset) || !isIntegers(shape) || !isIntegers(strides))
    throw new Error('offset, size and stride of a tensor must be integers')
  return new TensorRef(storage, offset as number, shape, strides)
}

function rebuildParameter(data: unknown): TensorRef {
  if (!(data instanceof TensorRef)) throw new Error('a parameter that is no tensor')
  return data
}

function quantised(): never {
  throw new Error('a quantised tensor; dequantise the model first')
}

/** A list, from the one list or tuple that a type is called with. */
function listOf(items: unknown = []): unknown[] {
  if (!Array.isArray(items)) throw new Error('a set or torch.Size is made of something that is no list')
  return items
}

function dictOf(items: unknown = []): OrderedDict {
  const pairs = items instanceof Map ? [...items] : items
  if (!Array.isArray(pairs) || !pairs.every(pair => Array.isArray(pair) && typeof pair[0] !== 'object'))
    throw new Error('a dict is made of something that is no list of pairs')
  return new OrderedDict(pairs as [unknown, unknown][])
}

const torchGlobals: [string, PickleGlobal][] = [
  ['collections OrderedDict', { name: 'collections.OrderedDict', call: dictOf }],
  ['collections Counter', { name: 'collections.Counter', call: dictOf }],
  ['builtins set', { name: 'set', call: listOf }],
  ['__builtin__ set', { name: 'set', call: listOf }],
  ['torch Size', { name: 'torch.Size', call: listOf }],
  ['torch device', { name: 'torch.device', call: (...parts) => parts.join(':') }],
  ['torch._utils _rebuild_tensor', { name: '_rebuild_tensor', call: rebuildTensor }],
  ['torch._utils _rebuild_tensor_v2', { name: '_rebuild_tensor_v2', call: rebuildTensor }],
  ['torch._utils _rebuild_parameter', { name: '_rebuild_parameter', call: rebuildParameter }],
  ['torch._utils _rebuild_qtensor', { name: '_rebuild_qtensor', call: quantised }],
]

const checkpointGlobals = [...torchGlobals, ...storageGlobals, ...numpyGlobals]

/** What a checkpoint's pickle may mention: tensors of the storages in `pool`, NumPy arrays, plain containers. */
export function torchWorld(pool: StoragePool): PickleWorld {
  return { globals: new Map(checkpointGlobals), persistent: id => storageOfId(id, pool) }
}

/** A pickle without storages of its own: its tensors bring theirs along as bytes, which `load` reads. */
export function plainWorld(load: (bytes: Uint8Array) => unknown): PickleWorld {
  const call = (bytes: unknown) => {
    if (!(bytes instanceof Uint8Array)) throw new Error('a storage that is no bytes')
    return load(bytes)
  }
  return {
    globals: new Map([
      ...checkpointGlobals,
      ['torch.storage _load_from_bytes', { name: '_load_from_bytes', call }],
    ]),
  }
}
