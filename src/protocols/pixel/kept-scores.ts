/** Scores of image after image on the way to a threshold: on the disk, so that memory holds those of one image. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { FaultError } from '../../errors.js'
import { writing } from '../../formats/atomic-write.js'
import { readInto } from '../../formats/byte-source.js'
import { bytesOf } from './score-store.js'

/** Iterates over what was added, in order; the array is used again for the next image. */
export class KeptScores implements Iterable<Float32Array> {
  readonly #path: string
  readonly #fd: number
  readonly #sizes: number[] = []
  #bytes = 0

  /** @throws UnwritableError */
  constructor(folder: string) {
    this.#path = join(folder, `scores.${process.pid}.tmp`)
    this.#fd = writing(this.#path, () => openSync(this.#path, 'w+'))
    // A file without a name is gone with the process, however that ends.
    rmSync(this.#path)
  }

  /** How many scores there are. */
  get count(): number {
    return this.#bytes / 4
  }

  /** @throws UnwritableError if there is no room */
  add(scores: Float32Array): void {
    const bytes = bytesOf(scores)
    writing(this.#path, () => {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#fd, bytes, done, Math.min(bytes.length - done, 2 ** 30), this.#bytes + done)
    })
    this.#sizes.push(scores.length)
    this.#bytes += bytes.length
  }

  *[Symbol.iterator](): Iterator<Float32Array> {
    const largest = new Float32Array(this.#sizes.reduce((most, size) => Math.max(most, size), 0))
    let position = 0
    for (const size of this.#sizes) {
      const scores = largest.subarray(0, size)
      if (readInto(this.#fd, bytesOf(scores), position) < 4 * size)
        throw new FaultError(`${this.#path}: ends early; calibrate again`)
      position += 4 * size
      yield scores
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd)
  }
}
