/** From what a person names (paths, a benchmark) to the sets that a run trains on, and their manifest. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import {
  type Benchmark,
  type ImageSet,
  openImageSet,
  openNamedSet,
  type PackedSet,
  packSet,
  readBenchmark,
  subset,
} from '../data/index.js'
import { UserError } from '../errors.js'
import { permutation, stream } from '../random.js'
import type { ResolvedRecipe } from './recipe.js'
import type { HeldOut } from './validation.js'

/** What `--data` and `--negatives` name. */
export interface DataArguments {
  /** A benchmark JSON, or a set of inliers: folder, archive, list, `FILE.json#entry`. */
  data: string
  /** Negatives, where `data` is no benchmark or another set is wanted. */
  negatives?: string
}

/** The opened sets, before any image is read. */
export interface OpenedData {
  inliers: ImageSet
  negatives?: ImageSet
  benchmark?: Benchmark
}

/** Small images packed; or large ones, which are decoded when a step wants them. */
export type TrainingData = ({ size: 'small' } & Parts<PackedSet>) | ({ size: 'large' } & Parts<ImageSet>)

interface Parts<S> {
  inliers: S
  negatives?: S
  held?: HeldOut
}

/** One line of `data.json`: what a set was, so that a resumed run can tell whether it still is. */
export interface ManifestEntry {
  name: string
  path: string
  images: number
  classNames: readonly string[]
  /** sha256 over names and bytes; where the set lies is no part of it. */
  fingerprint: string
}
export interface Manifest {
  arguments: DataArguments
  inliers: ManifestEntry
  negatives?: ManifestEntry
}

/** @throws UserError if negatives are needed and none are named, or the other way round */
export function openTrainingData({ data, negatives }: DataArguments, needsNegatives: boolean): OpenedData {
  const opened = isBenchmark(data) ? openBenchmark(data) : { inliers: openNamedSet(data) }
  const named = negatives === undefined ? opened.negatives : openNamedSet(negatives)
  if (needsNegatives && !named) {
    throw new UserError(`this recipe trains with negatives, and ${data} names none; add --negatives PATH`)
  }
  if (opened.inliers.classNames.length < 2) {
    throw new UserError(
      `${data}: ${opened.inliers.classNames.length} classes of inliers, expected at least 2 (one folder a class)`,
    )
  }
  return { ...opened, negatives: needsNegatives ? named : undefined }
}

const isBenchmark = (path: string): boolean =>
  path.endsWith('.json') && statSync(path, { throwIfNoEntry: false })?.isFile() === true

function openBenchmark(path: string): OpenedData {
  const benchmark = readBenchmark(path)
  if (!benchmark.inlier.train)
    throw new UserError(`${path}: inlier.train is missing, so there is nothing to train on`)
  return {
    benchmark,
    inliers: openImageSet(benchmark.inlier.train),
    negatives: benchmark.negatives && openImageSet(benchmark.negatives),
  }
}

export function manifestOf(args: DataArguments, { inliers, negatives }: OpenedData): Manifest {
  const entry = (set: ImageSet): ManifestEntry => ({
    name: set.name,
    path: set.path,
    images: set.items.length,
    classNames: set.classNames,
    fingerprint: set.fingerprint(),
  })
  return { arguments: args, inliers: entry(inliers), ...(negatives && { negatives: entry(negatives) }) }
}

/** Crops up to this side are packed: a hundred thousand of 64×64 take 1.2 GB. */
const packedSide = 64

/** Holds out what validation asks for, and packs what is small enough, validation sets in any case. */
export function prepareTrainingData(
  recipe: ResolvedRecipe,
  { inliers, negatives }: OpenedData,
  onProgress: (message: string) => void,
): TrainingData {
  const { resize, crop, policy } = recipe.preprocessing
  const pack = (set: ImageSet) =>
    packSet(set, {
      resize,
      crop,
      policy,
      onProgress: (done, count) => onProgress(`${set.name}: ${done} of ${count} images read`),
      onWarning: onProgress,
    })
  const { inliers: heldCount, negativeClasses } = recipe.validation
  checkEnough(recipe, inliers)
  if (crop <= packedSide) {
    const [kept, held] = holdOutImages(pack(inliers), imagesOfPack, heldCount)
    const [negative, heldNegative] = negatives
      ? holdOutClasses(pack(negatives), imagesOfPack, negativeClasses)
      : []
    return {
      size: 'small',
      inliers: kept,
      negatives: negative,
      held: held && { inliers: held, outliers: heldNegative },
    }
  }
  const [kept, held] = holdOutImages(inliers, imagesOfSet, heldCount)
  const [negative, heldNegative] = negatives ? holdOutClasses(negatives, imagesOfSet, negativeClasses) : []
  const validation = held && { inliers: pack(held), outliers: heldNegative && pack(heldNegative) }
  return { size: 'large', inliers: kept, negatives: negative, held: validation }
}

/** What holding out needs to know of a set, packed or not. */
interface Images<S> {
  labels(set: S): ArrayLike<number>
  part(set: S, keep: (index: number) => boolean, name?: string): S
}
const imagesOfPack: Images<PackedSet> = { labels: set => set.labels, part: subset }
const imagesOfSet: Images<ImageSet> = { labels: set => set.items.map(item => item.label), part: partOfSet }

/** Some images of a set, in the same order. */
function partOfSet(set: ImageSet, keep: (index: number) => boolean, name = set.name): ImageSet {
  const items = set.items.filter((_, i) => keep(i))
  const { path, spec, classNames } = set
  const fingerprint = () =>
    createHash('sha256')
      .update(JSON.stringify([set.fingerprint(), items.map(item => item.file)]))
      .digest('hex')
  return { name, path, spec, items, classNames, fingerprint }
}

function checkEnough({ batch, validation }: ResolvedRecipe, inliers: ImageSet): void {
  const images = inliers.items.length - validation.inliers
  if (images <= 0) {
    throw new UserError(
      `validation.inliers is ${validation.inliers}, and ${inliers.name} has ${inliers.items.length} images; hold out fewer`,
    )
  }
  if (batch.lastBatch === 'drop' && images < batch.inliers) {
    throw new UserError(
      `${inliers.name}: ${images} images, fewer than a batch of ${batch.inliers}; lower batch.inliers`,
    )
  }
}

/** The same images whatever the seed of the run, so that runs of several seeds are judged on the same ones. */
function holdOutImages<S>(set: S, { labels, part }: Images<S>, count: number): [S, S | undefined] {
  if (count === 0) return [set, undefined]
  const held = new Set(permutation(labels(set).length, stream(0, 'hold-out/inliers')).subarray(0, count))
  return [part(set, i => !held.has(i)), part(set, i => held.has(i))]
}

function holdOutClasses<S extends { name: string; classNames: readonly string[] }>(
  set: S,
  { labels, part }: Images<S>,
  count: number,
): [S, S | undefined] {
  if (count === 0) return [set, undefined]
  const classes = set.classNames.length
  if (count >= classes) {
    throw new UserError(
      `validation.negativeClasses is ${count}, and ${set.name} has ${classes} classes; hold out fewer`,
    )
  }
  const held = new Set(permutation(classes, stream(0, 'hold-out/negatives')).subarray(0, count))
  const classOf = labels(set)
  return [part(set, i => !held.has(classOf[i]!)), part(set, i => held.has(classOf[i]!))]
}
