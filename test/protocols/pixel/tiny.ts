/** A random Mask2Former small enough for tests, as a model folder, and scenes for it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileDigest } from '../../../src/data/file-digest.js'
import { encodePng } from '../../../src/formats/index.js'
import { createModel, type SegmenterConfig, saveModel, segmenterConfig } from '../../../src/models/index.js'
import { stream } from '../../../src/random.js'
import type { ResolvedRecipe } from '../../../src/training/recipe.js'
import { freshState, writeState } from '../../../src/training/training-state.js'

export const classNames = ['road', 'wall', 'sky']

export const tinyConfig = (change: Partial<SegmenterConfig> = {}): SegmenterConfig =>
  segmenterConfig.parse({
    format: 1,
    arch: 'mask2former',
    backbone: { type: 'resnet', depth: 18, norm: 'FrozenBN', stemWidth: 8, res2Width: 8 },
    convDim: 16,
    maskDim: 8,
    normGroups: 4,
    encoderLayers: 1,
    encoderHeads: 2,
    encoderPoints: 2,
    encoderFfnDim: 16,
    hiddenDim: 16,
    heads: 2,
    queries: 6,
    decoderLayers: 2,
    decoderFfnDim: 16,
    inlierClasses: classNames.length,
    outlierClass: true,
    classNames,
    preprocessing: { shortEdge: null, longEdge: null, mean: [120, 115, 105], std: [58, 57, 57] },
    ...change,
  }) as SegmenterConfig

/** @returns the folder */
export function tinySegmenter(folder: string, change: Partial<SegmenterConfig> = {}): string {
  const config = tinyConfig(change)
  saveModel(folder, config, createModel(config, 1).stateDict())
  return folder
}

/** A run with one checkpoint, as far as evaluation reads it. @returns the folder */
export function tinyRun(folder: string, data: object = { arguments: { data: 'scenes' } }): string {
  const write = (path: string, value: unknown) => writeFileSync(join(folder, path), JSON.stringify(value))
  mkdirSync(join(folder, 'checkpoints'), { recursive: true })
  write('recipe.json', { name: 'tiny', seed: 2 })
  write('data.json', data)
  const checkpoint = tinySegmenter(join(folder, 'checkpoints/step-00000001'))
  const files = { 'model.safetensors': fileDigest(join(checkpoint, 'model.safetensors')) }
  const state = { ...freshState(), step: 1, optimiserSteps: 1, recipe: {} as ResolvedRecipe, files }
  writeState(checkpoint, state)
  return folder
}

export interface DrawnScene {
  width: number
  height: number
  /** `[height, width, 3]` */
  image: Uint8Array
  /** `[height, width]`: 0 inlier, 1 outlier, 255 ignored. */
  labels: Uint8Array
}

/** Noise with a bright square, which is the outlier, and a strip at the left that is ignored. */
export function drawScene(width: number, height: number, index: number, outliers = true): DrawnScene {
  const random = stream(7, 'scene', 0, index)
  const image = Uint8Array.from({ length: width * height * 3 }, () => random.below(120))
  const labels = new Uint8Array(width * height)
  const side = Math.max(1, Math.floor(Math.min(width, height) / 3))
  const [left, top] = [random.below(width - side + 1), random.below(height - side + 1)]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const inside = x >= left && x < left + side && y >= top && y < top + side
      if (outliers && inside) {
        labels[at] = 1
        image.fill(250, at * 3, at * 3 + 3)
      } else if (x < width / 10) labels[at] = 255
    }
  return { width, height, image, labels }
}

export const imagePng = ({ width, height, image }: DrawnScene) => encodePng({ width, height, data: image })
export const labelPng = ({ width, height, labels }: DrawnScene) => encodePng({ width, height, data: labels })

/** Writes files below `root`, making folders. */
export function writeTree(root: string, files: Record<string, Uint8Array | string>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

/** SegmentMeIfYouCan's anomaly track with so many validation frames, the last one without outliers. */
export function anomalyTrack(root: string, count: number, size: [number, number] = [48, 40]): string {
  const files: Record<string, Uint8Array> = {}
  for (let i = 0; i < count; i++) {
    const scene = drawScene(...size, i, i < count - 1 || count === 1)
    const fid = `validation000${i}`
    files[`dataset_AnomalyTrack/images/${fid}.png`] = imagePng(scene)
    files[`dataset_AnomalyTrack/labels_masks/${fid}_labels_semantic.png`] = labelPng(scene)
  }
  return writeTree(root, files)
}
