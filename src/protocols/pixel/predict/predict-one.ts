/** Class map and anomaly map of one image, and what is said and written of them. */
import { setImmediate } from 'node:timers/promises'
import { counted } from '../../../counted.js'
import { classColours } from '../../../data/class-colours.js'
import { UserError } from '../../../errors.js'
import type { Pixels } from '../../../formats/pixels.js'
import type { LoadedSegmenter, SegmenterConfig } from '../../../models/index.js'
import { type Failure, failureOf, readPicture } from '../../predict/picture.js'
import { type Segmented, segment } from '../segment.js'
import { segmentInTiles } from '../tiles.js'
import { Dump, imageName } from './dump.js'
import { dumpSuffix, type MapFiles, writeMapFiles } from './files.js'
import type { PixelPredictJob } from './job.js'
import type { PixelPrediction } from './prediction.js'
import { type NamedInput, ownSize, type PreparedPrediction } from './prepare.js'

export async function predictOne(
  image: NamedInput,
  loaded: LoadedSegmenter,
  prepared: PreparedPrediction,
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
  { chosen, config }: PreparedPrediction,
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
  { label, decision, range, config }: PreparedPrediction,
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
