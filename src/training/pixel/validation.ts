/** mIoU on held-out scenes, and AP of the scores where held-out negatives are pasted into them. */
import { drawsOf } from '../../data/augment/draws.js'
import type { NegativeSource } from '../../data/negatives/negative-source.js'
import { paste } from '../../data/pasting/paste.js'
import type { LabelledScene, SceneSet } from '../../data/scenes/scene-set.js'
import { type ChosenMaskDetector, chooseMaskDetector } from '../../methods/masks/index.js'
import { PixelPool } from '../../metrics/index.js'
import { type Mask2Former, prepareScenes, type SegmenterConfig } from '../../models/index.js'
import { type MapGeometry, scoreMaps, semanticMaps } from '../../nn/index.js'
import { stream } from '../../random.js'
import { autocast, inferenceMode, openScope, ops, Tensor } from '../../torch/index.js'
import type { Validate, Validation } from '../track.js'
import type { ResolvedPixelRecipe } from './recipe.js'

export interface HeldOutScenes {
  scenes: SceneSet
  negatives?: NegativeSource
}

class Stopped extends Error {}

const outlier = 254
const ignored = 255

/** A function that validates the model; the detectors are chosen once. */
export async function sceneValidator(
  recipe: ResolvedPixelRecipe,
  config: SegmenterConfig,
  held: HeldOutScenes,
  model: Mask2Former,
): Promise<Validate> {
  const scores = config.outlierClass ? ['s_unc', 's_no', 's_uno'] : ['s_unc', 'eam']
  const methods = held.negatives ? await Promise.all(scores.map(chooseMaskDetector)) : []
  return stopRequested => {
    model.eval()
    const measurement = new Measurement(recipe, config, model, methods)
    try {
      for (const [i, scene] of evenly(held.scenes, recipe.validation.most).entries()) {
        if (stopRequested()) throw new Stopped()
        measurement.segment(scene())
        if (held.negatives) measurement.detect(pasted(scene(), i, recipe, held.negatives))
      }
      return measurement.result()
    } catch (error) {
      if (error instanceof Stopped) return undefined
      throw error
    }
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

/** The same objects at the same places in every validation of every run. */
function pasted(
  scene: LabelledScene,
  index: number,
  { pasting }: ResolvedPixelRecipe,
  negatives: NegativeSource,
): LabelledScene {
  const always = { ...pasting!, leaveAlone: 0, ...(pasting!.style === 'objects' && { distractors: null }) }
  return paste(scene, { negatives }, always, outlier, drawsOf(stream(0, 'validation/paste', 0, index)))
}

class Measurement {
  readonly #confusion: Float64Array
  readonly #pools: PixelPool[]
  readonly #sums = { loss: 0, pixels: 0, scenes: 0 }

  constructor(
    private readonly recipe: ResolvedPixelRecipe,
    private readonly config: SegmenterConfig,
    private readonly model: Mask2Former,
    private readonly methods: readonly ChosenMaskDetector[],
  ) {
    this.#confusion = new Float64Array(config.inlierClasses ** 2)
    this.#pools = methods.map(() => new PixelPool())
  }

  /** Counts the classes of a scene's pixels. */
  segment(scene: LabelledScene): void {
    const K = this.config.inlierClasses
    this.#predict(scene, (maskLogits, probabilities, geometry) => {
      const rows = probabilities.narrow(1, 0, K).transpose(0, 1)
      const maps = semanticMaps(maskLogits, rows, geometry) // [K, H, W]
      const labels = Tensor.fromTyped(scene.labels, [scene.height, scene.width])
        .to({ device: maps.device, dtype: 'int64' })
        .flatten()
      const counted = ops.nonzero(labels.ne(ignored)).flatten()
      const truth = labels.indexSelect(0, counted)
      const values = maps.flatten(1).indexSelect(1, counted) // [K, P]
      const pairs = truth.mul(K).add(values.argmax(0))
      const counts = ops.bincount(pairs, { minlength: K * K }).toFloat64Array()
      for (const [i, count] of counts.entries()) this.#confusion[i]! += count
      const share = values.gather(0, truth.unsqueeze(0)).squeeze(0).div(values.sum(0).add(1e-12))
      this.#sums.loss -= share.add(1e-12).log().sum().item()
      this.#sums.pixels += truth.size
      this.#sums.scenes++
    })
  }

  /** Pools the scores of a scene with pasted objects. */
  detect(scene: LabelledScene): void {
    const labels = scene.labels.map(label => (label === outlier ? 1 : label === ignored ? ignored : 0))
    this.#predict(scene, (maskLogits, probabilities, geometry) => {
      for (const [i, { detector, options }] of this.methods.entries()) {
        const weights = detector.weights(probabilities, this.config.inlierClasses, options)
        const maps = (detector.path === 'score' ? scoreMaps : semanticMaps)(
          maskLogits,
          weights.to(maskLogits.dtype),
          geometry,
        )
        const scores = detector.combine(maps, options).flatten().toFloat32Array()
        this.#pools[i]!.add({ name: 'held-out scene', width: scene.width, scores, labels })
      }
    })
  }

  result(): Validation {
    const K = this.config.inlierClasses
    const { loss, pixels, scenes } = this.#sums
    const at = (truth: number, found: number) => this.#confusion[truth * K + found]!
    const classes = Array.from({ length: K }, (_, k) => k)
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
    const ious = classes.flatMap(k => {
      const union = sum(classes.map(j => at(k, j) + at(j, k))) - at(k, k)
      return union > 0 ? [at(k, k) / union] : []
    })
    const meanIou = sum(ious) / Math.max(1, ious.length)
    const result = {
      accuracy: sum(classes.map(k => at(k, k))) / Math.max(1, pixels),
      loss: loss / Math.max(1, pixels),
      images: scenes,
      meanIou,
    }
    if (this.methods.length === 0) return { result, quality: meanIou }
    const found = this.methods.map(({ label }, i) => [label, this.#pools[i]!.result().metrics.ap] as const)
    const averagePrecision = Object.fromEntries(found)
    // What such a run is for; its closed-set task it must merely keep. Every validation pastes the same, so that AP is
    // undefined in all of them or in none.
    return { result: { ...result, averagePrecision }, quality: found.at(-1)![1] ?? meanIou }
  }

  #predict(
    scene: LabelledScene,
    see: (maskLogits: Tensor, probabilities: Tensor, geometry: MapGeometry) => void,
  ): void {
    using _ = openScope()
    const { precision, device, memoryFormat } = this.recipe
    const { width, height, image: data } = scene
    const { input, geometry } = prepareScenes([{ width, height, data }], this.config)
    const placed = input
      .to({ device, dtype: precision === 'float64' ? precision : 'float32' })
      .contiguous(memoryFormat)
    inferenceMode(() => {
      const half = precision === 'bfloat16' ? precision : null
      const { maskLogits, classLogits } = autocast(half, () => this.model.forward(placed), device)
      see(maskLogits.select(0, 0), classLogits.select(0, 0).softmax(-1), geometry[0]!)
    })
  }
}
