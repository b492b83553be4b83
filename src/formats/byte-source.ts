/** Bytes by offset, from a file or from memory: readers take from a source only what they have checked. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { UserError } from '../errors.js'

export interface ByteSource {
  /** What messages call it: the path as it was given. */
  readonly name: string
  readonly size: number
  /** `length` bytes from `offset`, in memory of their own or a view; throws when the source ends before. */
  read(offset: number, length: number): Uint8Array
}

export function memorySource(bytes: Uint8Array, name: string): ByteSource {
  const read = (offset: number, length: number) => {
    checkRange(name, bytes.length, offset, length)
    return bytes.subarray(offset, offset + length)
  }
  return { name, size: bytes.length, read }
}

/** Opens a file for the time of `use`; what `use` returns must not read on. */
export function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  const file = openFile(path)
  try {
    return use(file)
  } finally {
    file.close()
  }
}

/** A regular file that stays open until `close`. */
export function openFile(path: string): ByteSource & { close(): void } {
  const fd = openForReading(path)
  const status = fstatSync(fd)
  if (!status.isFile()) {
    closeSync(fd)
    throw new UserError(`${path}: expected a file, found ${status.isDirectory() ? 'a folder' : 'a device'}`)
  }
  const size = status.size
  return {
    name: path,
    size,
    read: (offset, length) => readRange(fd, path, size, offset, length),
    close: () => closeSync(fd),
  }
}

/** A descriptor that the caller closes. @throws UserError */
export function openForReading(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(code === 'ENOENT' ? `${path}: no such file` : `${path}: cannot be opened (${code})`)
  }
}

function readRange(fd: number, path: string, size: number, offset: number, length: number): Uint8Array {
  checkRange(path, size, offset, length)
  const bytes = new Uint8Array(length)
  const got = readInto(fd, bytes, offset)
  if (got < length) throw new UserError(`${path}: ended at byte ${offset + got} while it was read`)
  return bytes
}

/** Fills `bytes` from an open file; returns how many there were, fewer only at its end. */
export function readInto(fd: number, bytes: Uint8Array, position: number): number {
  for (let done = 0; done < bytes.length; ) {
    // One call reads less than 2³¹ bytes.
    const got = readSync(fd, bytes, done, Math.min(bytes.length - done, 2 ** 30), position + done)
    if (got === 0) return done
    done += got
  }
  return bytes.length
}

function checkRange(name: string, size: number, offset: number, length: number): void {
  if (offset < 0 || length < 0 || !(offset + length <= size))
    throw new UserError(
      `${name}: truncated: bytes ${offset} to ${offset + length} are wanted, the file has ${size}`,
    )
}
