/** `uno predict`: label, confidence and scores of images. */
import { Command, InvalidArgumentError } from 'commander'
import { UserError } from '../errors.js'

/** What can be dumped; the library's list would load libtorch. */
const parts = ['input', 'features', 'logits', 'scores'] as const
type Part = (typeof parts)[number]

export interface PredictFlags {
  json?: boolean
  method?: string
  threshold?: number
  accept?: number
  out?: string
  dump?: Part[]
  sheet?: string
  overwrite?: boolean
  resume?: boolean
  keepGoing?: boolean
  tolerateTruncated?: boolean
  ignoreOrientation?: boolean
  maxPixels?: number
}

export const predictCommand = new Command('predict')
  .description('label, confidence and outlier scores of images')
  .argument('<model>', 'model folder, or a run (its best checkpoint)')
  .argument('<input...>', 'images, folders (searched at any depth), - for a list of paths on standard input')
  .option('--json', 'print a line of JSON for each image')
  .option('--method <spec>', 'score that decides, for example energy:temperature=2 or ./mine.js')
  .option('--threshold <score>', 'call images with a larger score outliers', finite)
  .option('--accept <rate>', 'share of inliers to accept, by the calibration of the model', rate)
  .option('--out <folder>', 'write predictions.jsonl, and dumps, there')
  .option('--dump <parts>', `write ${parts.join(', ')} or all of each image as safetensors`, dumpOf)
  .option('--sheet <file>', 'write a contact sheet of the most outlying images as PNG')
  .option('--overwrite', 'replace results that are there')
  .option('--resume', 'go on with results that are there')
  .option('--keep-going', 'leave out images that cannot be read; exit code 1 if there are any')
  .option('--tolerate-truncated', 'fill what is missing of damaged images')
  .option('--ignore-orientation', 'do not turn images as their EXIF data says')
  .option('--max-pixels <count>', 'largest image to decode (default: 200 million pixels)', positive)
  .action(async (model: string, inputs: string[], flags: PredictFlags) => {
    if (flags.sheet !== undefined && !/\.png$/i.test(flags.sheet))
      throw new UserError(`--sheet ${flags.sheet}: expected a name in .png`)
    const { predictFromFlags } = await import('./predict-action.js')
    await predictFromFlags(model, inputs, flags)
  })

function dumpOf(text: string): Part[] {
  const named = text.split(',')
  if (named.includes('all')) return [...parts]
  const unknown = named.find(name => !parts.includes(name as Part))
  if (unknown === undefined) return named as Part[]
  throw new InvalidArgumentError(`"${unknown}" is none of ${parts.join(', ')}, all.`)
}

function finite(text: string): number {
  if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  throw new InvalidArgumentError('expected a number.')
}

export function rate(text: string): number {
  const value = finite(text)
  if (value > 0 && value < 1) return value
  throw new InvalidArgumentError('expected a share between 0 and 1, such as 0.95.')
}

function positive(text: string): number {
  const value = finite(text)
  if (value >= 1) return value
  throw new InvalidArgumentError('expected a number from 1.')
}
