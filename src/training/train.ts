/**
 * Training as a program calls it: asynchronous, in a worker, with events for progress. The caller's thread
 * stays free, so signals are heard while libtorch computes.
 */
import { Worker } from 'node:worker_threads'
import { FaultError, UserError } from '../errors.js'
import type { Listener, RecordedEvent } from '../runs/events.js'
import { unlockRun } from '../runs/run-lock.js'
import { prepareProcess } from '../torch/index.js'
import { workerFlags } from '../worker-flags.js'
import type { LoopResult } from './loop.js'
import { outOfMemory } from './out-of-memory.js'
import type { TrainingJob } from './run-training.js'

/** Milliseconds that reading data may take to hear that it should stop. */
const patience = 5000

export interface TrainOptions {
  /** An error that it throws ends training after the current step, with a checkpoint. */
  onEvent?: Listener
  /** Aborting ends training after the current step, with a checkpoint; the reason names the signal. */
  signal?: AbortSignal
}

/** What the worker sends. */
export type WorkerMessage =
  | { kind: 'event'; event: RecordedEvent }
  | { kind: 'result'; result: LoopResult }
  | { kind: 'error'; message: string; stack: string; error: 'mistake' | 'fault' | 'unexpected' }

/** What the worker is given; `stop[0]` becomes 1 when training should end. */
export interface WorkerInput {
  job: TrainingJob
  stop: Int32Array
}

/**
 * @returns how far training came; with `stoppedBy` if it was asked to stop, and zero steps if that was before
 *   the first one could be taken
 * @throws UserError (the input is at fault) or FaultError
 */
export async function train(job: TrainingJob, { onEvent, signal }: TrainOptions = {}): Promise<LoopResult> {
  const stoppedBy = () => String(signal?.reason)
  const stoppedEarly = () => ({ step: 0, steps: 0, stoppedBy: stoppedBy() })
  if (signal?.aborted) return stoppedEarly()
  prepareProcess()
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const workerData: WorkerInput = { job, stop }
  const worker = new Worker(new URL('./train-worker.js', import.meta.url), {
    ...{ workerData, execArgv: workerFlags() },
  })
  const { threadId } = worker
  const askToStop = () => {
    Atomics.store(stop, 0, 1)
  }
  let failure: unknown
  let isLooping = false
  let onAbort = askToStop
  const listen = (event: RecordedEvent) => {
    isLooping ||= event.type === 'start'
    try {
      onEvent?.(event)
    } catch (error) {
      failure ??= error
      askToStop()
    }
  }
  try {
    const result = await new Promise<LoopResult>((resolve, reject) => {
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'event') listen(message.event)
        else if (message.kind === 'result') resolve(message.result)
        else reject(rebuilt(message))
      })
      worker.on('error', error => reject(outOfMemory(error, job.recipe) ?? error))
      worker.on('exit', code =>
        reject(new FaultError(`the training thread ended with code ${code} and no result`)),
      )
      const giveUp = () => {
        if (!isLooping) resolve(worker.terminate().then(stoppedEarly))
      }
      onAbort = () => {
        askToStop()
        // What reads data heeds the flag between its items; a single huge one must not keep a person waiting.
        if (!isLooping) setTimeout(giveUp, patience).unref()
      }
      signal?.addEventListener('abort', onAbort)
    })
    if (failure !== undefined) throw failure
    return result.stoppedBy === undefined ? result : { ...result, stoppedBy: stoppedBy() }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    // Of a thread that could not do so itself.
    unlockRun(job.run, threadId)
  }
}

/** An error keeps its kind and its stack on the way out of the worker. */
function rebuilt({ message, stack, error: kind }: Extract<WorkerMessage, { kind: 'error' }>): Error {
  const error =
    kind === 'mistake'
      ? new UserError(message)
      : kind === 'fault'
        ? new FaultError(message)
        : new Error(message)
  error.stack = stack
  return error
}
