/** Threads that work beside the one that computes: tasks in, answers out. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parentPort, type Transferable, Worker } from 'node:worker_threads'
import { FaultError, UserError } from './errors.js'
import { usableCores } from './machine.js'
import { workerFlags } from './worker-flags.js'

/**
 * What a thread is sent: a task, or that there will be no more. `closed[0]` becomes 1 when nobody waits for
 * answers any longer.
 */
type Order<Task> = { id: number; task: Task; closed: Int32Array } | 'end'

/** What a thread sends back. */
interface Reply<Answer> {
  id: number
  answer?: Answer
  /** Why there is none, and whether the input is at fault. */
  failure?: { message: string; isUserError: boolean }
}

export interface WorkerPoolOptions<Task, Answer> {
  /** What errors call the threads. */
  what: string
  /**
   * The thread's module, which calls `serveTasks`. Only the compiled program has it; from sources (tests) the
   * work is done `inline`, in the calling thread.
   */
  file: URL
  inline(task: Task): Answer
  /** How many threads; by default as many as there are cores, eight at most. */
  threads?: number
  workerData?: unknown
  /** The task as it is posted, with what is handed over and not copied. */
  posted?(task: Task): { task: Task; transfer: Transferable[] }
}

/** Tasks that lie at a thread, so that it need not wait for the next while an answer is under way. */
const perThread = 2

interface Pending<Task, Answer> {
  task: Task
  resolve(answer: Answer): void
  reject(error: Error): void
}

interface Thread<Task, Answer> {
  worker: Worker
  ended: Promise<unknown>
  running: Map<number, Pending<Task, Answer>>
}

export class WorkerPool<Task, Answer> {
  private readonly threads: Thread<Task, Answer>[]
  private readonly waiting: Pending<Task, Answer>[] = []
  private nextId = 0
  private readonly closed = new Int32Array(new SharedArrayBuffer(4))

  constructor(private readonly options: WorkerPoolOptions<Task, Answer>) {
    const { file, threads = Math.min(8, usableCores()) } = options
    const isCompiled = existsSync(fileURLToPath(file))
    this.threads = Array.from({ length: isCompiled ? threads : 0 }, () => this.start())
  }

  /** How many threads there are; 0 if the work is done in the calling one. */
  get size(): number {
    return this.threads.length
  }

  /** Does a task; the pool is left as it is if that fails. */
  run(task: Task): Promise<Answer> {
    if (this.closed[0]) return Promise.reject(new Error('the pool is closed'))
    // Not at once, so that a fault becomes a rejection and other callbacks get their turn.
    if (this.threads.length === 0)
      return new Promise(resolve => setImmediate(resolve)).then(() => this.options.inline(task))
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject })
      this.hand()
    })
  }

  /**
   * What is not finished is rejected; the threads end after the task at hand. (One that is terminated while it
   * unpacks takes the process along: Node 20 aborts in zlib.)
   */
  async close(): Promise<void> {
    this.fail(new Error('the pool is closed'))
    for (const { worker } of this.threads) {
      worker.ref()
      this.order(worker, 'end')
    }
    await Promise.all(this.threads.map(({ ended }) => ended))
  }

  private start(): Thread<Task, Answer> {
    const { file, workerData, what } = this.options
    const worker = new Worker(file, { workerData, execArgv: workerFlags() })
    const ended = new Promise(resolve => worker.on('exit', resolve))
    const thread: Thread<Task, Answer> = { worker, ended, running: new Map() }
    // Waiting threads keep no program alive.
    worker.unref()
    worker.on('message', (reply: Reply<Answer>) => this.settle(thread, reply))
    worker.on('error', error =>
      this.fail(
        error instanceof Error && error.name === 'UserError'
          ? new UserError(error.message)
          : new FaultError(`a ${what} thread failed: ${error.message}`),
      ),
    )
    worker.on('exit', code => this.fail(new FaultError(`a ${what} thread ended with code ${code}`)))
    return thread
  }

  private hand(): void {
    for (const thread of [...this.threads].sort((a, b) => a.running.size - b.running.size)) {
      if (thread.running.size >= perThread) return
      const next = this.waiting.shift()
      if (!next) return
      thread.running.set(this.nextId, next)
      thread.worker.ref()
      const { task, transfer } = this.options.posted?.(next.task) ?? { task: next.task, transfer: [] }
      this.order(thread.worker, { id: this.nextId++, task, closed: this.closed }, transfer)
    }
  }

  private order(worker: Worker, order: Order<Task>, transfer: Transferable[] = []): void {
    worker.postMessage(order, transfer)
  }

  private settle(thread: Thread<Task, Answer>, { id, answer, failure }: Reply<Answer>): void {
    const pending = thread.running.get(id)
    if (!pending) return // The pool was closed meanwhile.
    const { resolve, reject } = pending
    thread.running.delete(id)
    if (thread.running.size === 0) thread.worker.unref()
    if (failure)
      reject(failure.isUserError ? new UserError(failure.message) : new FaultError(failure.message))
    else resolve(answer as Answer)
    this.hand()
  }

  /** A thread that is gone takes the pool with it: its work is lost, and the rest would be slow at best. */
  private fail(error: Error): void {
    Atomics.store(this.closed, 0, 1)
    const lost = this.threads.flatMap(({ running }) => [...running.values()])
    for (const { reject } of [...lost, ...this.waiting.splice(0)]) reject(error)
    for (const { running } of this.threads) running.clear()
  }
}

/**
 * The other end, in a thread's module.
 * @param transfer what of an answer is handed over and not copied
 */
export function serveTasks<Task, Answer>(
  work: (task: Task) => Answer,
  transfer: (answer: Answer) => Transferable[],
): void {
  parentPort?.on('message', (order: Order<Task>) => {
    if (order === 'end') return parentPort?.close()
    const { id, task, closed } = order
    if (Atomics.load(closed, 0)) return
    const reply = replyTo(id, task, work)
    parentPort?.postMessage(reply, reply.answer === undefined ? [] : transfer(reply.answer))
  })
}

function replyTo<Task, Answer>(id: number, task: Task, work: (task: Task) => Answer): Reply<Answer> {
  try {
    return { id, answer: work(task) }
  } catch (error) {
    return { id, failure: { message: (error as Error).message, isUserError: error instanceof UserError } }
  }
}

/** Bytes in memory of their own, so that handing them over is cheap and takes nothing else along. */
export const ownBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
