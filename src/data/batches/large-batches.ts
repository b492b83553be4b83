/** Batches of large images, decoded in parallel and ahead of need. */
import { Ahead } from '../../ahead.js'
import type { ImageSet } from '../images/image-set.js'
import type { DecodePool } from './decode-pool.js'
import type { Geometry, ImageTask } from './prepare-image.js'

/** `images` is `[B, size, size, 3]` uint8, `index` the position of each in the set. */
export interface LargeBatch {
  images: Uint8Array
  index: Int32Array
}

export interface LargeBatchOptions {
  pool: DecodePool
  policy?: 'openood' | 'upright'
  /** As in prepare-image.ts; for training, what an image gets is a function of (seed, purpose, step, position). */
  geometry:
    | { kind: 'test'; resize: number; size: number }
    | { kind: 'train'; size: number; seed: number; purpose: string }
  /** Which images step `n` takes; nothing after the last. */
  indices: (step: number) => Int32Array | undefined
  /** Told, each time it is met, of an image that was filled or is otherwise odd. */
  onOddity?: (file: string, warning: string) => void
  /** Batches that are prepared beyond the one that is asked for; bounds the memory. */
  ahead?: number
}

export class LargeBatches {
  private readonly prepared: Ahead<LargeBatch>

  constructor(
    private readonly set: ImageSet,
    private readonly options: LargeBatchOptions,
  ) {
    this.prepared = new Ahead(step => {
      const index = options.indices(step)
      return index && this.prepare(step, index)
    }, options.ahead)
  }

  /**
   * The batch of a step, the same whenever and in whatever order it is asked for; those after it are begun.
   * Nothing after the last step.
   * @throws UserError if one of its images cannot be read
   */
  batch(step: number): Promise<LargeBatch | undefined> {
    return this.prepared.at(step)
  }

  /** All batches from step 0 on. */
  async *[Symbol.asyncIterator](): AsyncGenerator<LargeBatch> {
    for (let step = 0; ; step++) {
      const batch = await this.batch(step)
      if (!batch) return
      yield batch
    }
  }

  private async prepare(step: number, index: Int32Array): Promise<LargeBatch> {
    const bytes = this.options.geometry.size ** 2 * 3
    const images = new Uint8Array(index.length * bytes)
    const place = async (item: number, position: number) => {
      const { pool, onOddity } = this.options
      const task = this.task(item, step, position)
      const { data, warnings } = await pool.prepare(task)
      images.set(data, position * bytes)
      for (const warning of warnings) onOddity?.(task.name, warning)
    }
    await Promise.all(Array.from(index, place))
    return { images, index }
  }

  private task(item: number, step: number, position: number): ImageTask {
    const { policy = 'openood', geometry } = this.options
    const { file, load } = this.set.items[item]!
    return { name: file, content: load(), policy, geometry: keyed(geometry, step, position) }
  }
}

function keyed(geometry: LargeBatchOptions['geometry'], step: number, position: number): Geometry {
  if (geometry.kind === 'test') return geometry
  const { kind, size, seed, purpose } = geometry
  return { kind, size, key: [seed, `${purpose}/augment`, step, position] }
}
