import { join } from 'node:path'
import { type NDArray, writeSafetensors } from '../../src/formats/index.js'
import {
  type ClassifierConfig,
  createModel,
  saveModel,
  standardPreprocessing,
} from '../../src/models/index.js'
import { temporaryFolder } from '../formats/folder.js'

/** A model of four channels, which costs nothing. */
export function tinyConfig(changes: Partial<ClassifierConfig> = {}): ClassifierConfig {
  const { inlierClasses = 3 } = changes
  return {
    format: 1,
    arch: 'resnet18_32x32',
    width: 4,
    inlierClasses,
    outlierClass: true,
    classNames: Array.from({ length: inlierClasses }, (_, k) => `class ${k}`),
    preprocessing: standardPreprocessing.cifar10,
    ...changes,
  }
}

/** Its weights as files hold them. */
export function tinyWeights(config = tinyConfig(), seed = 0): Map<string, NDArray> {
  return new Map([...createModel(config, seed).stateDict()].map(([key, tensor]) => [key, tensor.toArray()]))
}

export function weightsFile(weights: Map<string, NDArray>, name = 'weights.safetensors'): string {
  const path = join(temporaryFolder(), name)
  writeSafetensors(path, weights)
  return path
}

/** A model folder in a folder of its own. */
export function tinyModel(changes: Partial<ClassifierConfig> = {}, seed = 0): string {
  const config = tinyConfig(changes)
  const folder = join(temporaryFolder(), 'model')
  saveModel(folder, config, createModel(config, seed).stateDict())
  return folder
}
