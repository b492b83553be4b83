/**
 * PyTorch's checkpoints before 1.6, also found inside plain pickles: five pickles in a row (magic number,
 * version, machine, the value, the keys of the storages), then for each key an int64 count and the elements.
 */
import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { ByteCursor } from './byte-cursor.js'
import { type ByteSource, memorySource } from './byte-source.js'
import { type PickleWorld, unpickle } from './pickle.js'
import { plainWorld, torchWorld } from './pickle-torch.js'
import { quoted } from './quoted.js'
import { type StoragePool, StorageRef } from './torch-storage.js'

/** 0x1950a86a20f9469cfc6c, little-endian. */
const magic = Buffer.from('6cfc9c46f9206aa85019', 'hex')
const version = 1001

const nothing: PickleWorld = { globals: new Map() }

/**
 * The value of a legacy checkpoint, or of a plain pickle of arrays or tensors. Storages are read when asked
 * for, as long as `source` is open.
 */
export function readPickleFile(source: ByteSource): unknown {
  const start = Buffer.from(source.read(0, Math.min(source.size, 32)))
  if (start.includes(magic)) return readLegacy(source)
  const cursor = new ByteCursor(source)
  const value = unpickle(
    cursor,
    plainWorld(bytes => storageWithin(bytes, source.name)),
  )
  checkEnd(cursor)
  return value
}

/** A tensor's storage that a plain pickle holds as bytes: a legacy file of its own, of one storage. */
function storageWithin(bytes: Uint8Array, file: string): unknown {
  const value = readLegacy(memorySource(bytes, `${file}: storage within the pickle`))
  if (!(value instanceof StorageRef)) throw new Error('a storage within the pickle is something else')
  return value
}

function readLegacy(source: ByteSource): unknown {
  const cursor = new ByteCursor(source)
  unpickle(cursor, nothing)
  const found = unpickle(cursor, nothing)
  if (found !== version)
    throw new UserError(`${source.name}: legacy checkpoint of version ${found}, expected ${version}`)
  const machine = unpickle(cursor, nothing)
  if (!(machine instanceof Map) || machine.get('little_endian') !== true)
    throw new UserError(`${source.name}: written on a big-endian machine, expected little-endian`)
  const pool = new LegacyPool(source)
  const value = unpickle(cursor, torchWorld(pool))
  const keys = unpickle(cursor, nothing)
  if (!Array.isArray(keys)) throw new UserError(`${source.name}: damaged: the list of storages is no list`)
  for (const key of keys) pool.locate(String(key), cursor)
  checkEnd(cursor)
  return value
}

function checkEnd(cursor: ByteCursor): void {
  const left = cursor.source.size - cursor.position
  if (left > 0)
    throw new UserError(
      `${cursor.source.name}: ${counted(left, 'byte follows', 'bytes follow')} the last value, expected none`,
    )
}

/** Storages that lie one after another behind the pickles. */
class LegacyPool implements StoragePool {
  private readonly mentioned = new Map<string, StorageRef>()
  private readonly offsets = new Map<string, number>()

  constructor(private readonly source: ByteSource) {}

  add(storage: StorageRef): void {
    const known = this.mentioned.get(storage.key)
    if (known && known.byteLength !== storage.byteLength)
      throw new Error(`storage ${quoted(storage.key)} is mentioned with two sizes`)
    this.mentioned.set(storage.key, storage)
  }

  /** Takes the storage at the cursor, and moves the cursor behind it. */
  locate(key: string, cursor: ByteCursor): void {
    const refuse = (found: string) => new UserError(`${this.source.name}: storage ${quoted(key)} ${found}`)
    const storage = this.mentioned.get(key)
    if (!storage || this.offsets.has(key)) throw refuse('is listed twice, or belongs to no tensor')
    if (this.source.size - cursor.position < 8) throw refuse('is missing: the file ends before it')
    const count = Number(cursor.take(8).readBigInt64LE())
    if (count !== storage.wholeCount)
      throw refuse(`has ${count} elements, its tensors expect ${storage.wholeCount}`)
    const left = this.source.size - cursor.position
    if (left < storage.byteLength)
      throw refuse(`is cut: ${left} bytes, expected ${storage.byteLength} (${count} of ${storage.dtype})`)
    this.offsets.set(key, cursor.position)
    cursor.position += storage.byteLength
  }

  check(storage: StorageRef): void {
    if (!this.offsets.has(storage.key))
      throw new UserError(`${this.source.name}: storage ${quoted(storage.key)} is missing`)
  }

  read(storage: StorageRef): Uint8Array {
    return this.source.read(this.offsets.get(storage.key)!, storage.byteLength)
  }
}
