/** The pixel-level track: a segmenter on scenes, with negatives pasted into them. */
import { checkPasting } from '../../data/pasting/paste.js'
import type { SceneSet } from '../../data/scenes/scene-set.js'
import { maskObjectiveByName } from '../../methods/masks/index.js'
import type { SegmenterConfig } from '../../models/index.js'
import { parseModelConfig } from '../../models/index.js'
import { negativeEntry, sceneEntry } from '../manifest.js'
import type { DataArguments, OpenedTrack } from '../track.js'
import type { ResolvedPixelRecipe } from './recipe.js'
import type { SampleSpec } from './sample-maker.js'
import {
  holdOutNegatives,
  holdOutScenes,
  openTrainingScenes,
  partOf,
  refuseAllIgnored,
} from './scene-data.js'
import { sceneSource } from './source.js'
import { startFrom } from './start-from.js'
import { PixelTrainer } from './trainer.js'
import { sceneValidator } from './validation.js'

export function openPixelTrack(recipe: ResolvedPixelRecipe, data: DataArguments): OpenedTrack {
  const objective = maskObjectiveByName(recipe.objective.name)
  const { scenes, negatives } = openTrainingScenes(data, objective.negatives)
  return {
    record: { inliers: sceneEntry(scenes), ...(negatives && { negatives: negativeEntry(negatives) }) },
    async begin({ warn }) {
      warnOfMargins(recipe, warn)
      const K = scenes.classNames.length
      const ours = holdOutScenes(scenes, recipe)
      refuseAllIgnored(partOf(scenes, ours.kept))
      const theirs = negatives && holdOutNegatives(negatives, recipe)
      const pasting = recipe.pasting ?? undefined
      if (pasting) checkPasting(pasting, { scenes, negatives: negatives && partOf(negatives, theirs!.kept) })
      const spec: SampleSpec = {
        data,
        scenes: ours.kept,
        negatives: theirs?.kept,
        annotations: negatives?.annotations,
        recipe: { augment: recipe.augmentation, pasting, pastedLabel: objective.pastedLabel(K) },
        seed: recipe.seed,
      }
      const config = configOf(recipe, scenes)
      const trainer = new PixelTrainer(recipe, config)
      const held = {
        scenes: partOf(scenes, ours.held),
        negatives: negatives && theirs!.held.length > 0 ? partOf(negatives, theirs!.held) : undefined,
      }
      return {
        trainer,
        source: sceneSource(recipe, spec, partOf(scenes, ours.kept)),
        validate:
          ours.held.length > 0 ? await sceneValidator(recipe, config, held, trainer.model) : undefined,
        startFrom: file => startFrom(trainer.model, config, file),
      }
    },
  }
}

function configOf(recipe: ResolvedPixelRecipe, { classNames, colours }: SceneSet): SegmenterConfig {
  const { name, seed, model, preprocessing, objective } = recipe
  const config: SegmenterConfig = {
    format: 1,
    ...model,
    inlierClasses: classNames.length,
    outlierClass: maskObjectiveByName(objective.name).outlierClass,
    classNames: [...classNames],
    classColours: colours.map(([r, g, b]) => [r, g, b]),
    preprocessing,
    source: `recipe ${name}, seed ${seed}`,
  }
  return parseModelConfig(config, `recipe ${name}: model`) as SegmenterConfig
}

/**
 * What crops lack to a multiple of the network's stride is filled with zeros, in which no mask lies. If every
 * crop has that margin the network learns that its right or lower border holds nothing, and finds outliers there.
 */
function warnOfMargins({ augmentation, model }: ResolvedPixelRecipe, warn: (message: string) => void): void {
  const { crop } = augmentation
  const { sizeDivisibility: unit } = model
  if (crop === null || crop.every(side => side % unit === 0)) return
  const [height, width] = crop.map(side => Math.ceil(side / unit) * unit)
  warn(
    `augmentation.crop ${crop.join('×')} is filled up to ${height}×${width}, and the network learns that the margin holds nothing; choose multiples of ${unit}`,
  )
}
