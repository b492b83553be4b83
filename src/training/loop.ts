/** The training loop: steps, events, validation, checkpoints, signals. Knows neither data sets nor terminals. */
import { counted } from '../counted.js'
import { FaultError } from '../errors.js'
import { EventLog } from '../runs/event-log.js'
import type { EpochEvent, RunEvent } from '../runs/events.js'
import { runPaths } from '../runs/run-folder.js'
import type { Announcer } from './announcer.js'
import type { BatchSource } from './batch-source.js'
import { pruneCheckpoints } from './checkpoint.js'
import { checkDiskSpace, checkpointPath, restoreCheckpoint, saveCheckpoint } from './save-checkpoint.js'
import type { Validate } from './track.js'
import type { StepResult, Trainer } from './trainer.js'
import { type EpochSums, freshEpoch, freshState, type TrainingState } from './training-state.js'

export interface LoopOptions {
  run: string
  trainer: Trainer
  source: BatchSource
  validate?: Validate
  /** Checkpoint to go on from. */
  from?: string
  tell: Announcer
  /** Polled after every step and within validation: the signal that asks to stop, if any. */
  stopRequested(): string | undefined
}

export interface LoopResult {
  step: number
  steps: number
  /** The signal that ended the loop early. */
  stoppedBy?: string
}

type CheckpointReason = Extract<RunEvent, { type: 'checkpoint' }>['reason']

/** Events of single steps are told about twice a second at most, so that the log stays small. */
const stepEventInterval = 500

export async function runLoop(options: LoopOptions): Promise<LoopResult> {
  checkDiskSpace(options.run, options.trainer)
  const state = options.from ? restoreCheckpoint(options.from, options.trainer) : freshState()
  const log = new EventLog(runPaths(options.run).events, state.eventBytes)
  options.tell.open(log)
  try {
    return await new Loop(options, state, log).run()
  } finally {
    options.tell.close()
  }
}

class Loop {
  #lastEvent = 0
  #lastSave = Date.now()
  /** Whether there is something that no checkpoint holds. */
  #unsaved = true

  constructor(
    private readonly options: LoopOptions,
    private readonly state: TrainingState,
    private readonly log: EventLog,
  ) {
    this.#unsaved = options.from === undefined
  }

  async run(): Promise<LoopResult> {
    const { state, options } = this
    const { trainer, source, stopRequested } = options
    const { steps, recipe } = trainer
    this.#start()
    for (;;) {
      const end = Math.min(steps, (state.epochs + 1) * source.stepsPerEpoch)
      if (state.step === end && state.epochs < this.#epochs) this.#endEpoch()
      if (state.step === steps && state.epochs === this.#epochs) break
      const stoppedBy = stopRequested()
      if (stoppedBy) {
        if (this.#unsaved) this.#save('signal')
        return { step: state.step, steps, stoppedBy }
      }
      const isTime = Date.now() - this.#lastSave >= recipe.checkpoint.everyMinutes * 60_000
      if (isTime && this.#unsaved) this.#save('time')
      const asked = performance.now()
      const makeBatch = await source.ready(state.step)
      this.#step(makeBatch, performance.now() - asked)
    }
    this.#emit({ type: 'end', step: state.step, steps, seconds: state.seconds })
    return { step: state.step, steps }
  }

  /** The last one may be shorter. */
  get #epochs(): number {
    return Math.ceil(this.options.trainer.steps / this.options.source.stepsPerEpoch)
  }

  #start(): void {
    const { state, options } = this
    const { steps, parameterCount } = options.trainer
    this.#emit({
      type: 'start',
      step: state.step,
      steps,
      parameters: parameterCount,
      message: options.from
        ? `resumed after step ${state.step} of ${steps}`
        : `${counted(steps, 'step')}, ${counted(this.#epochs, 'epoch')}`,
    })
  }

  /** @param waited milliseconds for the batch */
  #step(makeBatch: () => unknown, waited: number): void {
    const { state, options } = this
    const { trainer, source } = options
    const started = performance.now() - waited
    const result = trainer.step(state.step, makeBatch)
    const seconds = (performance.now() - started) / 1000
    if (result.nonfinite !== undefined) this.#skipOrStop(result)
    state.step++
    state.validationQuality = null
    this.#unsaved = true
    account(state, result, seconds)
    const due = Date.now() - this.#lastEvent >= stepEventInterval
    const isEdge = state.step === 1 || state.step === trainer.steps
    if ((due || isEdge) && result.nonfinite === undefined) {
      this.#emit(stepEvent(state, trainer, source, result, { seconds, waited }))
      this.#lastEvent = Date.now()
    }
  }

  /** HOSTILE 30: weights were not touched; either go on without this step, or stop before they are. */
  #skipOrStop(result: StepResult): void {
    const { state, options } = this
    const { skipNonfinite } = options.trainer.recipe
    const bad = Object.entries(result.losses).find(([, value]) => !Number.isFinite(value))
    const what = bad ? `loss "${bad[0]}" is ${bad[1]}` : `the gradient's norm is ${result.gradientNorm}`
    const where = `step ${state.step + 1}: ${what} at learning rate ${result.lr.toPrecision(3)}; first tensor that is not finite: ${result.nonfinite}`
    if (state.skipped >= skipNonfinite) {
      const skipped =
        state.skipped > 0 ? ` (${counted(state.skipped, 'step was', 'steps were')} skipped before)` : ''
      throw new FaultError(
        `${where}${skipped}; lower optimiser.lr, set clip, or allow some with skipNonfinite`,
      )
    }
    state.skipped++
    this.#emit({
      type: 'warning',
      message: `${where}; the step was skipped (${state.skipped} of at most ${skipNonfinite})`,
    })
  }

  /**
   * Validates where the recipe says so, sums the epoch up, and saves. Does nothing if it is asked to stop
   * meanwhile: then the epoch's end is still to come when the run is resumed.
   */
  #endEpoch(): void {
    const { state, options } = this
    const { trainer, validate, stopRequested } = options
    const { recipe, steps } = trainer
    const epoch = state.epochs + 1
    const last = state.step === steps
    const isDue = validate && (last || epoch % recipe.validation.everyEpochs === 0)
    if (isDue) this.#emit({ type: 'phase', phase: 'validation', message: `validation of epoch ${epoch}` })
    const validation = isDue ? trainer.withModelState(() => validate(stopRequested)) : undefined
    if (isDue && !validation) return
    if (validation && !Number.isFinite(validation.result.loss ?? 0)) {
      throw new FaultError(
        `validation after step ${state.step}: loss is ${validation.result.loss}; lower optimiser.lr, or set clip`,
      )
    }
    state.validationQuality = validation?.quality ?? null
    const facts = { epoch, epochs: this.#epochs, step: state.step, validation: validation?.result }
    this.#emit(epochEvent(state.epoch, facts))
    state.epochs = epoch
    state.epoch = freshEpoch()
    this.#unsaved = true
    // Without validation an epoch is no better than any other moment: time decides, and the end.
    if (last || validation) this.#save(last ? 'end' : 'epoch')
  }

  #save(reason: CheckpointReason): void {
    const { state, options, log } = this
    const { run, trainer } = options
    this.#refuseNonfinite()
    this.#emit({ type: 'phase', phase: 'saving', message: `checkpoint after step ${state.step}` })
    const path = checkpointPath(run, state.step)
    const event = { time: Date.now(), type: 'checkpoint', step: state.step, path, reason } as const
    // The event of a checkpoint belongs to it: a run that goes on from there has made it.
    state.eventBytes = log.lengthWith(event)
    log.sync()
    saveCheckpoint(run, trainer, state)
    options.tell.emit(event)
    pruneCheckpoints(run, trainer.recipe.checkpoint.keep)
    this.#lastSave = Date.now()
    this.#unsaved = false
  }

  /** HOSTILE 30: the last update is in no loss yet, and a checkpoint is a model that people use. */
  #refuseNonfinite(): void {
    const { state, options } = this
    const name = options.trainer.nonfiniteWeight()
    if (name === undefined) return
    throw new FaultError(
      `weights after step ${state.step}: ${name} is not finite, and no checkpoint is made of it; lower optimiser.lr, or set clip`,
    )
  }

  #emit(event: RunEvent): void {
    this.options.tell.emit(event)
  }
}

function account(state: TrainingState, result: StepResult, seconds: number): void {
  const { epoch } = state
  state.seconds += seconds
  epoch.seconds += seconds
  if (result.nonfinite !== undefined) return
  epoch.steps++
  epoch.loss += result.loss
  epoch.correct += result.correct
  epoch.inliers += result.judged
  for (const [name, value] of Object.entries(result.losses))
    epoch.losses[name] = (epoch.losses[name] ?? 0) + value
}

function stepEvent(
  state: TrainingState,
  trainer: Trainer,
  source: BatchSource,
  result: StepResult,
  { seconds, waited }: { seconds: number; waited: number },
): RunEvent {
  return {
    type: 'step',
    step: state.step,
    steps: trainer.steps,
    epoch: Math.ceil(state.step / source.stepsPerEpoch),
    losses: result.losses,
    loss: result.loss,
    lr: result.lr,
    accuracy: result.correct / Math.max(1, result.judged),
    gradientNorm: result.gradientNorm,
    imagesPerSecond: result.images / seconds,
    milliseconds: rounded({ waiting: waited, ...result.parts }),
  }
}

const rounded = (parts: Record<string, number>) =>
  Object.fromEntries(Object.entries(parts).map(([part, time]) => [part, Math.round(10 * time) / 10]))

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
