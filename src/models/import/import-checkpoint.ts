/** A PyTorch checkpoint (or safetensors) of somebody's ResNet becomes a model folder. */

import { basename } from 'node:path'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { type DType, fromTyped, toFloat32Array } from '../../formats/array.js'
import { scope } from '../../torch/index.js'
import { type ClassifierConfig, type Preprocessing, standardPreprocessing } from '../classifier-config.js'
import { outputsOf } from '../config.js'
import { createModel, type LoadedClassifier, loadWeights } from '../model-folder.js'
import type { ResNetArch } from '../resnet.js'
import { isBackboneCheckpoint } from './backbone-weights.js'
import { readWeights, type Weights } from './read-weights.js'
import { isSegmenterCheckpoint } from './segmenter-names.js'

/** Everything that is left out is taken from the checkpoint. */
export interface ImportOptions {
  arch?: ResNetArch
  /** K; one output more is the outlier class. */
  classes?: number
  width?: number
  /** Adds a K+1-th output with fresh weights to a K-way head. */
  addOutlierClass?: boolean
  /** Of the fresh weights. */
  seed?: number
  /** K names. */
  classNames?: readonly string[]
  /** Default: by architecture and number of classes, OpenOOD's. */
  preprocessing?: Preprocessing
  /** Removed from the names of tensors; tensors without it are left out. */
  stripPrefix?: string
  allowNonfinite?: boolean
}

export interface ImportedModel extends LoadedClassifier {
  /** What was found and chosen, a line each. */
  notes: string[]
}

/**
 * Reads a checkpoint of OpenOOD, torchvision, or our own.
 *
 * @throws UserError if its tensors are not exactly those of the architecture, or not finite (unless allowed)
 */
export function importCheckpoint(path: string, options: ImportOptions = {}): ImportedModel {
  const { weights, notes } = readWeights(path, options.stripPrefix)
  const arch = options.arch ?? guessArch(weights)
  refuseSegmenters(path, weights)
  const head = headOf(path, weights, options)
  const config: ClassifierConfig = {
    format: 1,
    arch,
    width: widthOf(path, weights, options.width),
    inlierClasses: head.classes,
    outlierClass: head.outlierClass || options.addOutlierClass === true,
    classNames: namesOf(path, head.classes, options.classNames),
    preprocessing: options.preprocessing ?? usualPreprocessing(arch, head.classes),
    source: `imported from ${basename(path)}`,
  }
  checkArch(path, arch, weights)
  if (options.addOutlierClass) extendHead(weights, config, options.seed)
  const model = createModel(config)
  notes.push(...loadWeights(model, weights, path, options))
  notes.push(summary(config, head.remark, options.addOutlierClass === true))
  return { config, model: model.eval(), notes }
}

/** The two forms differ in the stem's kernel and in the name of the shortcut. */
function guessArch(weights: Weights): ResNetArch {
  const isImageNet = weights.get('conv1.weight')?.shape[2] === 7 || hasLayer(weights, 'downsample')
  return isImageNet ? 'resnet18_224x224' : 'resnet18_32x32'
}

const hasLayer = (weights: Weights, name: string) =>
  [...weights.keys()].some(key => key.split('.').includes(name))

function refuseSegmenters(path: string, weights: Weights): void {
  const isOurs = weights.has('conv1.weight') || weights.has('fc.weight')
  if (!isOurs && (isSegmenterCheckpoint(weights.keys()) || isBackboneCheckpoint(weights)))
    throw new UserError(
      `${path}: its tensors are those of a Mask2Former, or of a backbone for one; give --arch mask2former`,
    )
}

/** A wrong `--arch` would only show as a list of missing and surplus tensors. */
function checkArch(path: string, arch: ResNetArch, weights: Weights): void {
  const other = arch === 'resnet18_32x32' ? 'resnet18_224x224' : 'resnet18_32x32'
  const [own, others] = arch === 'resnet18_32x32' ? ['shortcut', 'downsample'] : ['downsample', 'shortcut']
  if (hasLayer(weights, others) && !hasLayer(weights, own)) {
    throw new UserError(
      `${path}: its tensors are named "${others}", which ${arch} has not; give --arch ${other}`,
    )
  }
}

/** @throws UserError before a model of a wrong, perhaps absurd width is made */
function widthOf(path: string, weights: Weights, asked?: number): number {
  const shape = weights.get('conv1.weight')?.shape
  const found = shape?.[0] ?? 64
  if (asked === undefined || asked === found) return found
  const wanted = shape ? [asked, ...shape.slice(1)] : [asked]
  throw new UserError(
    `${path}: "conv1.weight" is [${shape?.join(', ') ?? ''}], the model wants [${wanted.join(', ')}]; width (--width) would have to be ${found}`,
  )
}

interface Head {
  classes: number
  outlierClass: boolean
  /** How the number of classes was decided, where that was a guess. */
  remark?: string
}

/** Inlier classes of the usual benchmarks: CIFAR, ImageNet-200, ImageNet. */
const usualClasses = [10, 100, 200, 1000]

/** Splits the outputs into inlier classes and the outlier class. A state dict says only how many there are. */
function headOf(path: string, weights: Weights, options: ImportOptions): Head {
  const outputs = weights.get('fc.weight')?.shape[0]
  const classes = options.classes ?? options.classNames?.length
  // The missing layer is reported with everything else that is missing.
  if (outputs === undefined) return { classes: options.classNames?.length ?? 10, outlierClass: false }
  if (classes === undefined) return guessHead(outputs, options.addOutlierClass === true)
  const outlierClass = outputs === classes + 1
  if (outputs !== classes && !outlierClass) {
    throw new UserError(
      `${path}: "fc.weight" has ${outputs} outputs, the model wants ${classes}, or ${classes + 1} with an outlier class; ` +
        `give --classes ${outputs}, or ${outputs - 1} if the last output is the outlier class`,
    )
  }
  if (outlierClass && options.addOutlierClass) {
    throw new UserError(
      `${path}: "fc.weight" has ${outputs} outputs, ${classes} and the outlier class; leave out --add-outlier-class`,
    )
  }
  return { classes, outlierClass }
}

function guessHead(outputs: number, addOutlierClass: boolean): Head {
  if (addOutlierClass) return { classes: outputs, outlierClass: false }
  if (usualClasses.includes(outputs - 1)) {
    return {
      classes: outputs - 1,
      outlierClass: true,
      remark: `taking the last of ${outputs} outputs for the outlier class (--classes ${outputs} if it is none)`,
    }
  }
  if (usualClasses.includes(outputs) || outputs < 3) return { classes: outputs, outlierClass: false }
  return {
    classes: outputs,
    outlierClass: false,
    remark: `if the last of ${outputs} outputs is an outlier class, give --classes ${outputs - 1}`,
  }
}

function namesOf(path: string, classes: number, given?: readonly string[]): string[] {
  if (!given) return Array.from({ length: classes }, (_, k) => String(k))
  if (given.length === classes) return [...given]
  throw new UserError(
    `${path}: ${counted(classes, 'inlier class', 'inlier classes')}, and --class-names gives ${counted(given.length, 'name')}`,
  )
}

function usualPreprocessing(arch: ResNetArch, classes: number): Preprocessing {
  if (arch === 'resnet18_224x224') return standardPreprocessing.imagenet
  return classes === 100 ? standardPreprocessing.cifar100 : standardPreprocessing.cifar10
}

/** Puts freshly drawn weights of the outlier class below the head's rows, where these have the right shape. */
function extendHead(weights: Weights, config: ClassifierConfig, seed: number | undefined): void {
  const fresh = scope(() => createModel(config, seed).stateDict())
  for (const key of ['fc.weight', 'fc.bias']) {
    const [given, wanted] = [weights.get(key), fresh.get(key)!]
    const shape = [...wanted.shape]
    if (!given || String(given.shape) !== String([outputsOf(config) - 1, ...shape.slice(1)])) continue
    if (!floating.has(given.dtype)) continue
    const rows = toFloat32Array(given)
    const all = wanted.toFloat32Array()
    all.set(rows)
    weights.set(key, fromTyped(all, shape))
  }
}

const floating: ReadonlySet<DType> = new Set(['float64', 'float32', 'float16', 'bfloat16'])

function summary(config: ClassifierConfig, remark: string | undefined, added: boolean): string {
  const { arch, width, inlierClasses, outlierClass } = config
  const outlier = outlierClass ? ` and ${added ? 'a new' : 'an'} outlier class` : ', no outlier class'
  const found = `${arch}, width ${width}, ${counted(inlierClasses, 'inlier class', 'inlier classes')}${outlier}`
  return remark ? `${found}; ${remark}` : found
}
