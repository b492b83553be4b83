/** A model is a folder: `config.json` and `model.safetensors` (and `calibration.json`, see methods). */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { writeAtomically } from '../formats/atomic-write.js'
import { checkFinite } from '../formats/finite.js'
import { type NDArray, readSafetensors, writeSafetensors } from '../formats/index.js'
import { readJsonFile } from '../formats/json-file.js'
import { fitStateDict, type ShapeMismatch, type WantedTensor } from '../formats/state-dict-check.js'
import type { Module } from '../nn/index.js'
import { onDevice, scope, Tensor } from '../torch/index.js'
import type { ClassifierConfig } from './classifier-config.js'
import { isSegmenter, type ModelConfig, outputsOf, parseModelConfig } from './config.js'
import { classTensors } from './mask2former/class-tensors.js'
import type { SegmenterConfig } from './mask2former/config.js'
import { Mask2Former } from './mask2former/mask2former.js'
import { ResNet18 } from './resnet.js'

export interface LoadedClassifier {
  config: ClassifierConfig
  model: ResNet18
}

export interface LoadedSegmenter {
  config: SegmenterConfig
  model: Mask2Former
}

export type LoadedModel = LoadedClassifier | LoadedSegmenter

/** A model of this configuration with fresh weights. */
export function createModel(config: ClassifierConfig, seed?: number): ResNet18
export function createModel(config: SegmenterConfig, seed?: number): Mask2Former
export function createModel(config: ModelConfig, seed?: number): ResNet18 | Mask2Former
export function createModel(config: ModelConfig, seed = 0): ResNet18 | Mask2Former {
  if (isSegmenter(config)) return new Mask2Former(config, seed)
  return new ResNet18({ arch: config.arch, width: config.width, outputs: outputsOf(config), seed })
}

/** Reads `config.json` alone; needs no libtorch. */
export function readModelConfig(folder: string): ModelConfig {
  const path = join(folder, 'config.json')
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(
      `${folder}: no such model folder; a model is a folder with config.json and model.safetensors`,
    )
  }
  if (!existsSync(path))
    throw new UserError(
      `${folder}: has no config.json, so it is no model folder; "uno import" makes one of a checkpoint`,
    )
  return parseModelConfig(readJsonFile(path), path)
}

/** @throws UserError if a tensor is missing, surplus, of another shape, or not finite (unless allowed) */
export function loadModel(folder: string, options: { allowNonfinite?: boolean } = {}): LoadedModel {
  const config = readModelConfig(folder)
  const path = join(folder, 'model.safetensors')
  const weights = readSafetensors(path).tensors
  const model = modelToFill(config, weights)
  loadWeights(model, weights, path, options)
  return { config, model: model.eval() } as LoadedModel
}

/** A model without values, which draws none; a file without some optional tensors needs those of a fresh model. */
function modelToFill(config: ModelConfig, weights: ReadonlyMap<string, NDArray>): ResNet18 | Mask2Former {
  const shapes = onDevice('meta', () => createModel(config))
  const isComplete = [...wantedTensors(shapes).keys()].every(key => weights.has(key))
  return isComplete ? shapes : createModel(config)
}

/** `loadModel` of an image-wide model. @throws UserError for a segmenter too */
export function loadClassifier(folder: string, options?: { allowNonfinite?: boolean }): LoadedClassifier {
  readClassifierConfig(folder)
  return loadModel(folder, options) as LoadedClassifier
}

/** `loadModel` of a mask-level model. @throws UserError for a classifier too */
export function loadSegmenter(folder: string, options?: { allowNonfinite?: boolean }): LoadedSegmenter {
  const { arch } = readModelConfig(folder)
  if (arch !== 'mask2former') {
    throw new UserError(`${folder}: is a classifier (${arch}); a segmenter (mask2former) is wanted here`)
  }
  return loadModel(folder, options) as LoadedSegmenter
}

/** `readModelConfig` of an image-wide model. @throws UserError for a segmenter too */
export function readClassifierConfig(folder: string): ClassifierConfig {
  const config = readModelConfig(folder)
  if (!isSegmenter(config)) return config
  throw new UserError(`${folder}: is a segmenter (${config.arch}); a classifier is wanted here`)
}

/**
 * Copies weights into a model after everything about them was found right; else the model stays as it was.
 *
 * @returns what is to be said about conversions of dtypes
 */
export function loadWeights(
  model: Module,
  weights: ReadonlyMap<string, NDArray>,
  name: string,
  { allowNonfinite = false } = {},
): string[] {
  const { tensors, notes } = fitStateDict(name, wantedTensors(model), weights, shapeHint)
  if (!allowNonfinite) checkFinite(name, tensors)
  scope(() => {
    model.loadStateDict(new Map([...tensors].map(([key, array]) => [key, Tensor.fromArray(array)])))
  })
  return notes
}

/** The tensors of a model as a file should have them. */
export const wantedTensors = (model: Module): Map<string, WantedTensor> =>
  new Map([...model.stateDict()].map(([key, tensor]) => [key, wantedOf(key, tensor)]))

/** Files hold weights in float32 (or what becomes it), also of a model that computes in float64. */
function wantedOf(key: string, { shape, dtype }: Tensor): WantedTensor {
  const optional = /\.(num_batches_tracked|relative_position_index)$/.test(key)
  return { shape, dtype: dtype === 'float64' ? 'float32' : dtype, optional }
}

/** Which field of config.json or option of `uno import` would make a shape fit. */
function shapeHint({ name, found, expected }: ShapeMismatch): string | undefined {
  if (name === 'fc.weight' && found[1] === expected[1]) {
    return found[0] === expected[0]! - 1
      ? 'add --add-outlier-class to start the outlier row afresh'
      : `inlierClasses (--classes) would have to be ${found[0]}, or one less with an outlier class`
  }
  if (name === classTensors.weight && found[0] === expected[0]! - 1) {
    return 'add --add-outlier-class to start the outlier row afresh'
  }
  if (name === 'conv1.weight')
    return `width would have to be ${found[0]} (uno import --width, uno train --set model.width)`
  return undefined
}

export function saveModel(folder: string, config: ModelConfig, state: ReadonlyMap<string, Tensor>): void {
  mkdirSync(folder, { recursive: true })
  const arrays = new Map([...state].map(([key, tensor]) => [key, tensor.toArray()]))
  writeSafetensors(join(folder, 'model.safetensors'), arrays)
  writeAtomically(join(folder, 'config.json'), [Buffer.from(`${JSON.stringify(config, null, 2)}\n`)])
}
