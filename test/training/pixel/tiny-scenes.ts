/** A segmenter that trains in seconds: scenes of sky, road and a box, things to paste, a network of width 16. */
import { join } from 'node:path'
import { parseRecipe, resolveRecipe } from '../../../src/training/load-recipe.js'
import type { ResolvedPixelRecipe } from '../../../src/training/pixel/recipe.js'
import { writeCityscapes, writeCrops } from '../../data/scenes/mini-trees.js'

/** Sizes that make any recipe's model tiny, as `--set` takes them. */
export const tinySizes = [
  'model.backbone={"type":"resnet","depth":18,"norm":"BN","stemWidth":4,"res2Width":4}',
  'model.convDim=16',
  'model.maskDim=16',
  'model.normGroups=4',
  'model.encoderLayers=1',
  'model.encoderHeads=4',
  'model.encoderFfnDim=16',
  'model.hiddenDim=16',
  'model.heads=4',
  'model.queries=6',
  'model.decoderLayers=2',
  'model.decoderFfnDim=16',
]

const tinyRecipe = {
  track: 'pixel',
  name: 'tiny',
  model: { backbone: { type: 'resnet', depth: 18 } },
  objective: { name: 'uno', points: 32, perPixel: 1 },
  preprocessing: { shortEdge: null, longEdge: null },
  augmentation: { shortSides: [40, 48, 56], crop: [32, 48] },
  pasting: { style: 'objects', number: [1, 1], size: [8, 24], minArea: 4 },
  batch: { scenes: 2, accumulate: 2 },
  steps: 6,
  epochSteps: 3,
  optimiser: { lr: 1e-3, backboneLr: 1 },
  weightAverage: 0.9,
  validation: { scenes: 1, negatives: 1 },
  precision: 'float32',
  threads: 1,
}

export const tinyScenes = (...settings: string[]): ResolvedPixelRecipe =>
  resolveRecipe(parseRecipe(tinyRecipe, 'tiny', [...tinySizes, ...settings]), 1) as ResolvedPixelRecipe

/** The recipe as a file's content, for the command line. */
export const tinyRecipeFile = (): string => JSON.stringify(tinyRecipe)

/** A small Cityscapes and crops of things. */
export function writeTinyScenes(folder: string): { data: string; negatives: string } {
  return {
    data: writeCityscapes(join(folder, 'scenes')),
    negatives: `${writeCrops(join(folder, 'things'))}#train`,
  }
}
