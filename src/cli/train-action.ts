/** What `uno train` does once its options are known to make sense. */

import { join } from 'node:path'
import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { isRun, readJson, runPaths } from '../runs/run-folder.js'
import { TensorBoardWriter } from '../runs/tensorboard.js'
import { bestCheckpoint } from '../training/checkpoint.js'
import { chooseRecipe } from '../training/image/choose-recipe.js'
import { loadRecipe, parseRecipe, resolveRecipe } from '../training/load-recipe.js'
import type { LoopResult } from '../training/loop.js'
import { readManifest } from '../training/manifest.js'
import type { ResolvedRecipe } from '../training/recipe.js'
import type { TrainingJob } from '../training/run-training.js'
import type { DataArguments } from '../training/track.js'
import { train } from '../training/train.js'
import { Progress } from './progress.js'
import { exitCodes } from './signals.js'
import type { TrainFlags } from './train.js'

export async function trainFromFlags(recipe: string | undefined, flags: TrainFlags): Promise<void> {
  const progress = new Progress(flags.quiet ? { write: () => true } : process.stderr)
  const job =
    flags.resume === undefined
      ? newJob(recipe, flags, text => progress.line(text))
      : resumedJob(flags.resume, flags)
  await runJob(job, progress, flags.tensorboard)
}

/**
 * Milliseconds in which a signal counts as the same again: the terminal sends Ctrl-C to the whole process group,
 * and npx and timeout pass theirs on as well.
 */
const echo = 150

/** Trains with signals heard: the first ends after the step with a checkpoint, a second leaves at once. */
export async function runJob(job: TrainingJob, progress: Progress, tensorboard: boolean): Promise<void> {
  const abort = new AbortController()
  let heard = 0
  const onSignal = (signal: keyof typeof exitCodes) => {
    if (abort.signal.aborted) {
      if (performance.now() - heard > echo) process.exit(exitCodes[signal])
      return
    }
    heard = performance.now()
    progress.line(`${signal}: stopping as soon as this step is done (once more to leave at once)`)
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
    progress.line(result.stoppedBy ? stopLine(result, job.run) : `the run is ${job.run}`)
    // Also when the signal came with the last step: whoever sent it wants what follows to stop, too.
    if (abort.signal.aborted) process.exitCode = exitCodes[abort.signal.reason as keyof typeof exitCodes]
  } finally {
    progress.clear()
    board?.close()
    // After a signal the program is about to end with its exit code; a second one must not take that from it.
    if (!abort.signal.aborted) process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

function stopLine({ step, steps }: LoopResult, run: string): string {
  if (!isRun(run)) return 'stopped before there was a run'
  const where = steps === 0 ? 'while the data were read' : `after step ${step} of ${steps}`
  return `stopped ${where}; go on with: uno train --resume ${run}`
}

function newJob(name: string | undefined, flags: TrainFlags, say: (line: string) => void): TrainingJob {
  const data = dataOf(flags)
  const settings = flags.seed === undefined ? flags.set : [...flags.set, `seed=${flags.seed}`]
  const base = name ?? (flags.fork === undefined ? undefined : runPaths(flags.fork).recipe)
  const { recipe, because } =
    base === undefined
      ? chooseRecipe(data, settings, startOf(flags))
      : { recipe: loadRecipe(base, settings), because: [] }
  for (const line of because) say(line)
  const resolved = resolveRecipe(recipe)
  const run =
    flags.out ??
    join('runs', `${recipe.name}-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}`)
  const from = startOf(flags)
  say(summary(resolved, data, run, from))
  return { recipe: resolved, data, run, from }
}

function dataOf({ data, negatives, fork }: TrainFlags): DataArguments {
  if (data !== undefined) return { data, negatives }
  const before = readManifest(fork!).arguments
  return { data: before.data, negatives: negatives ?? before.negatives }
}

/** A run stands for its best checkpoint. */
function startOf({ from, fork }: TrainFlags): string | undefined {
  if (from !== undefined) return isRun(from) ? weightsOf(from) : from
  return fork && weightsOf(fork)
}

function weightsOf(run: string): string {
  const found = bestCheckpoint(run)
  if (!found) throw new UserError(`${run}: has no checkpoint to begin from`)
  return found
}

function resumedJob(run: string, { data, negatives }: TrainFlags): TrainingJob {
  const paths = runPaths(run)
  if (!isRun(run)) throw new UserError(`${run}: no run to resume (it has no recipe.json)`)
  const recipe = parseRecipe(readJson(paths.recipe), paths.recipe) as ResolvedRecipe
  const { arguments: before, weights } = readManifest(run)
  const named = { data: data ?? before.data, negatives: negatives ?? before.negatives }
  return { recipe, data: named, run, resume: true, from: weights?.path }
}

function summary(
  recipe: ResolvedRecipe,
  { data, negatives }: DataArguments,
  run: string,
  from: string | undefined,
): string {
  const { name, objective, precision, threads, seed } = recipe
  const negative = negatives ? ` and ${negatives}` : ''
  return [
    `recipe ${name}: ${modelOf(recipe)}, ${objective.name}, ${lengthOf(recipe)}, ${precision} on ${counted(threads, 'thread')}, seed ${seed}`,
    `data ${data}${negative} → ${run}`,
    weightsLine(recipe, from),
  ].join('\n')
}

/** A segmenter's objectives with negatives are made for a network that knows the scenes. */
function weightsLine({ track, objective }: ResolvedRecipe, from: string | undefined): string {
  if (from !== undefined) return `weights from ${from}`
  const fineTunes = track === 'pixel' && objective.name !== 'closed-set'
  return fineTunes
    ? `weights: random, though ${objective.name} fine-tunes a closed-set model; --from RUN begins with its weights`
    : 'weights: random'
}

function modelOf(recipe: ResolvedRecipe): string {
  if (recipe.track === 'image') return `${recipe.model.arch} of width ${recipe.model.width}`
  const { backbone, queries, convDim } = recipe.model
  const name = backbone.type === 'swin' ? `swin of width ${backbone.embedDim}` : `resnet${backbone.depth}`
  return `mask2former (${name}) of width ${convDim}, ${counted(queries, 'query', 'queries')}`
}

function lengthOf(recipe: ResolvedRecipe): string {
  if (recipe.track === 'image')
    return `${counted(recipe.epochs, 'epoch')} of batches of ${recipe.batch.inliers}`
  const { scenes, accumulate } = recipe.batch
  return `${counted(recipe.steps, 'step')} of ${counted(scenes * accumulate, 'crop')}`
}
