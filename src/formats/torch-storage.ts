/** The storages of PyTorch files: flat blocks of elements, named by persistent ids, of which tensors are views. */
import { type DType, itemSize } from './array.js'
import type { PickleGlobal } from './pickle.js'
import { quoted } from './quoted.js'

/** Where the bytes of a file's storages are. */
export interface StoragePool {
  /** Takes note of a storage that the pickle mentions. */
  add?(storage: StorageRef): void
  /** @throws UserError that names the storage if the file does not hold all of it */
  check(storage: StorageRef): void
  /** All bytes of the block; `check` has passed. */
  read(storage: StorageRef): Uint8Array
}

export class StorageRef {
  constructor(
    readonly pool: StoragePool,
    readonly key: string,
    readonly dtype: DType,
    /** Elements of the whole block, as the pickle claims. */
    readonly wholeCount: number,
    /** The part that this sees: old files have storages that are views of others. */
    readonly start: number,
    readonly count: number,
  ) {}

  get byteLength(): number {
    return this.wholeCount * itemSize[this.dtype]
  }
}

const types: Record<string, DType> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
}

const refused: Record<string, string> = {
  ComplexFloatStorage: 'complex numbers',
  ComplexDoubleStorage: 'complex numbers',
  QInt8Storage: 'quantised numbers',
  QUInt8Storage: 'quantised numbers',
  QInt32Storage: 'quantised numbers',
  QUInt4x2Storage: 'quantised numbers',
  QUInt2x4Storage: 'quantised numbers',
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** What `('storage', type, key, location, count[, view])` stands for. */
export function storageOfId(id: unknown, pool: StoragePool): StorageRef {
  if (!Array.isArray(id) || id[0] !== 'storage' || id.length < 5)
    throw new Error('a persistent id that is no storage')
  const [, type, key, , count, view] = id
  const name = String((type as Partial<PickleGlobal> | null)?.name).replace(/^torch\./, '')
  if (typeof key !== 'string' && typeof key !== 'number') throw new Error('a storage without a key')
  if (Object.hasOwn(refused, name))
    throw new Error(
      `storage ${quoted(String(key))} is a ${name}: ${refused[name]} are not supported; convert the model to float32 first`,
    )
  if (!Object.hasOwn(types, name)) throw new Error(`storage ${quoted(String(key))} is of an unknown type`)
  if (!isCount(count))
    throw new Error(`storage ${quoted(String(key))} has ${count} elements, expected an integer ≥ 0`)
  const storage = new StorageRef(pool, String(key), types[name]!, count, ...viewed(view, count))
  pool.add?.(storage)
  return storage
}

/** Start and length of the part `(key, start, count)` of a storage, where old files name one. */
function viewed(view: unknown, wholeCount: number): [start: number, count: number] {
  if (view === undefined || view === null) return [0, wholeCount]
  const [, start, count] = Array.isArray(view) ? view : []
  if (!isCount(start) || !isCount(count) || start + count > wholeCount)
    throw new Error('a view of a storage reaches beyond it')
  return [start, count]
}

/** The storage types as globals; those that are refused pass here, so that the refusal names their storage. */
export const storageGlobals: [string, PickleGlobal][] = [...Object.keys(types), ...Object.keys(refused)].map(
  name => [`torch ${name}`, { name: `torch.${name}` }],
)
