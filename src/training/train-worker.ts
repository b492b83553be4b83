/** The worker behind `train`: the engine lives here. */
import { parentPort, workerData } from 'node:worker_threads'
import { FaultError, UserError } from '../errors.js'
import { runTraining } from './run-training.js'
import type { WorkerInput, WorkerMessage } from './train.js'

const { job, stop } = workerData as WorkerInput
const send = (message: WorkerMessage) => parentPort!.postMessage(message)

try {
  const result = await runTraining(job, {
    listen: event => send({ kind: 'event', event }),
    stopRequested: () => (Atomics.load(stop, 0) === 1 ? 'signal' : undefined),
  })
  send({ kind: 'result', result })
} catch (thrown) {
  const { message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown))
  const error =
    thrown instanceof UserError ? 'mistake' : thrown instanceof FaultError ? 'fault' : 'unexpected'
  send({ kind: 'error', message, stack, error })
}
