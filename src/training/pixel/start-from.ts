/** Weights that a segmenter starts from: the same model, one without an outlier class, or a backbone alone. */
import { join } from 'node:path'
import { UserError } from '../../errors.js'
import { type NDArray, readSafetensors } from '../../formats/index.js'
import { readJsonFile } from '../../formats/json-file.js'
import {
  classLogitsOf,
  classTensors,
  loadWeights,
  type Mask2Former,
  type SegmenterConfig,
  segmenterSizes,
  withOutlierRow,
} from '../../models/index.js'
import {
  classesByName,
  classesOfWeights,
  folderOfWeights,
  setRowsInOrder,
  type WeightsClasses,
} from '../start-weights.js'

/**
 * @param file safetensors of a segmenter (K + 1 or K + 2 classes) or of its backbone (`backbone.…` alone)
 * @returns what is to be said
 */
export function startFrom(model: Mask2Former, config: SegmenterConfig, file: string): string[] {
  let weights = readSafetensors(file).tensors
  const own = model.stateDict()
  const notes: string[] = []
  const isBackbone = [...weights.keys()].every(key => key.startsWith('backbone.'))
  if (isBackbone) {
    for (const [key, tensor] of own) if (!key.startsWith('backbone.')) weights.set(key, tensor.toArray())
    notes.push(`${file}: a backbone alone; the rest starts afresh`)
  }
  const logits = weights.get(classTensors.weight)?.shape[0]
  const found = classesOfWeights(file) ?? classesByCount(logits, config)
  if (found?.inlierClasses === config.inlierClasses && found.outlierClass !== config.outlierClass) {
    if (found.outlierClass)
      throw new UserError(
        `${file}: has an outlier class (${logits} class logits), and this recipe trains ${config.inlierClasses} classes without one; start from a closed-set model, or choose the objective uno`,
      )
    weights = withOutlierRow(weights)
    notes.push(`${file}: has no outlier class; one is added, whose logits begin at 0`)
  } else if (found?.inlierClasses !== config.inlierClasses) {
    for (const key of Object.values(classTensors)) weights.set(key, own.get(key)!.toArray())
    const count = found ? `${found.inlierClasses} classes, not ${config.inlierClasses}` : 'other classes'
    notes.push(`${file}: has ${count}; the layer that names them starts afresh`)
  }
  if (!isBackbone && found?.inlierClasses === config.inlierClasses) {
    const { order, note } = classesByName(found.classNames, config.classNames)
    if (note) notes.push(`${file}: ${note}`)
    if (order) setRowsInOrder(weights, [classTensors.weight, classTensors.bias], order)
  }
  // What no-object weighs is the recipe's to say, whatever it weighed before.
  weights.set(classTensors.lossWeights, own.get(classTensors.lossWeights)!.to('float32').toArray())
  return [...notes, ...loadOrTellSizes(model, weights, config, file)]
}

/** Of two models of other sizes that is said, rather than of a hundred tensors. */
function loadOrTellSizes(
  model: Mask2Former,
  weights: Map<string, NDArray>,
  config: SegmenterConfig,
  file: string,
): string[] {
  try {
    return loadWeights(model, weights, file)
  } catch (error) {
    const folder = error instanceof UserError ? folderOfWeights(file) : undefined
    const sizes = folder && differingSizes(readJsonFile(join(folder, 'config.json')), config)
    throw sizes ? new UserError(`${file}: is another model: ${sizes}`) : error
  }
}

function differingSizes(found: unknown, config: SegmenterConfig): string | undefined {
  const theirs = Object.entries(found as Partial<SegmenterConfig>)
  const ours = new Map(Object.entries(config))
  const sizes = theirs.filter(([name]) => Object.hasOwn(segmenterSizes, name))
  const text = (value: unknown) => JSON.stringify(value).replaceAll('"', '')
  const lines = sizes.flatMap(([name, value]) => {
    const [there, here] = [value, ours.get(name)].map(text)
    return there === here ? [] : [`${name} is ${there}, the recipe's ${here}`]
  })
  return lines.length > 0 ? lines.join('; ') : undefined
}

/** The classes of weights that lie alone: as wanted, or with one logit more or less, which then is the outlier's. */
function classesByCount(logits: number | undefined, config: SegmenterConfig): WeightsClasses | undefined {
  const { inlierClasses, outlierClass } = config
  const wanted = classLogitsOf(config)
  if (logits === wanted) return { inlierClasses, outlierClass }
  if (logits === wanted + (outlierClass ? -1 : 1)) return { inlierClasses, outlierClass: !outlierClass }
  return undefined
}
