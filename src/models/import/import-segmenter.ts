/** Somebody's Mask2Former, or an ImageNet backbone for one, becomes a model. */

import { basename } from 'node:path'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { fromTyped } from '../../formats/array.js'
import { type StateDictComparison, StateDictMisfit } from '../../formats/state-dict-check.js'
import { onDevice } from '../../torch/index.js'
import { parseModelConfig } from '../config.js'
import { classTensors } from '../mask2former/class-tensors.js'
import { type SegmenterConfig, usualNoObjectWeight } from '../mask2former/config.js'
import { createModel, type LoadedSegmenter, loadWeights, wantedTensors } from '../model-folder.js'
import { detectronNames, isBackboneCheckpoint, matchedBySuffix } from './backbone-weights.js'
import { type Difference, differenceTable } from './differences.js'
import { usualPreprocessing } from './known-data-sets.js'
import { readWeights, type Weights } from './read-weights.js'
import { classesOf, type SegmenterClasses } from './segmenter-classes.js'
import { isSegmenterCheckpoint, officialNames } from './segmenter-names.js'
import type { SegmenterImportOptions } from './segmenter-options.js'
import { backboneOf, classLogitsIn, sizesOf } from './segmenter-sizes.js'
import { withOutlierRow } from './surgery.js'

export interface ImportedSegmenter extends LoadedSegmenter {
  /** What was found, chosen and left out, a line each. */
  notes: string[]
  differences: Difference[]
}

/**
 * Reads a checkpoint of Mask2Former's model zoo, of Open-set-M2F, of Hugging Face, or of ours; or an ImageNet
 * classifier, whose weights start the backbone of an otherwise fresh model.
 *
 * @throws UserError if tensors are missing, of another shape, or not finite (unless allowed)
 */
export function importSegmenter(path: string, options: SegmenterImportOptions = {}): ImportedSegmenter {
  const { weights, notes } = readWeights(path, options.stripPrefix)
  if (isSegmenterCheckpoint(weights.keys()))
    return wholeModel(path, officialNames(path, weights), notes, options)
  const backbone = detectronNames(weights)
  if (isBackboneCheckpoint(backbone)) return backboneAlone(path, backbone, notes, options)
  throw new UserError(
    `${path}: neither a Mask2Former (no sem_seg_head or pixel_level_module) nor a Swin or ResNet; its first tensors are ${[...weights.keys()].slice(0, 5).join(', ')}`,
  )
}

function wholeModel(
  path: string,
  given: Weights,
  notes: string[],
  options: SegmenterImportOptions,
): ImportedSegmenter {
  const sizes = sizesOf(path, given, options.config?.encoderHeads)
  const classes = classesOf(path, classLogitsIn(given), options)
  const { config, remarks } = configOf(path, sizes, classes, options)
  const weights = options.addOutlierClass ? withOutlierRow(given) : given
  return filled(path, config, weights, [], [...notes, summary(config, remarks, options)], options)
}

/** The file's tensors go where their names fit; all else starts afresh. */
function backboneAlone(
  path: string,
  given: Weights,
  notes: string[],
  options: SegmenterImportOptions,
): ImportedSegmenter {
  const prefix = [...given.keys()].some(name => name.startsWith('backbone.')) ? 'backbone.' : ''
  const classes = classesOf(path, undefined, options)
  const sizes = { backbone: backboneOf(path, given, prefix) }
  const { config, remarks } = configOf(path, sizes, classes, options)
  const wanted = onDevice('meta', () => wantedTensors(createModel(config)))
  const ours = new Map([...wanted].filter(([name]) => name.startsWith('backbone.')))
  const { matches, misshapen } = matchedBySuffix(path, ours, given)
  const used = new Set(matches.values())
  const weights: Weights = new Map([...matches].map(([name, found]) => [name, given.get(found)!]))
  for (const [name, array] of given) if (!used.has(name)) weights.set(name, array)
  const others = [...wanted.keys()].filter(name => name.startsWith('sem_seg_head.')).length
  const fresh: Difference = {
    kind: 'missing',
    name: `sem_seg_head.* (${counted(others, 'tensor')})`,
    done: 'starts afresh',
    covers: name => name.startsWith('sem_seg_head.'),
  }
  // The norms of the stages' outputs are Mask2Former's own.
  const filling = {
    ...options,
    mayBeSurplus: () => true,
    mayBeMissing: (name: string) =>
      options.partial === true || !name.startsWith('backbone.') || /^backbone\.norm\d\./.test(name),
  }
  return filled(
    path,
    config,
    weights,
    [fresh, ...misshapen],
    [...notes, summary(config, remarks, options)],
    filling,
  )
}

function configOf(
  path: string,
  sizes: Record<string, unknown>,
  { fields, remark }: SegmenterClasses,
  { config = {} }: SegmenterImportOptions,
): { config: SegmenterConfig; remarks: string[] } {
  const merged = {
    format: 1,
    arch: 'mask2former',
    ...sizes,
    ...fields,
    ...config,
    backbone: { ...(sizes.backbone as object), ...(config.backbone as object | undefined) },
    source: `imported from ${basename(path)}`,
  }
  const usual = usualPreprocessing(merged)
  const remarks = [remark, 'preprocessing' in config ? undefined : usual.remark]
  return {
    config: parseModelConfig(
      { preprocessing: usual.preprocessing, ...merged },
      `${path}: configuration`,
    ) as SegmenterConfig,
    remarks: remarks.filter(said => said !== undefined),
  }
}

interface Filling extends SegmenterImportOptions {
  /** What may start afresh where the file lacks it. */
  mayBeMissing?: (name: string) => boolean
  /** What may be in the file for nothing. */
  mayBeSurplus?: (name: string) => boolean
}

/** Buffers that some versions save and nobody needs. */
const isNeedless = (name: string) => /^pixel_(mean|std)$|\.attn_mask$/.test(name)

function filled(
  path: string,
  config: SegmenterConfig,
  given: Weights,
  known: Difference[],
  notes: string[],
  options: Filling,
): ImportedSegmenter {
  const { seed, partial = false, mayBeMissing = () => partial, mayBeSurplus = () => partial } = options
  const model = createModel(config, seed)
  const fresh = model.stateDict()
  const wanted = wantedTensors(model)
  const weights = new Map(given)
  const found: Difference[] = []
  for (const [name, { shape }] of given) {
    const expected = wanted.get(name)
    if (!expected && (isNeedless(name) || mayBeSurplus(name))) {
      found.push({ kind: 'surplus', name, file: shape, done: 'left out' })
      weights.delete(name)
    } else if (expected && partial && String(expected.shape) !== String(shape)) {
      found.push({ kind: 'shape', name, file: shape, model: expected.shape, done: 'starts afresh' })
      weights.set(name, fresh.get(name)!.toArray())
    }
  }
  for (const [name, { shape, optional }] of wanted) {
    if (weights.has(name) || optional) continue
    const usual = usualValues(name, shape, given)
    if (!usual && !mayBeMissing(name)) continue
    weights.set(name, usual ?? fresh.get(name)!.toArray())
    const done = usual ? 'has its usual value' : 'starts afresh'
    if (!known.some(difference => difference.covers?.(name))) {
      found.push({ kind: 'missing', name, model: shape, done })
    }
  }
  const rank = (difference: Difference) => ['surplus', 'shape', 'missing'].indexOf(difference.kind)
  const differences = [...known, ...found].sort((a, b) => rank(a) - rank(b))
  notes.push(...loadOrExplain(path, model, weights, options), ...differenceTable(differences))
  return { config, model: model.eval(), notes, differences }
}

function loadOrExplain(
  path: string,
  model: LoadedSegmenter['model'],
  weights: Weights,
  { allowNonfinite, partial }: Filling,
): string[] {
  try {
    return loadWeights(model, weights, path, { allowNonfinite })
  } catch (error) {
    if (!(error instanceof StateDictMisfit) || partial) throw error
    const differences = refusedDifferences(error.comparison, weights, wantedTensors(model))
    if (differences.length === 0) throw error
    const remedy = '--partial takes the tensors that fit and starts the others afresh'
    throw new UserError([error.message, remedy, ...differenceTable(differences)].join('\n  '))
  }
}

function refusedDifferences(
  { missing, surplus, misshapen }: StateDictComparison,
  given: Weights,
  wanted: ReturnType<typeof wantedTensors>,
): Difference[] {
  const fileOf = (name: string) => given.get(name)!.shape
  const modelOf = (name: string) => wanted.get(name)!.shape
  const shape = { kind: 'shape', done: 'does not fit' } as const
  const absent = { kind: 'missing', done: 'not in the file' } as const
  const needless = { kind: 'surplus', done: 'not in the model' } as const
  return [
    ...misshapen.map(({ name }) => ({ ...shape, name, file: fileOf(name), model: modelOf(name) })),
    ...missing.map(name => ({ ...absent, name, model: modelOf(name) })),
    ...surplus.map(name => ({ ...needless, name, file: fileOf(name) })),
  ]
}

/** What the official code takes where a file does not say. */
function usualValues(name: string, shape: readonly number[], given: Weights) {
  const constant = (value: number) =>
    fromTyped(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value), [...shape])
  const norm = /^(backbone\..*\.norm)\.running_(mean|var)$/.exec(name)
  if (norm && given.has(`${norm[1]}.weight`)) return constant(norm[2] === 'mean' ? 0 : 1)
  if (name !== classTensors.lossWeights) return undefined
  const weights = new Float32Array(shape[0]!).fill(1)
  weights[weights.length - 1] = usualNoObjectWeight
  return fromTyped(weights)
}

function summary(
  { backbone, queries, inlierClasses, outlierClass }: SegmenterConfig,
  remarks: readonly string[],
  { addOutlierClass }: SegmenterImportOptions,
): string {
  const kind =
    backbone.type === 'swin'
      ? `Swin of width ${backbone.embedDim}, window ${backbone.window}`
      : `ResNet-${backbone.depth}`
  const outlier = outlierClass
    ? ` and ${addOutlierClass ? 'a new' : 'an'} outlier class`
    : ', no outlier class'
  const found = `mask2former, ${kind}, ${counted(queries, 'query', 'queries')}, ${counted(inlierClasses, 'inlier class', 'inlier classes')}${outlier}`
  return [found, ...remarks].join('; ')
}
