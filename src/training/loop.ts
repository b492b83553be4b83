/** The training loop: steps, epochs, validation, checkpoints, signals. Knows neither data sets nor terminals. */

import { FaultError } from '../errors.js'
import { EventLog } from '../runs/event-log.js'
import type { EpochEvent, RecordedEvent, RunEvent } from '../runs/events.js'
import { runPaths } from '../runs/run-folder.js'
import type { BatchSource } from './batch-source.js'
import {
  checkDiskSpace,
  type EpochSums,
  pruneCheckpoints,
  restoreCheckpoint,
  saveCheckpoint,
  type TrainingState,
} from './checkpoint.js'
import type { StepResult, Trainer } from './trainer.js'
import type { Validate } from './validation.js'

export interface LoopOptions {
  run: string
  trainer: Trainer
  source: BatchSource
  validate?: Validate
  /** Checkpoint to go on from. */
  from?: string
  listen(event: RecordedEvent): void
  /** Polled after every step: the signal that asks to stop, if any. */
  stopRequested(): string | undefined
}

export interface LoopResult {
  step: number
  steps: number
  /** The signal that ended the loop early. */
  stoppedBy?: string
  checkpoint: string
}

/** Events of single steps are told about twice a second at most, so that the log stays small. */
const stepEventInterval = 500

const freshEpoch = (): EpochSums => ({ steps: 0, losses: {}, loss: 0, correct: 0, inliers: 0, seconds: 0 })

export async function runLoop(options: LoopOptions): Promise<LoopResult> {
  const { run, trainer, source, validate, stopRequested } = options
  const { steps, recipe } = trainer
  const fresh = {
    step: 0,
    validationAccuracy: null,
    epoch: freshEpoch(),
    eventBytes: 0,
    skipped: 0,
    seconds: 0,
  }
  const state: TrainingState = options.from ? restoreCheckpoint(options.from, trainer) : fresh
  checkDiskSpace(run, trainer)
  const log = new EventLog(runPaths(run).events, state.eventBytes)
  const emit = (event: RunEvent) => {
    const recorded = { time: Date.now(), ...event }
    log.append(recorded)
    options.listen(recorded)
  }
  const save = (reason: 'time' | 'epoch' | 'end' | 'signal'): string => {
    emit({ type: 'phase', phase: 'saving', message: `checkpoint after step ${state.step}` })
    state.eventBytes = log.length
    const path = saveCheckpoint(run, trainer, state)
    pruneCheckpoints(run, recipe.checkpoint.keep)
    emit({ type: 'checkpoint', step: state.step, path, reason })
    return path
  }
  emit({
    type: 'start',
    step: state.step,
    steps,
    parameters: trainer.parameterCount,
    message: options.from
      ? `resumed after step ${state.step} of ${steps}`
      : `${steps} steps, ${recipe.epochs} epochs`,
  })
  let [lastEvent, lastSave, checkpoint] = [0, Date.now(), options.from]
  try {
    while (state.step < steps) {
      await source.ready(state.step)
      const started = performance.now()
      const result = trainer.step(state.step, () => source.batch(state.step))
      const seconds = (performance.now() - started) / 1000
      if (!result.applied) skipOrStop(state, trainer, result, emit)
      state.step++
      account(state, result, seconds)
      if (Date.now() - lastEvent >= stepEventInterval || state.step === 1 || state.step === steps) {
        emit(stepEvent(state, trainer, source, result, seconds))
        lastEvent = Date.now()
      }
      const stoppedBy = stopRequested()
      if (state.step % source.stepsPerEpoch === 0 && !stoppedBy) {
        checkpoint = endEpoch(state, trainer, source, validate, emit, save) ?? checkpoint
        if (checkpoint) lastSave = Date.now()
      } else if (stoppedBy || Date.now() - lastSave >= recipe.checkpoint.everyMinutes * 60_000) {
        checkpoint = save(stoppedBy ? 'signal' : 'time')
        lastSave = Date.now()
      }
      if (stoppedBy) return { step: state.step, steps, stoppedBy, checkpoint: checkpoint! }
      // Lets the worker hear messages between steps.
      if (state.step % 16 === 0) await new Promise(resolve => setImmediate(resolve))
    }
    emit({ type: 'end', step: state.step, steps, seconds: state.seconds })
    return { step: state.step, steps, checkpoint: checkpoint! }
  } finally {
    log.close()
  }
}

function account(state: TrainingState, result: StepResult, seconds: number): void {
  const { epoch } = state
  state.seconds += seconds
  epoch.seconds += seconds
  if (!result.applied) return
  epoch.steps++
  epoch.loss += result.loss
  epoch.correct += result.correct
  epoch.inliers += result.inliers
  for (const [name, value] of Object.entries(result.losses))
    epoch.losses[name] = (epoch.losses[name] ?? 0) + value
}

/** HOSTILE 30: weights were not touched; either go on without this step, or stop before they are. */
function skipOrStop(
  state: TrainingState,
  trainer: Trainer,
  result: StepResult,
  emit: (event: RunEvent) => void,
) {
  const bad = Object.entries(result.losses).find(([, value]) => !Number.isFinite(value))
  const what = bad ? `loss "${bad[0]}" is ${bad[1]}` : `the gradient's norm is ${result.gradientNorm}`
  const where = `step ${state.step + 1}: ${what} at learning rate ${result.lr.toPrecision(3)}`
  if (state.skipped >= trainer.recipe.skipNonfinite) {
    const tensor = trainer.firstNonfinite()
    throw new FaultError(
      `${where}${tensor ? `; first tensor that is not finite: ${tensor}` : ''}; lower optimiser.lr, set clip, or allow some with skipNonfinite`,
    )
  }
  state.skipped++
  emit({ type: 'warning', message: `${where}; the step was skipped (${state.skipped} so far)` })
}

function stepEvent(
  state: TrainingState,
  trainer: Trainer,
  source: BatchSource,
  result: StepResult,
  seconds: number,
): RunEvent {
  return {
    type: 'step',
    step: state.step,
    steps: trainer.steps,
    epoch: Math.floor((state.step - 1) / source.stepsPerEpoch) + 1,
    losses: result.losses,
    loss: result.loss,
    lr: result.lr,
    accuracy: result.correct / result.inliers,
    gradientNorm: result.gradientNorm,
    imagesPerSecond: result.images / seconds,
  }
}

/** Validates where the recipe says so, sums the epoch up, and saves. @returns the checkpoint, if one was made */
function endEpoch(
  state: TrainingState,
  trainer: Trainer,
  source: BatchSource,
  validate: Validate | undefined,
  emit: (event: RunEvent) => void,
  save: (reason: 'epoch' | 'end') => string,
): string | undefined {
  const { recipe, steps } = trainer
  const epoch = Math.round(state.step / source.stepsPerEpoch)
  const last = state.step === steps
  const validated = validate && (last || epoch % recipe.validation.everyEpochs === 0)
  if (validated) emit({ type: 'phase', phase: 'validation', message: `epoch ${epoch}` })
  const validation = validated ? trainer.withModelState(() => validate(trainer.model)) : undefined
  if (validation) state.validationAccuracy = validation.accuracy
  emit(epochEvent(state.epoch, { epoch, epochs: recipe.epochs, step: state.step, validation }))
  state.epoch = freshEpoch()
  // Without validation an epoch is no better than any other moment: time decides, and the end.
  return last || validated ? save(last ? 'end' : 'epoch') : undefined
}

function epochEvent(
  sums: EpochSums,
  facts: Pick<EpochEvent, 'epoch' | 'epochs' | 'step' | 'validation'>,
): EpochEvent {
  const steps = Math.max(1, sums.steps)
  return {
    type: 'epoch',
    ...facts,
    losses: Object.fromEntries(Object.entries(sums.losses).map(([name, sum]) => [name, sum / steps])),
    loss: sums.loss / steps,
    trainAccuracy: sums.correct / Math.max(1, sums.inliers),
    seconds: sums.seconds,
  }
}
