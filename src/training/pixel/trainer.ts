/** The pixel-level trainer: crops → Mask2Former → losses of masks, with deep supervision. */
import { maskLosses, NonfiniteCost, type PointDraws, pointDraws } from '../../methods/masks/index.js'
import { createModel, type KeepFlags, type Mask2Former, type SegmenterConfig } from '../../models/index.js'
import { stream } from '../../random.js'
import { autocast, type Tensor } from '../../torch/index.js'
import { type Pass, Trainer } from '../trainer.js'
import { prepareCrops, type SceneBatch } from './batch.js'
import { parameterGroups } from './parameter-groups.js'
import { PixelClassifier } from './pixel-classifier.js'
import type { ResolvedPixelRecipe } from './recipe.js'

/** Every random choice of a forward pass, injected so that recorded ones can be replayed. */
export interface PassDraws {
  points: PointDraws
  keepFlags: KeepFlags
}

/** Draws that are a function of the seed and the pass, counted over all steps. */
function passDraws(seed: number, pass: number): PassDraws {
  return {
    points: pointDraws(seed, pass),
    keepFlags: (block, branch, images, keep) => {
      const random = stream(seed, `drop-path/${branch}`, pass, block)
      return Array.from({ length: images }, () => random.uniform() < keep)
    },
  }
}

export class PixelTrainer extends Trainer<SceneBatch, Mask2Former> {
  readonly #classifier: PixelClassifier | undefined

  constructor(
    override readonly recipe: ResolvedPixelRecipe,
    override readonly config: SegmenterConfig,
    private readonly drawsOf: (pass: number) => PassDraws = pass => passDraws(recipe.seed, pass),
  ) {
    const { precision, memoryFormat, device, seed, optimiser, objective } = recipe
    const place = { memoryFormat, device, dtype: precision === 'float64' ? 'float64' : 'float32' } as const
    const model = createModel(config, seed)
    model.weighNoObject(objective.noObjectWeight)
    model.to(place)
    const classes = config.inlierClasses + (config.outlierClass ? 1 : 0)
    const companion =
      objective.perPixel > 0 ? new PixelClassifier(config.convDim, classes, seed).to(place) : undefined
    const groups = parameterGroups(model, optimiser)
    if (companion) groups.push({ parameters: named('pixel_classifier', companion.namedParameters()) })
    const scheduleSteps = recipe.schedule.steps ?? recipe.steps
    super(recipe, config, recipe.steps, { model, groups, companion, scheduleSteps })
    this.#classifier = companion
  }

  protected override *passes(step: number, batch: SceneBatch): Iterable<Pass> {
    for (const [i, scenes] of batch.entries()) yield this.#pass(step, step * batch.length + i, scenes)
  }

  #pass(step: number, pass: number, scenes: SceneBatch[number]): Pass {
    const { precision, device, objective, memoryFormat } = this.recipe
    const { targets, labels, ...prepared } = prepareCrops(scenes, this.config)
    const input = prepared.input
      .to({ device, dtype: precision === 'float64' ? 'float64' : 'float32' })
      .contiguous(memoryFormat)
    const { points, keepFlags } = this.drawsOf(pass)
    const half = precision === 'bfloat16' ? precision : null
    const output = autocast(half, () => this.model.forward(input, { auxiliary: true, keepFlags }), device)
    const isFixed = step < objective.fixedAssignment * this.steps
    const onDevice = targets.map(({ classes, masks }) => ({
      classes,
      masks: masks.to({ device, dtype: input.dtype }),
    }))
    const { maskLogits, classLogits } = output
    const outputs = { maskLogits, classLogits }
    const losses = unlessNonfinite(() =>
      maskLosses([output, ...output.auxiliary], onDevice, points, objective, isFixed ? 'class' : 'hungarian'),
    )
    if (!losses) {
      const terms = { matching: maskLogits.sum().add(classLogits.sum()).mul(Number.NaN) }
      return { terms, outputs, correct: 0, judged: 0, images: scenes.length }
    }
    const { ce, mask, dice, pairs, correct } = losses
    const terms: Record<string, Tensor> = { ce: ce.sum(), mask: mask.sum(), dice: dice.sum() }
    if (this.#classifier)
      terms.pixel = this.#classifier.loss(output.pixelFeatures, labels).mul({ float: objective.perPixel })
    return { terms, outputs, correct, judged: pairs, images: scenes.length }
  }
}

/** Nothing where outputs are such that no query can be matched: a loss that is no number, like others. */
function unlessNonfinite<T>(body: () => T): T | undefined {
  try {
    return body()
  } catch (error) {
    if (error instanceof NonfiniteCost) return undefined
    throw error
  }
}

const named = (prefix: string, parameters: ReadonlyMap<string, Tensor>): Map<string, Tensor> =>
  new Map([...parameters].map(([path, tensor]) => [`${prefix}.${path}`, tensor]))
