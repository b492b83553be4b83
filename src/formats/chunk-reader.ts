/** Exact numbers of bytes from a stream that comes in chunks of any size. */
import type { Readable } from 'node:stream'
import { UserError } from '../errors.js'

export class ChunkReader {
  private readonly input: AsyncIterator<Buffer>
  private chunk: Buffer = Buffer.alloc(0)
  private total = 0

  /**
   * @param name what errors call the stream
   * @param arrived told after each chunk how many bytes have come in all; may throw
   */
  constructor(
    stream: Readable,
    private readonly name: string,
    private readonly arrived: (total: number) => void,
  ) {
    this.input = stream[Symbol.asyncIterator]()
  }

  /** Whether the stream has ended. */
  async ended(): Promise<boolean> {
    return this.chunk.length === 0 && !(await this.refill())
  }

  /** The next `size` bytes, in memory of their own. */
  async take(size: number): Promise<Uint8Array> {
    const parts: Buffer[] = []
    for await (const part of this.pieces(size)) parts.push(part)
    return Buffer.concat(parts, size)
  }

  async skip(size: number): Promise<void> {
    for await (const _ of this.pieces(size));
  }

  /** Reads to the end, so that checksums behind the last byte of interest are checked. */
  async drain(): Promise<void> {
    while (await this.refill());
  }

  /** The next `size` bytes as chunks; throws if the stream ends before. */
  async *pieces(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (this.chunk.length === 0 && !(await this.refill()))
        throw new UserError(`${this.name}: truncated: ${left} more bytes are wanted at its end`)
      const piece = this.chunk.subarray(0, left)
      this.chunk = this.chunk.subarray(piece.length)
      left -= piece.length
      yield piece
    }
  }

  private async refill(): Promise<boolean> {
    try {
      const { value, done } = await this.input.next()
      if (done) return false
      this.chunk = value
    } catch (error) {
      throw new UserError(`${this.name}: cannot be read to its end (${(error as Error).message})`)
    }
    this.total += this.chunk.length
    this.arrived(this.total)
    return true
  }
}
