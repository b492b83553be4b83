/** `uno evaluate`: runs, models or somebody's arrays over a benchmark. */
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { fpr95Option } from './fpr95-option.js'
import { repeated } from './repeated.js'
import { wholeNumber, wholeNumberFrom } from './whole-number.js'

export interface EvaluateFlags {
  benchmark?: string
  root?: string
  withoutValidation?: boolean
  method?: string[]
  fitImages?: number
  negatives?: number
  precision: 'float32' | 'bfloat16'
  device: string
  batch?: number
  fpr95: 'exact' | 'sklearn'
  outputs?: string[]
  classes?: number
  compare?: string[]
  bootstrap?: number
  submission?: string
  shownImages?: number
  skipUnlabelled?: boolean
  maxPixels?: number
  out?: string
  overwrite?: boolean
  resume?: boolean
  keepGoing?: boolean
  json?: boolean
  quiet?: boolean
}

export const evaluateCommand = new Command('evaluate')
  .description(
    'how well outliers are told from inliers: AUROC, AP, FPR95, and accuracy or mIoU over a benchmark',
  )
  .argument('[models...]', 'runs, or one model folder with --out')
  .option(
    '--benchmark <name>',
    'a benchmark .json, openood-cifar10, …-cifar100, …-imagenet200; of segmenters fishyscapes-laf, ' +
      'fishyscapes-static, road-anomaly, smiyc-anomaly, smiyc-obstacle, FILE.json#set; a run knows its own',
  )
  .option('--root <folder>', 'where a benchmark of that name lies')
  .option('--without-validation', "leave the benchmark's validation images out of its test sets")
  .option('--method <name>', 'a score: s_uno, msp, energy:temperature=2, ./mine.js (repeatable)', repeated)
  .option('--fit-images <n>', 'training images for scores that are fitted (default: all)', wholeNumber)
  .option(
    '--negatives <n>',
    'training negatives whose outputs are kept for the report (default: 2000)',
    wholeNumber,
  )
  .addOption(
    new Option('--precision <type>', 'what the model computes in')
      .choices(['float32', 'bfloat16'])
      .default('float32'),
  )
  .option('--device <name>', 'where it computes', 'cpu')
  .option('--batch <n>', 'classifiers only: images at a time (default: 256)', wholeNumberFrom(1))
  .addOption(fpr95Option())
  .option('--outputs <paths...>', 'features and logits of any model instead: a folder, or .npz files')
  .option(
    '--classes <n>',
    'inlier classes of --outputs, where the logits have an outlier class too',
    wholeNumberFrom(1),
  )
  .option(
    '--compare <sides...>',
    'differences of pairs RUN:score RUN:score; of classifiers RUN,RUN,… pairs runs by seed',
  )
  .option(
    '--bootstrap <n>',
    'bootstrap resamples of images (default: 1000): for the intervals of segmenters (0: none), and for --compare of classifiers',
    wholeNumber,
  )
  .option('--submission <folder>', "segmenters only: write the scores in the benchmark's form there")
  .option(
    '--shown-images <n>',
    'segmenters only: images of a set whose maps are kept for the report (default: 6)',
    wholeNumber,
  )
  .option('--skip-unlabelled', 'segmenters only: leave out images without a label')
  .option(
    '--max-pixels <count>',
    'segmenters only: largest image to decode (default: 200 million pixels)',
    wholeNumberFrom(1),
  )
  .option('--out <folder>', 'results go to its evaluation/ (default: the run)')
  .option('--overwrite', 'replace results that are there')
  .option(
    '--resume',
    'go on where an evaluation was stopped; of one that has ended take outputs that still hold, of segmenters its results',
  )
  .option('--keep-going', 'leave out images that cannot be read; lists them and exits with 1')
  .option('--json', 'print results.json')
  .option('--quiet', 'no progress')
  .addHelpText(
    'after',
    `
Examples:
  uno evaluate runs/uno-s0                                      on the benchmark that it was trained on
  uno evaluate runs/uno-s0 --benchmark openood-cifar10 --root OPENOOD_DATA
  uno evaluate runs/uno-s0 runs/uno-s1 runs/uno-s2              each, and mean ± std over the seeds
  uno evaluate --compare runs/uno-s0:s_uno runs/closed-s0:msp   paired differences of evaluated runs
  uno evaluate --outputs DIR --method energy                    DIR: id.npz, near-<name>.npz, far-<name>.npz
  uno evaluate runs/uno-street --benchmark smiyc-anomaly --root DATA --submission OUT`,
  )
  .action(async (models: string[], flags: EvaluateFlags, command: Command) => {
    check(models, flags)
    refuseIdle(models, flags, command)
    const { evaluateFromFlags } = await import('./evaluate-action.js')
    await evaluateFromFlags(models, flags)
  })

/** What is a mistake whatever the files hold. */
function check(models: string[], flags: EvaluateFlags): void {
  const { outputs, compare, classes, out, benchmark } = flags
  if (models.length === 0 && !outputs && !compare)
    throw new UserError('evaluate: name a run, a model folder, --outputs or --compare; --help shows examples')
  if (outputs && (models.length > 0 || benchmark !== undefined))
    throw new UserError('evaluate: --outputs are evaluated as they are, without a model or a --benchmark')
  if (classes !== undefined && !outputs)
    throw new UserError('evaluate: --classes is of --outputs; a model knows its classes')
  if (out !== undefined && models.length > 1)
    throw new UserError(
      `evaluate: --out takes the results of one model, and ${models.length} are given: ${models.join(', ')}`,
    )
  if (flags.submission !== undefined && models.length > 1)
    throw new UserError(
      `evaluate: --submission takes the scores of one model, and ${models.length} are given`,
    )
  const twice = models.find((model, i) => models.findIndex(one => resolve(one) === resolve(model)) < i)
  if (twice !== undefined) throw new UserError(`evaluate: ${twice} is given twice`)
  if (compare && flags.bootstrap === 0)
    throw new UserError('evaluate: --compare needs resamples; --bootstrap 0 leaves none')
  if (compare && flags.fpr95 === 'sklearn')
    throw new UserError('evaluate: --compare takes the exact FPR95; leave out --fpr95 sklearn')
  if (compare && compare.length % 2 === 1)
    throw new UserError(
      `evaluate: --compare takes pairs RUN:score RUN:score, and ${counted(compare.length, 'side is', 'sides are')} given`,
    )
}

/** Options that evaluating a model reads; arrays and comparisons alone would pass over them in silence. */
const ofModels = new Set<keyof EvaluateFlags>([
  ...(['root', 'withoutValidation', 'fitImages', 'negatives', 'precision', 'device', 'batch'] as const),
  ...(['submission', 'shownImages', 'skipUnlabelled', 'maxPixels', 'resume', 'keepGoing'] as const),
])
const ofEvaluations = new Set<keyof EvaluateFlags>(['benchmark', 'method', 'fpr95', 'out', 'overwrite'])

function refuseIdle(models: string[], { outputs }: EvaluateFlags, command: Command): void {
  if (models.length > 0) return
  const idle = command.options.find(option => {
    const name = option.attributeName() as keyof EvaluateFlags
    const isIdle = ofModels.has(name) || (!outputs && ofEvaluations.has(name))
    return isIdle && command.getOptionValueSource(name) === 'cli'
  })
  if (idle)
    throw new UserError(
      outputs
        ? `evaluate: ${idle.long} is of models; --outputs are evaluated as they are`
        : `evaluate: ${idle.long} is of evaluations; --compare reads the results of earlier ones`,
    )
}

/**
 * @param flags values by name; undefined where a flag is not given
 * @param why follows the name
 * @throws UserError that names the first that is given
 */
export function refuseFlags(flags: Record<string, unknown>, why: string): void {
  const flag = Object.keys(flags).find(name => flags[name] !== undefined)
  if (flag !== undefined) throw new UserError(`evaluate: ${flag} ${why}`)
}
