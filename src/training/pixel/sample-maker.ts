/** Training samples of a run's scenes: in whatever thread they are made, the same. */
import { drawsOf } from '../../data/augment/draws.js'
import type { CocoAnnotations } from '../../data/negatives/coco-annotations.js'
import { type SampleRecipe, trainingSample } from '../../data/samples/training-sample.js'
import type { LabelledScene } from '../../data/scenes/scene-set.js'
import { stream } from '../../random.js'
import type { DataArguments } from '../track.js'
import { openTrainingScenes, type Part, partOf } from './scene-data.js'

/** What a thread needs to open the same sets for itself. */
export interface SampleSpec {
  data: DataArguments
  /** The items that are trained on. */
  scenes: Part
  negatives?: Part
  /** What the main thread has read of them, so that not every thread reads hundreds of megabytes. */
  annotations?: CocoAnnotations
  recipe: SampleRecipe
  seed: number
}

export interface SampleTask {
  step: number
  /** Place in the batch of the step. */
  position: number
  /** Scene. */
  index: number
}

/** A function that makes samples, each a function of the seed, the step and its place in the batch. */
export function sampleMaker({
  data,
  recipe,
  seed,
  annotations,
  ...parts
}: SampleSpec): (task: SampleTask) => LabelledScene {
  const opened = openTrainingScenes(data, parts.negatives !== undefined, annotations)
  const sources = {
    scenes: partOf(opened.scenes, parts.scenes),
    negatives: opened.negatives && parts.negatives && partOf(opened.negatives, parts.negatives),
  }
  return ({ step, position, index }) =>
    trainingSample(index, sources, recipe, drawsOf(stream(seed, 'scenes', step, position)))
}
