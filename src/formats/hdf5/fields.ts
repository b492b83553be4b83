/** Little-endian fields of one after another, as HDF5's structures have them. */
import { counted } from '../../counted.js'

/** The address of what is not there. */
export const nowhere = -1

export class Fields {
  readonly #view: DataView
  #at = 0

  /** @param what names the structure in errors */
  constructor(
    readonly bytes: Uint8Array,
    readonly what: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get left(): number {
    return this.bytes.length - this.#at
  }

  skip(count: number): void {
    this.#take(count)
  }

  byte(): number {
    return this.#view.getUint8(this.#take(1))
  }

  /** An unsigned integer of 1 to 8 bytes; beyond 2⁵³ it is inexact but never wraps. */
  integer(size: number): number {
    const at = this.#take(size)
    let value = 0
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.#view.getUint8(at + i)
    return value
  }

  /** A file address (8 bytes), `nowhere` if undefined. */
  address(): number {
    const at = this.#take(8)
    const value = this.#view.getBigUint64(at, true)
    return value === 0xffffffffffffffffn ? nowhere : Number(value)
  }

  take(count: number): Uint8Array {
    const at = this.#take(count)
    return this.bytes.subarray(at, at + count)
  }

  text(length: number): string {
    return Buffer.from(this.take(length)).toString('utf8')
  }

  signature(expected: string): void {
    const found = this.text(expected.length)
    if (found !== expected)
      throw new Error(`damaged: ${this.what} begins with ${JSON.stringify(found)}, expected ${expected}`)
  }

  #take(count: number): number {
    if (count > this.left)
      throw new Error(`damaged: ${this.what} ends ${counted(count - this.left, 'byte')} early`)
    const at = this.#at
    this.#at += count
    return at
  }
}
