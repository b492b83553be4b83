/**
 * A whole training in this thread: recipe and data → run folder. `train` (train.ts) runs it in a worker, so
 * that the caller's thread stays free for signals and progress.
 */
import { UserError } from '../errors.js'
import { Interrupted, interruptible } from '../interruption.js'
import type { RecordedEvent } from '../runs/events.js'
import { requireDevice, setThreads } from '../torch/index.js'
import { Announcer } from './announcer.js'
import { newestCheckpoint } from './checkpoint.js'
import { openImageTrack } from './image/session.js'
import { type LoopResult, runLoop } from './loop.js'
import { openRun, type RunRequest } from './open-run.js'
import { outOfMemory } from './out-of-memory.js'
import { openPixelTrack } from './pixel/session.js'
import type { ResolvedRecipe } from './recipe.js'
import { settleRecord } from './run-record.js'
import { weightsFile } from './start-weights.js'
import type { DataArguments, OpenedTrack, Session } from './track.js'

export interface TrainingJob {
  recipe: ResolvedRecipe
  data: DataArguments
  run: string
  /** Go on from the newest checkpoint. */
  resume?: boolean
  /** Weights to start from: a model folder, or a safetensors file whose head may differ. */
  from?: string
}

export interface Supervisor {
  listen(event: RecordedEvent): void
  stopRequested(): string | undefined
}

export async function runTraining(job: TrainingJob, supervisor: Supervisor): Promise<LoopResult> {
  const { recipe, data, run } = job
  const tell = new Announcer(supervisor.listen)
  const request: RunRequest = { ...job, weights: job.from && weightsFile(job.from) }
  const held = openRun(request, tell.warn)
  let session: Session | undefined
  let mistaken = false
  try {
    setThreads(recipe.threads)
    requireDevice(recipe.device)
    const from = job.resume ? newestCheckpoint(run, tell.warn) : undefined
    tell.progress(`reading ${data.data}${data.negatives === undefined ? '' : ` and ${data.negatives}`}`)
    session = await interruptible(
      () => supervisor.stopRequested() !== undefined,
      () => {
        const opened = openTrack(recipe, data)
        settleRecord(request, opened.record, from, tell.warn)
        return opened.begin(tell)
      },
    )
    if (request.weights && !from) {
      for (const note of session.startFrom(request.weights)) tell.warn(note)
      session.trainer.restartAverage()
    }
    return await runLoop({ run, ...session, from, tell, stopRequested: supervisor.stopRequested })
  } catch (error) {
    if (error instanceof Interrupted) return { step: 0, steps: 0, stoppedBy: supervisor.stopRequested() }
    mistaken = error instanceof UserError
    throw outOfMemory(error, recipe) ?? error
  } finally {
    await session?.source.close()
    if (mistaken) held.abandon()
    else held.close()
  }
}

const openTrack = (recipe: ResolvedRecipe, data: DataArguments): OpenedTrack =>
  recipe.track === 'pixel' ? openPixelTrack(recipe, data) : openImageTrack(recipe, data)
