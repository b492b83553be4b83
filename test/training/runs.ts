/** Trainings in this process, and what their folders hold. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordedEvent } from '../../src/runs/events.js'
import { checkpointsOf } from '../../src/runs/run-folder.js'
import { runTraining, type TrainingJob } from '../../src/training/run-training.js'
import { resolved, testFolder, writeInliers, writeNegatives } from './tiny.js'

/** A folder with inliers, negatives and a cache of its own, and trainings on them by name. */
export function workshop(name: string) {
  const folder = testFolder(name)
  process.env.UNO_CACHE = join(folder, 'cache')
  const place = (name: string) => join(folder, name)
  const data = { data: writeInliers(place('inliers')), negatives: writeNegatives(place('negatives')) }
  const job = (run: string, ...settings: string[]): TrainingJob => ({
    recipe: resolved(...settings),
    data,
    run: place(run),
  })
  return { folder, place, data, job, cache: place('cache') }
}

/** Asks for a stop once the checkpoint at the end of an epoch (six steps) is written. */
export const afterEpoch = (epoch: number) => (event: RecordedEvent) =>
  event.type === 'checkpoint' && event.reason === 'epoch' && event.step === 6 * epoch

/** Trains in this thread; `stopWhen` sees each event and says when to ask for a stop. */
export async function trainHere(job: TrainingJob, stopWhen: (event: RecordedEvent) => boolean = () => false) {
  const events: RecordedEvent[] = []
  let stop = false
  const result = await runTraining(job, {
    listen(event) {
      events.push(event)
      stop ||= stopWhen(event)
    },
    stopRequested: () => (stop ? 'signal' : undefined),
  })
  const warnings = events.flatMap(event => (event.type === 'warning' ? [event.message] : []))
  return { result, events, warnings }
}

/** The message of the error that a promise is rejected with. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (error: Error) => error,
  )
  if (!error) throw new Error('expected an error')
  return `${error.name}: ${error.message}`
}

/** Hash of the newest checkpoint's weights and optimiser state. */
export function finalState(run: string): string {
  const [newest] = checkpointsOf(run)
  const hash = createHash('sha256').update(String(newest?.step))
  for (const file of ['model.safetensors', 'training.safetensors'])
    hash.update(readFileSync(join(newest!.path, file)))
  return hash.digest('hex')
}

/** Every file below a folder with its hash, but for those that change by the time of day. */
export function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return Object.fromEntries(
    files
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
      .map(path => [
        path.slice(folder.length),
        createHash('sha256').update(readFileSync(path)).digest('hex'),
      ]),
  )
}
