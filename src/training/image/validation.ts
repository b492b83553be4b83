/** Accuracy on held-out inliers, and AUROC of the scores on held-out negatives, while training runs. */
import { batchImages, batchLabels, imagesTensor, inOrder, type PackedSet } from '../../data/index.js'
import { type ChosenDetector, chooseDetector, defaultMethods } from '../../methods/index.js'
import { rankMetrics } from '../../metrics/index.js'
import type { ClassifierConfig, ResNet18 } from '../../models/index.js'
import { crossEntropy } from '../../nn/index.js'
import type { ValidationResult } from '../../runs/events.js'
import { autocast, inferenceMode, openScope, ops, type Tensor } from '../../torch/index.js'
import { stoppable } from '../stoppable.js'
import type { Validate } from '../track.js'
import type { ResolvedImageRecipe } from './recipe.js'
import { asModelInput } from './source.js'

export interface HeldOut {
  inliers: PackedSet
  /** Classes of negatives that training never sees. */
  outliers?: PackedSet
}

/** A function that validates the model; the detectors are chosen once. */
export async function validator(
  recipe: ResolvedImageRecipe,
  config: ClassifierConfig,
  held: HeldOut,
  model: ResNet18,
): Promise<Validate> {
  const methods = await Promise.all(defaultMethods(config.outlierClass).map(chooseDetector))
  return stopRequested => {
    model.eval()
    return stoppable(stopRequested, checkStop => {
      const result = measure(recipe, config, held, methods, model, checkStop)
      return { result, quality: result.accuracy }
    })
  }
}

/** An output that is no number makes the loss none. */
function measure(
  recipe: ResolvedImageRecipe,
  { inlierClasses: K }: ClassifierConfig,
  { inliers, outliers }: HeldOut,
  methods: readonly ChosenDetector[],
  model: ResNet18,
  checkStop: () => void,
): ValidationResult {
  const sums = { loss: 0, correct: 0 }
  const scores = methods.map((): number[] => [])
  eachBatch(recipe, model, inliers, checkStop, (logits, labels) => {
    const inlier = logits.narrow(1, 0, K)
    sums.loss += crossEntropy(inlier, labels).item() * labels.size
    sums.correct += ops.sum(inlier.argmax(1).eq(labels)).item()
    collect(methods, scores, logits, K)
  })
  if (outliers) eachBatch(recipe, model, outliers, checkStop, logits => collect(methods, scores, logits, K))
  const images = inliers.count
  const result = { accuracy: sums.correct / images, loss: sums.loss / images, images }
  // Outputs that are no numbers, be it of negatives alone, have no AUROC.
  if (scores.some(values => values.some(Number.isNaN))) return { ...result, loss: Number.NaN }
  if (!outliers) return result
  const isOutlier = new Uint8Array(images + outliers.count).fill(1, images)
  const auroc = methods.map(({ label }, i) => [
    label,
    rankMetrics(Float64Array.from(scores[i]!), isOutlier).auroc!,
  ])
  return { ...result, auroc: Object.fromEntries(auroc) }
}

function collect(methods: readonly ChosenDetector[], scores: number[][], logits: Tensor, K: number): void {
  for (const [i, { detector, options }] of methods.entries()) {
    const rank = detector.order ?? detector.score
    scores[i]!.push(...rank({ logits, inlierClasses: K }, options, undefined).toFloat64Array())
  }
}

function eachBatch(
  recipe: ResolvedImageRecipe,
  model: ResNet18,
  set: PackedSet,
  before: () => void,
  see: (logits: Tensor, labels: Tensor) => void,
): void {
  const { precision, device, preprocessing } = recipe
  using _outer = openScope()
  const pixels = imagesTensor(set)
  inferenceMode(() => {
    for (const draw of inOrder(set.count, 256)) {
      before()
      using _ = openScope()
      const images = asModelInput(batchImages(pixels, draw, preprocessing), recipe)
      const { logits } = autocast(
        precision === 'bfloat16' ? precision : null,
        () => model.forward(images),
        device,
      )
      see(logits, batchLabels(set, draw).to({ device }))
    }
  })
}
