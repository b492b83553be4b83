/** What `uno train` does once its options are known to make sense. */
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { readJson, runPaths } from '../runs/run-folder.js'
import { TensorBoardWriter } from '../runs/tensorboard.js'
import { defaultThreads } from '../torch/addon.js'
import { bestCheckpoint } from '../training/checkpoint.js'
import { chooseRecipe } from '../training/choose-recipe.js'
import { loadRecipe, resolveRecipe } from '../training/load-recipe.js'
import type { ResolvedRecipe } from '../training/recipe.js'
import type { TrainingJob } from '../training/run-training.js'
import { train } from '../training/train.js'
import type { DataArguments, Manifest } from '../training/training-data.js'
import { Progress } from './progress.js'
import type { TrainFlags } from './train.js'

export async function trainFromFlags(recipe: string | undefined, flags: TrainFlags): Promise<void> {
  const progress = new Progress(flags.quiet ? { write: () => true } : process.stderr)
  const job =
    flags.resume === undefined
      ? newJob(recipe, flags, text => progress.line(text))
      : resumedJob(flags.resume, flags)
  await runJob(job, progress, flags.tensorboard)
}

/** Trains with signals heard: the first ends after the step with a checkpoint, a second leaves at once. */
export async function runJob(job: TrainingJob, progress: Progress, tensorboard: boolean): Promise<void> {
  const abort = new AbortController()
  const onSignal = (signal: NodeJS.Signals) => {
    if (abort.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143)
    progress.line(`${signal}: stopping after this step (once more to leave at once)`)
    abort.abort(signal)
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  let board: TensorBoardWriter | undefined
  try {
    const result = await train(job, {
      signal: abort.signal,
      onEvent: event => {
        progress.listen(event)
        // The folder is made by the worker; the first event of the loop says that it is there.
        if (tensorboard && event.type === 'start') board = new TensorBoardWriter(job.run)
        board?.listen(event)
      },
    })
    if (result.stoppedBy) {
      progress.line(
        `stopped after step ${result.step} of ${result.steps}; go on with: uno train --resume ${job.run}`,
      )
      process.exitCode = result.stoppedBy === 'SIGTERM' ? 143 : 130
    } else {
      progress.line(`the run is ${job.run}`)
    }
  } finally {
    progress.clear()
    board?.close()
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

function newJob(name: string | undefined, flags: TrainFlags, say: (line: string) => void): TrainingJob {
  const data = dataOf(flags)
  const settings = flags.seed === undefined ? flags.set : [...flags.set, `seed=${flags.seed}`]
  const base = name ?? (flags.fork === undefined ? undefined : runPaths(flags.fork).recipe)
  const { recipe, because } =
    base === undefined
      ? chooseRecipe(data, settings, flags.from)
      : { recipe: loadRecipe(base, settings), because: [] }
  for (const line of because) say(line)
  const resolved = resolveRecipe(recipe, defaultThreads())
  const run =
    flags.out ??
    join('runs', `${recipe.name}-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}`)
  say(summary(resolved, data, run))
  return { recipe: resolved, data, run, from: flags.from ?? (flags.fork && weightsOf(flags.fork)) }
}

function dataOf({ data, negatives, fork }: TrainFlags): DataArguments {
  if (data !== undefined) return { data, negatives }
  const before = readJson<Manifest>(runPaths(fork!).data).arguments
  return { data: before.data, negatives: negatives ?? before.negatives }
}

function weightsOf(run: string): string {
  const found = bestCheckpoint(run)
  if (!found) throw new UserError(`${run}: has no checkpoint to begin from`)
  return found
}

function resumedJob(run: string, { data }: TrainFlags): TrainingJob {
  const paths = runPaths(run)
  const recipe = readJson<ResolvedRecipe>(paths.recipe)
  const { arguments: before } = readJson<Manifest>(paths.data)
  return { recipe, data: data === undefined ? before : { ...before, data }, run, resume: true }
}

function summary(
  { name, model, objective, epochs, batch, precision, threads, seed }: ResolvedRecipe,
  { data, negatives }: DataArguments,
  run: string,
): string {
  const negative = negatives ? ` and ${negatives}` : ''
  return `recipe ${name}: ${model.arch} of width ${model.width}, ${objective.name}, ${epochs} epochs of batches of ${batch.inliers}, ${precision} on ${threads} threads, seed ${seed}\ndata ${data}${negative} → ${run}`
}
