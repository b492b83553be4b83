/** Reads a source from front to back through a small window, so that files beyond memory are no trouble. */
import type { ByteSource } from './byte-source.js'

const windowSize = 65536
const maxLine = 65536

export class ByteCursor {
  private window: Uint8Array = new Uint8Array(0)
  private windowStart = 0

  constructor(
    readonly source: ByteSource,
    public position = 0,
  ) {}

  get ended(): boolean {
    return this.position >= this.source.size
  }

  byte(): number {
    this.cover(1)
    return this.window[this.position++ - this.windowStart]!
  }

  /** The next `length` bytes; a view that must be copied to be kept, unless it is larger than the window. */
  take(length: number): Buffer {
    const bytes = length > windowSize ? this.source.read(this.position, length) : this.covered(length)
    this.position += length
    return Buffer.from(bytes.buffer, bytes.byteOffset, length)
  }

  /** The bytes up to the next newline, which is passed over, as latin-1. */
  line(): string {
    const bytes: number[] = []
    for (let byte = this.byte(); byte !== 0x0a; byte = this.byte())
      if (bytes.push(byte) > maxLine) throw new Error(`a line is longer than ${maxLine} bytes`)
    return Buffer.from(bytes).toString('latin1')
  }

  private covered(length: number): Uint8Array {
    this.cover(length)
    const start = this.position - this.windowStart
    return this.window.subarray(start, start + length)
  }

  /** Throws, as the source does, if it ends before. */
  private cover(length: number): void {
    const start = this.position - this.windowStart
    if (start >= 0 && start + length <= this.window.length) return
    const left = this.source.size - this.position
    this.window = this.source.read(this.position, Math.max(length, Math.min(windowSize, left)))
    this.windowStart = this.position
  }
}
