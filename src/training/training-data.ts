/** From what a person names (paths, a benchmark) to the sets that a run trains on, and their manifest. */
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

export interface TrainingData {
  inliers: PackedSet
  negatives?: PackedSet
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

/** Packs the sets and holds out what validation asks for. */
export function packTrainingData(
  recipe: ResolvedRecipe,
  opened: OpenedData,
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
  const [inliers, heldInliers] = holdOutImages(pack(opened.inliers), recipe.validation.inliers)
  if (!opened.negatives) return { inliers, held: heldInliers && { inliers: heldInliers } }
  const [negatives, heldNegatives] = holdOutClasses(pack(opened.negatives), recipe.validation.negativeClasses)
  checkEnough(recipe, inliers)
  return { inliers, negatives, held: heldInliers && { inliers: heldInliers, outliers: heldNegatives } }
}

function checkEnough({ batch }: ResolvedRecipe, inliers: PackedSet): void {
  if (inliers.count === 0)
    throw new UserError(`${inliers.name}: nothing is left to train on after validation.inliers was held out`)
  if (batch.lastBatch === 'drop' && inliers.count < batch.inliers) {
    throw new UserError(
      `${inliers.name}: ${inliers.count} images, fewer than a batch of ${batch.inliers}; lower batch.inliers`,
    )
  }
}

/** The same images whatever the seed of the run, so that runs of several seeds are judged on the same ones. */
function holdOutImages(set: PackedSet, count: number): [PackedSet, PackedSet | undefined] {
  if (count === 0) return [set, undefined]
  if (count >= set.count) {
    throw new UserError(
      `validation.inliers is ${count}, and ${set.name} has ${set.count} images; hold out fewer`,
    )
  }
  const held = new Set(permutation(set.count, stream(0, 'hold-out/inliers')).subarray(0, count))
  return [subset(set, i => !held.has(i)), subset(set, i => held.has(i), `${set.name}, held out`)]
}

function holdOutClasses(set: PackedSet, count: number): [PackedSet, PackedSet | undefined] {
  if (count === 0) return [set, undefined]
  const classes = set.classNames.length
  if (count >= classes) {
    throw new UserError(
      `validation.negativeClasses is ${count}, and ${set.name} has ${classes} classes; hold out fewer`,
    )
  }
  const held = new Set(permutation(classes, stream(0, 'hold-out/negatives')).subarray(0, count))
  return [
    subset(set, i => !held.has(set.labels[i]!)),
    subset(set, i => held.has(set.labels[i]!), `${set.name}, held out`),
  ]
}
