/** What can be found out before a segmenter is loaded: inputs, decision, place, sizes. */
import { UserError } from '../../../errors.js'
import type { ImageHeader } from '../../../formats/index.js'
import { defaultMaxPixels } from '../../../formats/pixels.js'
import { availableMemory } from '../../../machine.js'
import { type ChosenMaskDetector, type ScoreRange, usualRange } from '../../../methods/masks/index.js'
import type { SegmenterConfig } from '../../../models/index.js'
import { requireDevice } from '../../../torch/index.js'
import { modelFolderOf } from '../../model-folder-of.js'
import { type Input, openInputs } from '../../predict/inputs.js'
import { outputNames } from '../../predict/output-names.js'
import {
  checkedHeader,
  type Decoding,
  describeFailures,
  type Failure,
  failureOf,
} from '../../predict/picture.js'
import { checkPlace, refuseInputs } from '../../predict/place.js'
import { resultFiles } from '../../predict/results.js'
import { decidePixels, type PixelDecision, withinCalibration } from '../decision.js'
import { geometryOf } from '../input.js'
import { memoryFor } from '../memory.js'
import { readyMaskDetectors } from '../ready-detectors.js'
import { readSegmenterConfig } from '../segmenter-config.js'
import { dumpedDetectors } from './dump.js'
import { dumpSuffix, suffixes } from './files.js'
import { defaultTiling, type PixelPredictJob } from './job.js'

/** `base`: the name of its results without suffix. */
export type NamedInput = Input & { base: string }

export interface PreparedPrediction {
  images: NamedInput[]
  model: string
  config: SegmenterConfig
  chosen: ChosenMaskDetector[]
  decision: PixelDecision
  /** The label under which maps have the score that decides. */
  label: string
  range: ScoreRange
  decoding: Decoding
}

/** Everything that can be found out without libtorch and without reading a picture. */
export async function preparePrediction(job: PixelPredictJob): Promise<PreparedPrediction> {
  requireDevice(job.device ?? 'cpu')
  const { images, folders, remarks } = openInputs(job.inputs, job.list)
  for (const line of remarks) job.onWarning?.(line)
  const model = modelFolderOf(job.model)
  const config = readSegmenterConfig(model)
  const decision = withinCalibration(decidePixels(model, config, job), job)
  const [deciding] = await readyMaskDetectors([decision.method], config)
  const { label } = deciding!
  const others = job.dump?.includes('maps') ? dumpedDetectors(config).filter(one => one.label !== label) : []
  if (job.out === undefined && (job.dump || job.resume))
    throw new UserError(`--${job.dump ? 'dump' : 'resume'} needs --out, the folder of the results`)
  if (job.out !== undefined) checkPlace(job.out, folders, job)
  if (job.dump && job.tiling)
    throw new UserError('--dump is of one forward pass, and --tile makes several; give one of them')
  const bases = basesOf(images.map(({ name }) => name))
  if (job.out !== undefined)
    refuseInputs(
      job.out,
      resultsOf(bases),
      images.map(({ file }) => file),
    )
  const { maxPixels = defaultMaxPixels, tolerateTruncated, ignoreOrientation } = job
  return {
    images: images.map((image, i) => ({ ...image, base: bases[i]! })),
    ...{ model, config, chosen: [deciding!, ...others], decision, label },
    range: job.range ?? usualRange(deciding!, config.inlierClasses),
    decoding: { policy: 'upright', maxPixels, tolerateTruncated, ignoreOrientation },
  }
}

const resultsOf = (bases: readonly string[]): string[] => [
  ...Object.values(resultFiles),
  ...bases.flatMap(base => [...Object.values(suffixes), dumpSuffix].map(suffix => base + suffix)),
]

/** Names of results without suffix, for which none of the results is another's. */
function basesOf(names: readonly string[]): string[] {
  const ends = [...Object.values(suffixes), dumpSuffix]
  const longest = ends.reduce((a, b) => (b.length > a.length ? b : a))
  const bases = outputNames(names, longest, Object.values(resultFiles)).map(name =>
    name.slice(0, -longest.length),
  )
  const folders = new Set(
    bases.flatMap(base => base.split('/').map((_, n, parts) => parts.slice(0, n).join('/'))),
  )
  const clash = bases.flatMap(base => ends.map(end => base + end)).find(name => folders.has(name))
  if (clash !== undefined)
    throw new UserError(
      `${JSON.stringify(clash)}: is a folder of images, and the name of a result; predict them into two folders`,
    )
  return bases
}

/** Looks at the header of every image, and whether it fits into memory. */
export function checkAll(
  { images, decoding, config, chosen }: PreparedPrediction,
  job: PixelPredictJob,
): Failure[] {
  const memory = job.memory ?? availableMemory()
  const check = (file: string) =>
    checkMemory(file, checkedHeader(file, decoding), config, chosen.length, memory, job)
  const failures = images.flatMap(({ file }) => failureOf(file, () => check(file)) ?? [])
  if (failures.length === 0 || job.keepGoing) return failures
  throw new UserError(`${describeFailures(failures, images.length)} (--keep-going leaves them out)`)
}

function checkMemory(
  file: string,
  { width, height }: ImageHeader,
  config: SegmenterConfig,
  methods: number,
  memory: number,
  { tiling }: PixelPredictJob,
): void {
  const rows = config.inlierClasses + methods
  const whole = memoryFor(config, geometryOf({ width, height }, config), rows)
  const [gigabytes, left] = [whole, memory].map(bytes => `${(bytes / 1e9).toFixed(1)} GB`)
  const longest = Math.max(width, height)
  if (!tiling || longest <= tiling.tile) {
    if (whole <= memory) return
    const tiles =
      longest > defaultTiling.tile && !tiling ? '--tile cuts it' : `a --tile below ${longest} cuts it`
    throw new UserError(
      `${file}: ${width}x${height} takes about ${gigabytes}, and ${left} are left; ${tiles} into overlapping tiles`,
    )
  }
  const side = (length: number) => Math.min(length, tiling.tile)
  const part = { width: side(width), height: side(height) }
  const tiled = memoryFor(config, geometryOf(part, { ...config, preprocessing: ownSize(config) }), rows)
  // The picture, its score and class, and what is written of them: 18 bytes a pixel were measured.
  const needed = tiled + width * height * 20
  if (needed <= memory) return
  throw new UserError(
    `${file}: ${width}x${height} takes about ${(needed / 1e9).toFixed(1)} GB in tiles of ${tiling.tile}, and ${left} are ` +
      'left; choose smaller tiles, or cut the picture',
  )
}

/** Tiles are seen at the picture's own resolution. */
export const ownSize = ({ preprocessing }: SegmenterConfig) => ({
  ...preprocessing,
  shortEdge: null,
  longEdge: null,
})
