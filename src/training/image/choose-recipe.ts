/** A recipe for somebody's own images: sensible choices, each said before training starts. */

import { counted } from '../../counted.js'
import { scenesToCheck } from '../../data/check/scenes.js'
import type { ImageSet } from '../../data/index.js'
import { UserError } from '../../errors.js'
import { readSafetensors } from '../../formats/index.js'
import { imageHeader } from '../../formats/pixels.js'
import { type Preprocessing, standardPreprocessing } from '../../models/classifier-config.js'
import { readClassifierConfig } from '../../models/index.js'
import { permutation, stream } from '../../random.js'
import { parseRecipe } from '../load-recipe.js'
import { folderOfWeights, weightsFile } from '../start-weights.js'
import type { DataArguments } from '../track.js'
import type { ImageRecipe } from './recipe.js'
import { openTrainingData } from './training-data.js'

export interface Choice {
  recipe: ImageRecipe
  /** What was chosen and why, a line each. */
  because: string[]
}

/** Optimiser steps that a small classifier wants from scratch; epochs follow from it and the number of images. */
const wantedSteps = 3000

/**
 * Chooses objective (by whether there are negatives), network and image size (by the size of the images),
 * validation split, batch and epochs (by their number).
 *
 * @param settings fields that a person set; they win over what is chosen
 * @param from weights to start from, which decide the network and what it sees
 * @throws UserError for scenes, whose folders would pass for classes
 */
export function chooseRecipe(data: DataArguments, settings: readonly string[], from?: string): Choice {
  if (scenesToCheck(data.data)) {
    throw new UserError(
      `${data.data}: scenes with label maps, for which no recipe is chosen; name one, such as camvid-closed-set`,
    )
  }
  const { inliers, benchmark } = openTrainingData(data, {
    training: data.negatives !== undefined,
    validation: false,
  })
  const hasNegatives = data.negatives !== undefined || benchmark?.negatives !== undefined
  const side = medianSide(inliers)
  const network = networkFor(side, from)
  const count = inliers.items.length
  // A tenth at random may be all of a class of a few images.
  const held = smallestClass(inliers) < 5 ? 0 : Math.min(2000, Math.floor(count / 10))
  const batch = Math.max(2, Math.min(network.batch, Math.floor((count - held) / 4)))
  const perEpoch = Math.ceil((count - held) / batch)
  const epochs = Math.max(5, Math.min(100, Math.round(wantedSteps / perEpoch)))
  const json = {
    name: hasNegatives ? 'own-uno' : 'own-closed-set',
    description: 'Chosen for the data by uno train.',
    model: network.model,
    objective: { name: hasNegatives ? 'uno' : 'closed-set' },
    preprocessing: network.preprocessing,
    batch: { inliers: batch, negatives: Math.max(1, batch >> 1), lastBatch: 'continue' },
    epochs,
    optimiser: { lr: (0.1 * batch) / 128 },
    schedule: { name: 'one-cycle' },
    validation: { inliers: held },
  }
  const recipe = parseRecipe(json, 'chosen recipe', settings) as ImageRecipe
  return { recipe, because: reasons(recipe, inliers, side, from) }
}

/** What is said of the recipe as it stands with a person's own settings. */
function reasons(
  recipe: ImageRecipe,
  { items, classNames }: ImageSet,
  side: number,
  from: string | undefined,
): string[] {
  const { epochs, batch, validation, objective } = recipe
  const round = batch.lastBatch === 'drop' ? Math.floor : Math.ceil
  const steps = round((items.length - validation.inliers) / batch.inliers)
  const held =
    validation.inliers > 0
      ? `${counted(validation.inliers, 'image is', 'images are')} held out for accuracy`
      : 'no image is held out, there are too few'
  return [
    `${counted(items.length, 'image')} of ${counted(classNames.length, 'class', 'classes')}, shorter side ${side} (median)`,
    objectiveText[objective.name],
    networkOf(recipe, from),
    `${held}; ${counted(epochs, 'epoch')} of ${counted(steps, 'step')}`,
  ]
}

const objectiveText: Record<ImageRecipe['objective']['name'], string> = {
  uno: 'negatives are given: UNO, with an outlier class',
  'outlier-exposure': 'negatives are given: Outlier Exposure, whose uncertainty is the score',
  'closed-set':
    'no negatives are used: a closed-set classifier, whose uncertainty is the score (--negatives makes a better one)',
}

function networkOf({ model: { arch, width }, preprocessing }: ImageRecipe, from: string | undefined): string {
  const { crop } = typeof preprocessing === 'string' ? standardPreprocessing[preprocessing] : preprocessing
  const start = from === undefined ? '' : `starting from ${from}: `
  if (arch === 'resnet18_224x224') return `${start}${arch} of width ${width}, random crops of ${crop}×${crop}`
  const more =
    crop > 32 && from === undefined ? ' (ImageNet weights given by --from would allow 224×224)' : ''
  return `${start}${arch} of width ${width}, images brought to ${crop}×${crop}${more}`
}

/** Network and image size. From scratch, small crops learn more in the same time than large ones. */
function networkFor(side: number, from: string | undefined) {
  return from === undefined ? network('resnet18_32x32', 32, smallImages(side)) : networkOfWeights(side, from)
}

function smallImages(side: number): Preprocessing {
  const crop = side <= 48 ? 32 : 64
  return { ...standardPreprocessing.cifar10, resize: crop, crop }
}

/** What a model folder says of itself; of a file alone, what its first layer tells (7×7 is ImageNet's stem). */
function networkOfWeights(side: number, from: string) {
  const folder = folderOfWeights(from)
  if (folder !== undefined) {
    const { arch, width, preprocessing } = readClassifierConfig(folder)
    return network(arch, width, preprocessing)
  }
  const [width = 64, , , kernel] = readSafetensors(weightsFile(from)).tensors.get('conv1.weight')?.shape ?? []
  const isLarge = kernel === 7
  const preprocessing = isLarge ? standardPreprocessing.imagenet : smallImages(side)
  return network(isLarge ? 'resnet18_224x224' : 'resnet18_32x32', width, preprocessing)
}

/** Somebody's own images are seen the way up that their makers meant. */
const network = (arch: string, width: number, preprocessing: Preprocessing) => ({
  model: { arch, width },
  preprocessing: { ...preprocessing, policy: 'upright' },
  batch: preprocessing.crop <= 32 ? 128 : 64,
})

function smallestClass({ items, classNames }: ImageSet): number {
  const counts = new Array<number>(classNames.length).fill(0)
  for (const { label } of items) counts[label]!++
  return Math.min(...counts)
}

/** Median shorter side of some images of a set, in pixels. */
function medianSide(set: ImageSet): number {
  const some = permutation(set.items.length, stream(0, 'choose-recipe')).subarray(0, 25)
  const sides = [...some].map(i => {
    const item = set.items[i]!
    const image = item.load()
    const { width, height } = image instanceof Uint8Array ? imageHeader(image, item.file) : image
    return Math.min(width, height)
  })
  return sides.sort((a, b) => a - b)[sides.length >> 1]!
}
