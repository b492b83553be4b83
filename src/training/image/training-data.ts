/** From what a person names (paths, a benchmark) to the sets that a run trains on. */

import { createHash } from 'node:crypto'
import { counted } from '../../counted.js'
import {
  type Benchmark,
  commonImages,
  type ImageSet,
  isBenchmarkReference,
  openImageSet,
  openNamedSet,
  type PackedSet,
  packedSide,
  packSet,
  readBenchmark,
  subset,
} from '../../data/index.js'
import { UserError } from '../../errors.js'
import { permutation, stream } from '../../random.js'
import type { DataArguments } from '../track.js'
import type { ResolvedImageRecipe } from './recipe.js'
import type { HeldOut } from './validation.js'

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

/** What a recipe wants negatives for. */
export interface UseOfNegatives {
  /** The objective trains with them. */
  training: boolean
  /** Classes of them are held out for validation. */
  validation: boolean
}

/**
 * @throws UserError if negatives are needed and none are named, or named for nothing, or if there are no two
 *   classes to tell apart
 */
export function openTrainingData({ data, negatives }: DataArguments, use: UseOfNegatives): OpenedData {
  const opened = isBenchmarkReference(data) ? openBenchmark(data) : { inliers: openNamedSet(data) }
  const isUsed = use.training || use.validation
  if (negatives !== undefined && !isUsed) {
    throw new UserError(
      `--negatives ${negatives}: this recipe trains without negatives; leave them out, or choose a recipe with the objective uno or outlier-exposure`,
    )
  }
  const named = negatives === undefined ? opened.negatives : openNamedSet(negatives)
  if (isUsed && !named) {
    throw new UserError(
      `this recipe ${use.training ? 'trains' : 'validates'} with negatives, and ${data} names none; add --negatives PATH`,
    )
  }
  checkClasses(opened.inliers)
  return { ...opened, negatives: isUsed ? named : undefined }
}

function checkClasses({ path, classNames, items }: ImageSet): void {
  if (classNames.length < 2) {
    throw new UserError(
      `${path}: ${counted(classNames.length, 'class', 'classes')} of inliers, expected at least 2: one folder a class (name the folder that holds the classes, if they lie deeper)`,
    )
  }
  const without = items.find(({ label }) => label < 0)
  if (without)
    throw new UserError(`${path}: ${without.file} has no class (label ${without.label}); inliers need one`)
}

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

/** Holds out what validation asks for, and packs what is small enough, validation sets in any case. */
export function prepareTrainingData(
  recipe: ResolvedImageRecipe,
  { inliers, negatives }: OpenedData,
  onProgress: (message: string) => void,
  onWarning: (message: string) => void,
): TrainingData {
  const { resize, crop, policy } = recipe.preprocessing
  const pack = (set: ImageSet) =>
    packSet(set, {
      resize,
      crop,
      policy,
      onProgress: (done, count) => onProgress(`${set.name}: ${done} of ${counted(count, 'image')} read`),
      onWarning,
    })
  const { inliers: heldCount, negativeClasses } = recipe.validation
  for (const { passedOver } of negatives ? [inliers, negatives] : [inliers])
    if (passedOver) onWarning(passedOver)
  checkEnough(recipe, inliers)
  if (negatives) checkApart(inliers, negatives, onWarning)
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

function checkEnough({ batch, validation }: ResolvedImageRecipe, inliers: ImageSet): void {
  const images = inliers.items.length - validation.inliers
  if (images <= 0) {
    throw new UserError(
      `validation.inliers is ${validation.inliers}, and ${inliers.name} has ${counted(inliers.items.length, 'image')}; hold out fewer`,
    )
  }
  if (validation.negativeClasses > 0 && validation.inliers === 0) {
    throw new UserError(
      `validation.negativeClasses is ${validation.negativeClasses}, and without validation.inliers there is no validation; hold out some inliers too`,
    )
  }
  if (batch.lastBatch === 'drop' && images < batch.inliers) {
    throw new UserError(
      `${inliers.name}: ${counted(images, 'image')}, fewer than a batch of ${batch.inliers}; lower batch.inliers`,
    )
  }
}

/** @throws UserError if all negatives are inliers */
function checkApart(inliers: ImageSet, negatives: ImageSet, onWarning: (message: string) => void): void {
  const { images, example } = commonImages(negatives.items, inliers.items)
  if (!example) return
  const [negative, inlier] = example
  if (images === negatives.items.length)
    throw new UserError(
      `${negatives.path}: its images are those of the inliers (${negative} = ${inlier}); negatives show what is none of the classes`,
    )
  onWarning(
    `${negatives.path}: ${counted(images, 'negative is an inlier', 'negatives are inliers')} as well, such as ${negative} = ${inlier}`,
  )
}

/** @throws UserError naming a class of which every image is held out */
function checkClassesLeft(
  classNames: readonly string[],
  labels: ArrayLike<number>,
  kept: (i: number) => boolean,
) {
  const left = new Set(Array.from(labels).filter((_, i) => kept(i)))
  const empty = classNames.find((_, label) => !left.has(label))
  if (empty !== undefined) {
    throw new UserError(
      `validation.inliers leaves no image of class "${empty}" to train on; add images of it, or hold out fewer`,
    )
  }
}

/** The same images whatever the seed of the run, so that runs of several seeds are judged on the same ones. */
function holdOutImages<S extends { classNames: readonly string[] }>(
  set: S,
  { labels, part }: Images<S>,
  count: number,
): [S, S | undefined] {
  if (count === 0) return [set, undefined]
  const held = new Set(permutation(labels(set).length, stream(0, 'hold-out/inliers')).subarray(0, count))
  checkClassesLeft(set.classNames, labels(set), i => !held.has(i))
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
      `validation.negativeClasses is ${count}, and ${set.name} has ${counted(classes, 'class', 'classes')}; hold out fewer`,
    )
  }
  const held = new Set(permutation(classes, stream(0, 'hold-out/negatives')).subarray(0, count))
  const classOf = labels(set)
  return [part(set, i => !held.has(classOf[i]!)), part(set, i => held.has(classOf[i]!))]
}
