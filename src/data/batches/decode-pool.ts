/** Threads that prepare images beside the one that computes. */
import { WorkerPool } from '../../worker-pool.js'
import { type ImageTask, type PreparedImage, prepareImage } from './prepare-image.js'

export class DecodePool {
  private readonly pool: WorkerPool<ImageTask, PreparedImage>

  /** @param threads how many; by default as many as there are cores, eight at most */
  constructor(threads?: number) {
    this.pool = new WorkerPool({
      what: 'decoding',
      file: new URL('./decode-worker.js', import.meta.url),
      inline: prepareImage,
      threads,
      posted: detached,
    })
  }

  /** How many threads there are; 0 if images are prepared in the calling one. */
  get size(): number {
    return this.pool.size
  }

  /** Prepares an image; the pool is left as it is if that fails. */
  prepare(task: ImageTask): Promise<PreparedImage> {
    return this.pool.run(task)
  }

  /** Ends the threads; what is not finished is rejected. */
  close(): Promise<void> {
    return this.pool.close()
  }
}

/** The task with its bytes in memory of their own: a part of an archive would take all of it along. */
function detached(task: ImageTask): { task: ImageTask; transfer: ArrayBuffer[] } {
  if (task.content instanceof Uint8Array) {
    const bytes = Uint8Array.from(task.content)
    return { task: { ...task, content: bytes }, transfer: [bytes.buffer as ArrayBuffer] }
  }
  const data = Uint8Array.from(task.content.data)
  return {
    task: { ...task, content: { ...task.content, data } },
    transfer: [data.buffer as ArrayBuffer],
  }
}
