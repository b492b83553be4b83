/** `uno predict`: label, confidence and scores of images. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { UserError } from '../errors.js'
import { finiteNumber } from './finite-number.js'
import { wholeNumberFrom } from './whole-number.js'

/** What can be dumped; the library's lists would load libtorch. */
export const dumpParts = {
  classifier: ['input', 'features', 'logits', 'scores'],
  segmenter: ['input', 'stages', 'outputs', 'maps'],
} as const
const parts: string[] = [...new Set([...dumpParts.classifier, ...dumpParts.segmenter])]

export interface PredictFlags {
  json?: boolean
  method?: string
  threshold?: number
  accept?: number
  out?: string
  /** `all`, or parts. */
  dump?: string[]
  sheet?: string
  overwrite?: boolean
  resume?: boolean
  keepGoing?: boolean
  tolerateTruncated?: boolean
  ignoreOrientation?: boolean
  maxPixels?: number
  tile?: number | true
  maxMemory?: number
  range?: [number, number]
  precision?: 'float32' | 'bfloat16'
  device?: string
}

export const predictCommand = new Command('predict')
  .description(
    'label, confidence and outlier scores of images; of a segmenter class map, anomaly map, mask and overlay',
  )
  .argument('<model>', 'model folder, or a run (its best checkpoint)')
  .argument('<input...>', 'images, folders (searched at any depth), - for a list of paths on standard input')
  .option('--json', 'print a line of JSON for each image')
  .option('--method <spec>', 'score that decides, for example energy:temperature=2 or ./mine.js')
  .option(
    '--threshold <score>',
    'images above this score, and pixels at or above it, are outliers',
    finiteNumber,
  )
  .option('--accept <rate>', 'share of inliers to accept, by the calibration of the model', rate)
  .option('--out <folder>', 'write predictions.jsonl, maps and dumps there')
  .option('--dump <parts>', `write ${parts.join(', ')} or all of each image as safetensors`, dumpOf)
  .option('--sheet <file>', 'write a contact sheet of the most outlying images as PNG')
  .option('--overwrite', 'replace results that are there')
  .option('--resume', 'go on with results that are there; images that changed are predicted anew')
  .option('--keep-going', 'leave out images that cannot be read; exit code 1 if there are any')
  .option('--tolerate-truncated', 'fill what is missing of damaged images')
  .option('--ignore-orientation', 'do not turn images as their EXIF data says')
  .option('--max-pixels <count>', 'largest image to decode (default: 200 million pixels)', wholeNumberFrom(1))
  .option('--tile [side]', 'segmenters only: cut larger pictures into overlapping tiles (1024)', side)
  .option(
    '--max-memory <GB>',
    'segmenters only: memory to stay within (default: what is left)',
    positiveNumber,
  )
  .option(
    '--range <low,high>',
    'segmenters only: scores that 0 and 65535 of the 16-bit PNG stand for',
    rangeOf,
  )
  .addOption(
    new Option('--precision <type>', 'segmenters only: what the model computes in').choices([
      'float32',
      'bfloat16',
    ]),
  )
  .option('--device <name>', 'where the model computes (cpu)')
  .action(async (model: string, inputs: string[], flags: PredictFlags) => {
    if (flags.overwrite && flags.out === undefined && flags.sheet === undefined)
      throw new UserError('predict: --overwrite is of --out and --sheet, and neither is given')
    const { predictFromFlags } = await import('./predict-action.js')
    await predictFromFlags(model, inputs, flags)
  })

function dumpOf(text: string): string[] {
  const named = text.split(',')
  if (named.includes('all')) return ['all']
  const unknown = named.find(name => !parts.includes(name))
  if (unknown === undefined) return named
  throw new InvalidArgumentError(`"${unknown}" is none of ${parts.join(', ')}, all.`)
}

export function rate(text: string): number {
  const value = finiteNumber(text)
  if (value > 0 && value < 1) return value
  throw new InvalidArgumentError('expected a share between 0 and 1, such as 0.95.')
}

/** What stands behind --tile may as well be the first picture. */
function side(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 64) return value
  throw new InvalidArgumentError(
    'expected a whole number of pixels from 64; without one, let --tile stand behind the pictures.',
  )
}

function positiveNumber(text: string): number {
  const value = finiteNumber(text)
  if (value > 0) return value
  throw new InvalidArgumentError('expected a number above 0.')
}

function rangeOf(text: string): [number, number] {
  const [low, high, ...rest] = text.split(',').map(finiteNumber)
  if (rest.length === 0 && low !== undefined && high !== undefined && low < high) return [low, high]
  throw new InvalidArgumentError('expected two numbers, as in -1,0.')
}
