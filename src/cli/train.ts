/** `uno train`: a recipe and data become a run folder. */
import { Command } from 'commander'
import { UserError } from '../errors.js'
import { repeated } from './repeated.js'
import { wholeNumber } from './whole-number.js'

interface TrainFlags {
  data?: string
  negatives?: string
  out?: string
  set: string[]
  seed?: number
  from?: string
  resume?: string
  fork?: string
  tensorboard: boolean
  quiet?: boolean
}

export const trainCommand = new Command('train')
  .description('train a classifier or a segmenter, with or without negatives')
  .argument(
    '[recipe]',
    'a recipe by name (see "uno recipes") or a .json file; for images one is chosen if it is left out',
  )
  .option(
    '--data <path>',
    'inliers: a folder with a folder a class, an archive, a list, or a benchmark .json; scenes with label maps',
  )
  .option('--negatives <path>', 'images that are none of the classes; for scenes, things to paste in')
  .option('--out <run>', 'folder of the run (default: runs/<recipe>-<time>)')
  .option('--set <key=value>', 'set a field of the recipe, e.g. optimiser.lr=0.05 (repeatable)', repeated, [])
  .option('--seed <n>', 'short for --set seed=<n>', wholeNumber)
  .option('--from <weights>', 'start from these weights: a run, a model folder or a .safetensors file')
  .option('--resume <run>', 'go on where a run stopped; --data and --negatives tell where its data lie now')
  .option('--fork <run>', 'begin a new run from the weights of another; recipe and data may differ')
  .option('--no-tensorboard', 'write no TensorBoard events')
  .option('--quiet', 'no progress')
  .addHelpText(
    'after',
    `
Examples:
  uno train --data ./photos --negatives ./other      sensible choices for your own images
  uno train cifar10-uno-short --data benchmark.json --set model.width=32
  uno train camvid-closed-set --data camvid.tar
  uno train camvid-uno --data camvid.tar --negatives coco-objects-dev.tar.gz#train --from runs/camvid-closed-set-…
  uno train --resume runs/cifar10-uno-short-…`,
  )
  .action(async (recipe: string | undefined, flags: TrainFlags) => {
    const { trainFromFlags } = await import('./train-action.js')
    await trainFromFlags(recipe, checked(recipe, flags))
  })

function checked(recipe: string | undefined, flags: TrainFlags): TrainFlags {
  if (flags.resume !== undefined) {
    const other = [
      recipe && 'a recipe',
      flags.from && '--from',
      flags.fork && '--fork',
      flags.set.length && '--set',
      flags.seed !== undefined && '--seed',
      flags.out && '--out',
    ].filter(Boolean)
    if (other.length > 0) {
      throw new UserError(
        `--resume goes on with the run's own recipe, so ${other[0]} cannot be given; --fork ${flags.resume} begins a new run from its weights`,
      )
    }
  } else if (flags.fork !== undefined && flags.from !== undefined) {
    throw new UserError('--fork and --from both name weights to begin from; give one of them')
  } else if (flags.fork === undefined && flags.data === undefined) {
    throw new UserError(
      'train: --data is missing: a folder with a folder for each class, an archive, or a benchmark .json',
    )
  }
  return flags
}

export type { TrainFlags }
