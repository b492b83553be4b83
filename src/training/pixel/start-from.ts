/** Weights that a segmenter starts from: the same model, one without an outlier class, or a backbone alone. */
import { UserError } from '../../errors.js'
import { readSafetensors } from '../../formats/index.js'
import {
  classLogitsOf,
  classTensors,
  loadWeights,
  type Mask2Former,
  type SegmenterConfig,
  withOutlierRow,
} from '../../models/index.js'
import { classesOfWeights, type WeightsClasses } from '../start-weights.js'

/**
 * @param file safetensors of a segmenter (K + 1 or K + 2 classes) or of its backbone (`backbone.…` alone)
 * @returns what is to be said
 */
export function startFrom(model: Mask2Former, config: SegmenterConfig, file: string): string[] {
  let weights = readSafetensors(file).tensors
  const own = model.stateDict()
  const notes: string[] = []
  if ([...weights.keys()].every(key => key.startsWith('backbone.'))) {
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
    notes.push(`${file}: has another number of classes; the layer that names them starts afresh`)
  }
  // What no-object weighs is the recipe's to say, whatever it weighed before.
  weights.set(classTensors.lossWeights, own.get(classTensors.lossWeights)!.to('float32').toArray())
  return [...notes, ...loadWeights(model, weights, file)]
}

/** The classes of weights that lie alone: as wanted, or with one logit more or less, which then is the outlier's. */
function classesByCount(logits: number | undefined, config: SegmenterConfig): WeightsClasses | undefined {
  const { inlierClasses, outlierClass } = config
  const wanted = classLogitsOf(config)
  if (logits === wanted) return { inlierClasses, outlierClass }
  if (logits === wanted + (outlierClass ? -1 : 1)) return { inlierClasses, outlierClass: !outlierClass }
  return undefined
}
