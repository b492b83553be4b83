/** Class maps and anomaly maps of images, at their own size. */

import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { counted } from '../../../counted.js'
import { classColours } from '../../../data/class-colours.js'
import { fileDigest } from '../../../data/file-digest.js'
import { UserError } from '../../../errors.js'
import type { Pixels } from '../../../formats/pixels.js'
import { availableMemory } from '../../../machine.js'
import { type ChosenMaskDetector, type ScoreRange, usualRange } from '../../../methods/masks/index.js'
import { type LoadedSegmenter, loadSegmenter, type SegmenterConfig } from '../../../models/index.js'
import { requireDevice } from '../../../torch/index.js'
import { modelFolderOf } from '../../model-folder-of.js'
import { moduleDigests } from '../../module-digests.js'
import type { DecisionOptions } from '../../predict/decision-options.js'
import { type Input, openInputs } from '../../predict/inputs.js'
import { outputNames } from '../../predict/output-names.js'
import {
  checkPicture,
  type Decoding,
  describeFailures,
  type Failure,
  failureOf,
  headerOf,
  readPicture,
} from '../../predict/picture.js'
import { checkPlace, type PlaceOptions } from '../../predict/place.js'
import { Results, resultFiles } from '../../predict/results.js'
import { resumable } from '../../resumable.js'
import { decidePixels, type PixelDecision } from '../decision.js'
import { geometryOf } from '../input.js'
import { memoryFor } from '../memory.js'
import { readyMaskDetectors } from '../ready-detectors.js'
import { type Segmented, type SegmentingOptions, segment } from '../segment.js'
import { readSegmenterConfig } from '../segmenter-config.js'
import { segmentInTiles, type Tiling } from '../tiles.js'
import { Dump, dumpedDetectors, imageName, type PixelDumpPart } from './dump.js'
import { dumpSuffix, type MapFiles, suffixes, writeMapFiles } from './files.js'
import { type PixelPrediction, pixelLines } from './prediction.js'

export interface PixelPredictJob extends DecisionOptions, PlaceOptions, Omit<Decoding, 'policy'> {
  /** A run (its best checkpoint) or a model folder. */
  model: string
  /** Images, folders, `-` for the paths in `list`. */
  inputs: readonly string[]
  list?: Uint8Array
  /** Folder for the maps. */
  out?: string
  /** What to write of each image beside its maps; needs `out`. */
  dump?: readonly PixelDumpPart[]
  precision?: SegmentingOptions['precision']
  device?: string
  /** Cuts pictures that are larger than a tile. */
  tiling?: Tiling
  /** Bytes to stay within; default: what the system has left. */
  memory?: number
  /** Scores that the ends of 16-bit pictures stand for. */
  range?: ScoreRange
  /** Draws overlays. */
  overlay?: (
    picture: Pixels,
    scores: Float32Array,
    threshold: number | undefined,
    range: ScoreRange,
  ) => Pixels
  /** Goes on after images that cannot be read. */
  keepGoing?: boolean
  /** Hears of each prediction, in the order of the inputs; of those that a resumed job finds as well. */
  onPrediction?: (prediction: PixelPrediction) => void
  onProgress?: (message: string) => void
  onWarning?: (message: string) => void
}

export interface PixelPredictSummary {
  predictions: PixelPrediction[]
  /** Images that gave none, under `keepGoing`. */
  failures: Failure[]
  decision: PixelDecision
}

/** Overlapping tiles of 1024 pixels where `--tile` says no size. */
export const defaultTiling: Tiling = { tile: 1024, overlap: 256 }

/**
 * @throws UserError before the model is loaded if anything about inputs, sizes, model, method, threshold or place is
 *   wrong; later, without `keepGoing`, at images that cannot be read: what was predicted stays in `out`
 */
export async function predictPixels(job: PixelPredictJob): Promise<PixelPredictSummary> {
  const prepared = await prepare(job)
  const { images, decision, model } = prepared
  const early = checkAll(prepared, job)
  const unreadable = new Set(early.map(({ file }) => file))
  const loaded = loadSegmenter(model)
  loaded.model.to({ memoryFormat: 'channels_last', device: job.device ?? 'cpu' })
  const results =
    job.out === undefined ? undefined : new Results(job.out, aboutOf(prepared, job), job, pixelLines)
  const wanted = images.filter(({ file }) => !unreadable.has(file))
  const { predictions, failures } = await resumable(job.out, async () => {
    const predicted = await predictAll(wanted, results, loaded, prepared, job)
    results?.finish(images.map(({ file }) => file))
    return predicted
  })
  return { predictions, failures: [...early, ...failures], decision }
}

type Predicted = Omit<PixelPredictSummary, 'decision'>

async function predictAll(
  wanted: readonly NamedInput[],
  results: Results<PixelPrediction> | undefined,
  loaded: LoadedSegmenter,
  prepared: Prepared,
  job: PixelPredictJob,
): Promise<Predicted> {
  const predictions: PixelPrediction[] = []
  const failures: Failure[] = []
  for (const [i, image] of wanted.entries()) {
    const earlier = results?.get(image.file)
    const made = earlier ?? (await predictOne(image, loaded, prepared, job))
    if ('reason' in made) {
      if (!job.keepGoing) throw stopped(made, prepared.images.length, results !== undefined, job)
      failures.push(made)
    } else {
      if (!earlier) results?.add([made])
      predictions.push(made)
      job.onPrediction?.(made)
    }
    job.onProgress?.(`${i + 1} of ${counted(wanted.length, 'image')}`)
    // Lets output flow and signals be heard.
    await setImmediate()
  }
  return { predictions, failures }
}

type NamedInput = Input & { base: string }

interface Prepared {
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
async function prepare(job: PixelPredictJob): Promise<Prepared> {
  requireDevice(job.device ?? 'cpu')
  const { images, folders } = openInputs(job.inputs, job.list)
  const model = modelFolderOf(job.model)
  const config = readSegmenterConfig(model)
  const decision = decidePixels(model, config, job)
  const [deciding] = await readyMaskDetectors([decision.method], config)
  const { label } = deciding!
  const others = job.dump?.includes('maps') ? dumpedDetectors(config).filter(one => one.label !== label) : []
  if (job.out === undefined && (job.dump || job.resume))
    throw new UserError(`--${job.dump ? 'dump' : 'resume'} needs --out, the folder of the results`)
  if (job.out !== undefined) checkPlace(job.out, folders, job)
  if (job.dump && job.tiling)
    throw new UserError('--dump is of one forward pass, and --tile makes several; give one of them')
  const bases = basesOf(images.map(({ name }) => name))
  const { maxPixels, tolerateTruncated, ignoreOrientation } = job
  return {
    images: images.map((image, i) => ({ ...image, base: bases[i]! })),
    ...{ model, config, chosen: [deciding!, ...others], decision, label },
    range: job.range ?? usualRange(deciding!, config.inlierClasses),
    decoding: { policy: 'upright', maxPixels, tolerateTruncated, ignoreOrientation },
  }
}

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
function checkAll({ images, decoding, config, chosen }: Prepared, job: PixelPredictJob): Failure[] {
  const memory = job.memory ?? availableMemory()
  const failures = images.flatMap(
    ({ file }) =>
      checkPicture(file, decoding) ??
      failureOf(file, () => checkMemory(file, config, chosen.length, memory, job)) ??
      [],
  )
  if (failures.length === 0 || job.keepGoing) return failures
  throw new UserError(`${describeFailures(failures, images.length)} (--keep-going leaves them out)`)
}

function checkMemory(
  file: string,
  config: SegmenterConfig,
  methods: number,
  memory: number,
  { tiling }: PixelPredictJob,
): void {
  const { width, height } = headerOf(file)
  const rows = config.inlierClasses + methods
  const whole = memoryFor(config, geometryOf({ width, height }, config), rows)
  const [gigabytes, left] = [whole, memory].map(bytes => `${(bytes / 1e9).toFixed(1)} GB`)
  if (!tiling) {
    if (whole <= memory) return
    throw new UserError(
      `${file}: ${width}x${height} takes about ${gigabytes}, and ${left} are left; --tile cuts it into overlapping tiles`,
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
const ownSize = ({ preprocessing }: SegmenterConfig) => ({
  ...preprocessing,
  shortEdge: null,
  longEdge: null,
})

async function predictOne(
  image: NamedInput,
  loaded: LoadedSegmenter,
  prepared: Prepared,
  job: PixelPredictJob,
): Promise<PixelPrediction | Failure> {
  let picture: Pixels | undefined
  const failure = failureOf(image.file, () => {
    const read = readPicture(image.file, prepared.decoding)
    for (const warning of read.warnings) job.onWarning?.(`${image.file}: ${warning}`)
    picture = read
  })
  if (failure) return failure
  const maps = await mapsOf(picture!, image, loaded, prepared, job)
  return describe(picture!, maps, image, prepared, job)
}

async function mapsOf(
  picture: Pixels,
  { file, base }: NamedInput,
  loaded: LoadedSegmenter,
  { chosen, config }: Prepared,
  { precision = 'float32', device = 'cpu', tiling, dump: parts, out, onProgress }: PixelPredictJob,
): Promise<Segmented> {
  const computing = { precision, device }
  if (tiling && Math.max(picture.width, picture.height) > tiling.tile) {
    const tiled = { ...loaded, config: { ...config, preprocessing: ownSize(config) } }
    return segmentInTiles(
      picture,
      tiling,
      part => segment(tiled, part, chosen, computing),
      async (done, count) => {
        onProgress?.(`${file}: ${done} of ${counted(count, 'tile')}`)
        await setImmediate()
      },
    )
  }
  if (!parts) return segment(loaded, picture, chosen, computing)
  const dump = new Dump(parts)
  const maps = segment(loaded, picture, chosen, { ...computing, observe: dump.observe }, live =>
    dump.addMaps(live, config, imageName(file)),
  )
  dump.write(out!, base + dumpSuffix, file)
  return maps
}

function describe(
  picture: Pixels,
  maps: Segmented,
  { file, base }: NamedInput,
  { label, decision, range, config }: Prepared,
  { out, dump, overlay }: PixelPredictJob,
): PixelPrediction {
  const scores = maps.scores.get(label)!
  const { threshold } = decision
  const bad = scores.findIndex(Number.isNaN)
  if (bad >= 0)
    throw new UserError(
      `${file}: method ${label}: the score at row ${Math.floor(bad / maps.width)}, column ${bad % maps.width} is NaN`,
    )
  let [sum, max, reached] = [0, Number.NEGATIVE_INFINITY, 0]
  for (const score of scores) {
    sum += score
    if (score > max) max = score
    if (threshold !== undefined && score >= threshold) reached++
  }
  const settings: MapFiles = {
    ...{ folder: out!, base, method: label, threshold, range, palette: paletteOf(config) },
    ...(overlay && { overlay: (own, map, from) => overlay(own, map, from, range) }),
  }
  const written = out === undefined ? undefined : writeMapFiles(picture, maps, settings)
  return {
    file,
    ...{ width: maps.width, height: maps.height, max, mean: sum / scores.length },
    ...(threshold !== undefined && { outlierShare: reached / scores.length }),
    classes: sharesOf(maps.classes, config.classNames),
    ...(written && {
      clipped: written.clipped,
      files: [...written.files, ...(dump ? [base + dumpSuffix] : [])],
    }),
  }
}

function sharesOf(classes: Uint8Array, names: readonly string[]): Record<string, number> {
  const counts = new Uint32Array(256)
  for (const k of classes) counts[k]!++
  const present = names.flatMap((name, k) =>
    counts[k]! > 0 ? [[name, counts[k]! / classes.length] as const] : [],
  )
  return Object.fromEntries(present)
}

/** RGB of each class, one after the other. */
const paletteOf = ({ classColours: own, inlierClasses }: SegmenterConfig): Uint8Array =>
  Uint8Array.from((own ?? classColours(inlierClasses)).flat())

const aboutOf = ({ model, label, decision, range, chosen }: Prepared, job: PixelPredictJob) => ({
  weights: fileDigest(join(model, 'model.safetensors')),
  config: fileDigest(join(model, 'config.json')),
  precision: job.precision ?? 'float32',
  device: job.device ?? 'cpu',
  methods: chosen.map(one => one.label),
  modules: moduleDigests(chosen),
  decides: label,
  threshold: decision.threshold ?? null,
  dump: [...(job.dump ?? [])],
  range: [...range],
  tiling: job.tiling ?? null,
})

function stopped(failure: Failure, count: number, kept: boolean, { out }: PixelPredictJob): UserError {
  const remedy = kept ? `; what was predicted is in ${out}, --resume goes on` : ''
  return new UserError(`${describeFailures([failure], count)} (--keep-going leaves them out${remedy})`)
}
