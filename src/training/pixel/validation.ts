/** mIoU on held-out scenes, and AP of the scores where held-out negatives are pasted into them. */
import { drawsOf } from '../../data/augment/draws.js'
import type { NegativeSource } from '../../data/negatives/negative-source.js'
import { paste } from '../../data/pasting/paste.js'
import type { LabelledScene, SceneSet } from '../../data/scenes/scene-set.js'
import {
  type ChosenMaskDetector,
  chooseMaskDetector,
  inlierRows,
  maskDetector,
  validationMaskMethods,
} from '../../methods/masks/index.js'
import { scoreImage } from '../../methods/masks/score-image.js'
import { Confusion, IGNORED, INLIER, OUTLIER, PixelPool } from '../../metrics/index.js'
import { type Mask2Former, prepareScenes, type SegmenterConfig } from '../../models/index.js'
import { stream } from '../../random.js'
import { autocast, inferenceMode, openScope, Tensor } from '../../torch/index.js'
import { stoppable } from '../stoppable.js'
import type { Validate, Validation } from '../track.js'
import type { ResolvedPixelRecipe } from './recipe.js'

export interface HeldOutScenes {
  scenes: SceneSet
  negatives?: NegativeSource
}

/** Label of what is pasted; no class. */
const outlier = 254

/** A function that validates the model; the detectors are chosen once. */
export async function sceneValidator(
  recipe: ResolvedPixelRecipe,
  config: SegmenterConfig,
  held: HeldOutScenes,
  model: Mask2Former,
): Promise<Validate> {
  const scores = held.negatives ? validationMaskMethods(config.outlierClass) : []
  const methods = await Promise.all(scores.map(chooseMaskDetector))
  return stopRequested => {
    model.eval()
    const measurement = new Measurement(recipe, config, model, methods)
    return stoppable(stopRequested, checkStop => {
      for (const [i, scene] of evenly(held.scenes, recipe.validation.most).entries()) {
        checkStop()
        measurement.segment(scene())
        // What is not finite is the loop's to refuse, by the loss.
        if (held.negatives && measurement.isFinite)
          measurement.detect(pasted(scene(), i, recipe, held.negatives))
      }
      return measurement.result()
    })
  }
}

/** Of a set at most `most` scenes, spread evenly over it. */
function evenly({ items }: SceneSet, most: number): (() => LabelledScene)[] {
  const count = Math.min(items.length, most)
  return Array.from({ length: count }, (_, i) => {
    const item = items[Math.floor((i * items.length) / count)]!
    return () => item.load() as LabelledScene
  })
}

/** The same objects at the same places in every validation of all runs that paste alike; in others AP is of another set. */
function pasted(
  scene: LabelledScene,
  index: number,
  { pasting }: ResolvedPixelRecipe,
  negatives: NegativeSource,
): LabelledScene {
  const always = { ...pasting!, leaveAlone: 0, ...(pasting!.style === 'objects' && { distractors: null }) }
  return paste(scene, { negatives }, always, outlier, drawsOf(stream(0, 'validation/paste', 0, index)))
}

/** Of all scenes together, by the same functions as an evaluation. */
class Measurement {
  readonly #confusion: Confusion
  readonly #pools: PixelPool[]
  readonly #sums = { loss: 0, pixels: 0, scenes: 0 }

  constructor(
    private readonly recipe: ResolvedPixelRecipe,
    private readonly config: SegmenterConfig,
    private readonly model: Mask2Former,
    private readonly methods: readonly ChosenMaskDetector[],
  ) {
    this.#confusion = new Confusion(config.inlierClasses)
    this.#pools = methods.map(() => new PixelPool())
  }

  get isFinite(): boolean {
    return Number.isFinite(this.#sums.loss)
  }

  /** Counts the classes of a scene's pixels. */
  segment(scene: LabelledScene): void {
    const { width, labels } = scene
    const { classes, scores } = this.#score(scene, [crossEntropyWith(scene)])
    this.#confusion.add({ name: heldOut, width, predictions: classes, labels })
    this.#sums.scenes++
    for (const [i, loss] of scores[0]!.entries()) {
      if (labels[i] === IGNORED) continue
      this.#sums.loss += loss
      this.#sums.pixels++
    }
  }

  /** Pools the scores of a scene with pasted objects. */
  detect(scene: LabelledScene): void {
    const labels = scene.labels.map(label => meaningOf(label))
    const { scores } = this.#score(scene, this.methods)
    for (const [i, pool] of this.#pools.entries())
      pool.add({ name: heldOut, width: scene.width, scores: scores[i]!, labels })
  }

  result(): Validation {
    const { loss, pixels, scenes: images } = this.#sums
    const { miou: meanIou, accuracy } = this.#confusion.iou()
    const result = { accuracy, loss: pixels > 0 ? loss / pixels : null, images, meanIou }
    if (this.methods.length === 0 || !this.isFinite) return { result, quality: meanIou }
    const found = this.methods.map(({ label }, i) => [label, this.#pools[i]!.result().metrics.ap] as const)
    const averagePrecision = Object.fromEntries(found)
    // What such a run is for; its closed-set task it must merely keep. Every validation pastes the same, so that AP is
    // undefined in all of them or in none.
    const quality = found.at(-1)![1] ?? meanIou
    return { result: { ...result, averagePrecision }, quality }
  }

  /** Row-major classes and maps of each detector, at the scene's size. */
  #score(
    { width, height, image: data }: LabelledScene,
    detectors: readonly ChosenMaskDetector[],
  ): { classes: Uint8Array; scores: Float32Array[] } {
    using _ = openScope()
    const { precision, device, memoryFormat } = this.recipe
    const { inlierClasses, outlierClass } = this.config
    const { input, geometry } = prepareScenes([{ width, height, data }], this.config)
    const placed = input
      .to({ device, dtype: precision === 'float64' ? precision : 'float32' })
      .contiguous(memoryFormat)
    return inferenceMode(() => {
      const half = precision === 'bfloat16' ? precision : null
      const output = autocast(half, () => this.model.forward(placed), device)
      const masks = {
        maskLogits: output.maskLogits.select(0, 0).to('float32'),
        classLogits: output.classLogits.select(0, 0),
        ...{ inlierClasses, outlierClass },
      }
      const { classes, scores } = scoreImage(masks, detectors, geometry[0]!)
      return {
        classes: classes.toTyped() as Uint8Array,
        scores: [...scores.values()].map(map => map.toFloat32Array()),
      }
    })
  }
}

const heldOut = 'held-out scene'

const meaningOf = (label: number): number =>
  label === outlier ? OUTLIER : label === IGNORED ? IGNORED : INLIER

/**
 * −log of the share that the true class has of the inliers' maps S[k] (Eq. 7), in the form of a detector: the maps
 * are those that the classes are told by. Ignored pixels have a value without meaning.
 */
function crossEntropyWith({ labels, width, height }: LabelledScene): ChosenMaskDetector {
  const truth = labels.map(label => (label === IGNORED ? 0 : label))
  const detector = maskDetector({
    name: 'cross-entropy',
    source: 'closed-set validation',
    path: 'semantic',
    weights: inlierRows,
    combine: maps => {
      const { device } = maps
      const index = Tensor.fromTyped(truth, [1, height, width]).to({ device, dtype: 'int64' })
      const share = maps.gather(0, index).div(maps.sum(0).add(1e-12))
      return share.select(0, 0).add(1e-12).log().neg()
    },
  })
  return { label: detector.name, detector, options: {} }
}
