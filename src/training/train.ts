/**
 * Training as a program calls it: asynchronous, in a worker, with events for progress. The caller's thread
 * stays free, so signals are heard while libtorch computes.
 */
import { Worker } from 'node:worker_threads'
import { FaultError, UserError } from '../errors.js'
import type { Listener, RecordedEvent } from '../runs/events.js'
import { prepareProcess } from '../torch/index.js'
import type { LoopResult } from './loop.js'
import type { TrainingJob } from './run-training.js'

export interface TrainOptions {
  onEvent?: Listener
  /** Aborting ends training after the current step, with a checkpoint; the reason names the signal. */
  signal?: AbortSignal
}

/** What the worker sends. */
export type WorkerMessage =
  | { kind: 'event'; event: RecordedEvent }
  | { kind: 'result'; result: LoopResult }
  | { kind: 'error'; message: string; stack: string; mistake: boolean }

/** What the worker is given; `stop[0]` becomes 1 when training should end. */
export interface WorkerInput {
  job: TrainingJob
  stop: Int32Array
}

/**
 * @returns how far training came; with `stoppedBy` if it was asked to stop
 * @throws UserError (the input is at fault) or FaultError
 */
export function train(job: TrainingJob, { onEvent, signal }: TrainOptions = {}): Promise<LoopResult> {
  prepareProcess()
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const workerData: WorkerInput = { job, stop }
  const worker = new Worker(new URL('./train-worker.js', import.meta.url), { workerData })
  const onAbort = () => Atomics.store(stop, 0, 1)
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort)
  return new Promise<LoopResult>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'event') onEvent?.(message.event)
      else if (message.kind === 'result') {
        const stoppedBy = message.result.stoppedBy && String(signal?.reason ?? message.result.stoppedBy)
        resolve({ ...message.result, stoppedBy })
      } else reject(rebuilt(message))
    })
    worker.on('error', reject)
    worker.on('exit', code =>
      reject(new FaultError(`the training thread ended with code ${code} and no result`)),
    )
  }).finally(() => signal?.removeEventListener('abort', onAbort))
}

/** An error keeps its kind and its stack on the way out of the worker. */
function rebuilt({ message, stack, mistake }: Extract<WorkerMessage, { kind: 'error' }>): Error {
  const error = mistake ? new UserError(message) : new FaultError(message)
  error.stack = stack
  return error
}
