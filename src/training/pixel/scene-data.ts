/** From what a person names to the scenes and negatives of a run, and what of them is held out. */

import { basename } from 'node:path'
import { counted } from '../../counted.js'
import type { CocoAnnotations } from '../../data/negatives/coco-annotations.js'
import type { NegativeSource } from '../../data/negatives/negative-source.js'
import { openNegatives } from '../../data/negatives/open-negatives.js'
import { isPixelBenchmark, readPixelBenchmark } from '../../data/scenes/pixel-benchmark.js'
import type { SceneSet } from '../../data/scenes/scene-set.js'
import { openSceneSet } from '../../data/sets/open-scenes.js'
import { UserError } from '../../errors.js'
import { IGNORED } from '../../metrics/index.js'
import { permutation, stream } from '../../random.js'
import type { DataArguments } from '../track.js'
import type { ResolvedPixelRecipe } from './recipe.js'

export interface TrainingScenes {
  scenes: SceneSet
  negatives?: NegativeSource
}

/** Positions of the items of a set that belong to a part of it. */
export type Part = readonly number[]

export const partOf = <S extends { items: readonly unknown[] }>(set: S, part: Part): S => ({
  ...set,
  items: part.map(i => set.items[i]!),
})

/**
 * `data` is a scene set (`path#split`; of a benchmark or a data set with splits, train is meant unless another is
 * named) or a JSON file with a list of sets of the same classes, `negatives` a source of negatives; those of the benchmark where none are named.
 *
 * @param withNegatives whether the recipe uses negatives
 * @param annotations what another thread has read of these negatives
 * @throws UserError if they are needed and none are named, or named for nothing, or scenes have no classes
 */
export function openTrainingScenes(
  { data, negatives }: DataArguments,
  withNegatives: boolean,
  annotations?: CocoAnnotations,
): TrainingScenes {
  const scenes = openInlierScenes(data)
  if (scenes.kind !== 'classes')
    throw new UserError(
      `${scenes.path}: labels say inlier and outlier; training wants the classes of inliers`,
    )
  const unlabelled = scenes.items.find(({ labelFile }) => labelFile === undefined)
  if (unlabelled) throw new UserError(`${scenes.path}: ${unlabelled.id} has no labels to train on`)
  if (!withNegatives) {
    if (negatives === undefined) return { scenes }
    throw new UserError(
      `--negatives ${negatives}: this recipe trains without negatives; leave them out, or choose a recipe with the objective uno or eam`,
    )
  }
  if (negatives !== undefined) return { scenes, negatives: openNegatives(negatives, annotations) }
  if (isBenchmark(data) && readPixelBenchmark(data).negatives)
    return { scenes, negatives: openNegatives({ path: data, split: 'train' }) }
  throw new UserError(`this recipe trains with negatives, and ${data} names none; add --negatives PATH`)
}

const isBenchmark = (data: string): boolean => data.endsWith('.json') && isPixelBenchmark(data)

/**
 * The scenes that a training is given, by its `--data`.
 * @throws UserError as `openSceneSet`, or if a benchmark has none to train on
 */
export const openInlierScenes = (data: string): SceneSet =>
  isBenchmark(data) ? openSceneSet({ path: data, split: trainEntry(data) }) : openSceneSet(data, 'train')

function trainEntry(path: string): string {
  const { closedSet } = readPixelBenchmark(path)
  if (!closedSet?.train)
    throw new UserError(`${path}: closedSet.train is missing, so there is nothing to train on`)
  return `${closedSet.name}/train`
}

/** @throws UserError if no pixel of any scene has a class (HOSTILE 37); usually the first scene tells */
export function refuseAllIgnored({ items, path }: SceneSet): void {
  const teaches = (item: SceneSet['items'][number]) =>
    (item.glance?.() ?? item.load()).labels?.some(label => label !== IGNORED)
  if (!items.some(teaches))
    throw new UserError(
      `${path}: every pixel of its ${counted(items.length, 'scene')} is ignored (255), so there is nothing to learn`,
    )
}

export interface Parts {
  kept: Part
  held: Part
}

/**
 * Scenes whose file names begin as the recipe says, or so many of them, the same whatever the seed of the run.
 * @throws UserError if none is held out though it was asked for, or none is left
 */
export function holdOutScenes({ items, path }: SceneSet, { validation }: ResolvedPixelRecipe): Parts {
  const { scenes } = validation
  const isHeld =
    typeof scenes === 'string'
      ? ({ imageFile }: (typeof items)[number]) => basename(imageFile).startsWith(scenes)
      : chosenAtRandom(items.length, scenes, 'hold-out/scenes')
  const parts = split(items, isHeld)
  if (scenes !== 0 && parts.held.length === 0)
    throw new UserError(`validation.scenes: no image of ${path} has a name that begins with "${scenes}"`)
  if (parts.kept.length === 0)
    throw new UserError(
      `validation.scenes is ${JSON.stringify(scenes)}, which leaves none of the ${counted(items.length, 'scene')} of ${path} to train on; hold out fewer`,
    )
  return parts
}

/** Negatives of the named categories, or so many pictures. @throws as `holdOutScenes` */
export function holdOutNegatives(
  { items, path }: NegativeSource,
  { validation }: ResolvedPixelRecipe,
): Parts {
  const { negatives } = validation
  const isHeld =
    typeof negatives === 'number'
      ? chosenAtRandom(items.length, negatives, 'hold-out/negatives')
      : ({ categories }: (typeof items)[number]) => categories.some(name => negatives.includes(name))
  const parts = split(items, isHeld)
  if (typeof negatives !== 'number') {
    const known = new Set(items.flatMap(({ categories }) => categories))
    const odd = negatives.find(name => !known.has(name))
    if (odd !== undefined)
      throw new UserError(
        `validation.negatives: no category "${odd}" in ${path}; known: ${[...known].join(', ')}`,
      )
  }
  if (parts.kept.length === 0)
    throw new UserError(
      `validation.negatives leaves none of the ${counted(items.length, 'negative')} of ${path}; hold out fewer`,
    )
  return parts
}

function chosenAtRandom(count: number, held: number, purpose: string): (item: unknown, i: number) => boolean {
  const chosen = new Set(permutation(count, stream(0, purpose)).subarray(0, held))
  return (_, i) => chosen.has(i)
}

function split<T>(items: readonly T[], isHeld: (item: T, i: number) => boolean): Parts {
  const all = items.map((item, i) => ({ i, held: isHeld(item, i) }))
  const where = (wanted: boolean) => all.filter(({ held }) => held === wanted).map(({ i }) => i)
  return { kept: where(false), held: where(true) }
}
