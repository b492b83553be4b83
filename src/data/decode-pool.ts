/** Threads that prepare images beside the one that computes. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { FaultError, UserError } from '../errors.js'
import type { Prepared } from './decode-worker.js'
import { type ImageTask, prepareImage } from './prepare-image.js'

/** Only the compiled program has it; from sources (tests), images are prepared in the calling thread. */
const workerFile = new URL('./decode-worker.js', import.meta.url)

/** Tasks that lie at a thread, so that it need not wait for the next while an answer is under way. */
const perThread = 2

interface Pending {
  task: ImageTask
  resolve(image: Uint8Array): void
  reject(error: Error): void
}

interface Thread {
  worker: Worker
  running: Map<number, Pending>
}

export class DecodePool {
  private readonly threads: Thread[]
  private readonly waiting: Pending[] = []
  private nextId = 0
  private isClosed = false

  /** @param threads how many; by default as many as there are cores, eight at most */
  constructor(threads = Math.min(8, availableParallelism())) {
    const isCompiled = existsSync(fileURLToPath(workerFile))
    this.threads = Array.from({ length: isCompiled ? threads : 0 }, () => this.start())
  }

  /** How many threads there are; 0 if images are prepared in the calling one. */
  get size(): number {
    return this.threads.length
  }

  /** Prepares an image; the pool is left as it is if that fails. */
  prepare(task: ImageTask): Promise<Uint8Array> {
    if (this.isClosed) return Promise.reject(new Error('the pool is closed'))
    // Not at once, so that a fault becomes a rejection and other callbacks get their turn.
    if (this.threads.length === 0)
      return new Promise(resolve => setImmediate(resolve)).then(() => prepareImage(task))
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject })
      this.hand()
    })
  }

  /** Ends the threads; what is not finished is rejected. */
  async close(): Promise<void> {
    this.isClosed = true
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()))
  }

  private start(): Thread {
    const thread: Thread = { worker: new Worker(workerFile), running: new Map() }
    // Waiting threads keep no program alive.
    thread.worker.unref()
    thread.worker.on('message', (reply: Prepared) => this.settle(thread, reply))
    thread.worker.on('error', error =>
      this.fail(new FaultError(`a decoding thread failed: ${error.message}`)),
    )
    thread.worker.on('exit', code => this.fail(new FaultError(`a decoding thread ended with code ${code}`)))
    return thread
  }

  private hand(): void {
    for (const thread of [...this.threads].sort((a, b) => a.running.size - b.running.size)) {
      if (thread.running.size >= perThread) return
      const next = this.waiting.shift()
      if (!next) return
      thread.running.set(this.nextId, next)
      thread.worker.ref()
      const { task, bytes } = detached(next.task)
      thread.worker.postMessage({ id: this.nextId++, task }, [bytes.buffer as ArrayBuffer])
    }
  }

  private settle(thread: Thread, { id, image, failure }: Prepared): void {
    const { resolve, reject } = thread.running.get(id)!
    thread.running.delete(id)
    if (thread.running.size === 0) thread.worker.unref()
    if (image) resolve(image)
    else reject(failure!.isUserError ? new UserError(failure!.message) : new FaultError(failure!.message))
    this.hand()
  }

  /** A thread that is gone takes the pool with it: its work is lost, and the rest would be slow at best. */
  private fail(error: Error): void {
    this.isClosed = true
    const lost = this.threads.flatMap(({ running }) => [...running.values()])
    for (const { reject } of [...lost, ...this.waiting.splice(0)]) reject(error)
    for (const { running } of this.threads) running.clear()
  }
}

/** The task with its bytes in memory of their own: a part of an archive would take all of it along. */
function detached(task: ImageTask): { task: ImageTask; bytes: Uint8Array } {
  if (task.content instanceof Uint8Array) {
    const bytes = Uint8Array.from(task.content)
    return { task: { ...task, content: bytes }, bytes }
  }
  const bytes = Uint8Array.from(task.content.data)
  return { task: { ...task, content: { ...task.content, data: bytes } }, bytes }
}
