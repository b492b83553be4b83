/** The image-wide track: classifiers on sets of images. */
import { readSafetensors } from '../../formats/index.js'
import { objectiveByName } from '../../methods/index.js'
import { type ClassifierConfig, loadWeights } from '../../models/index.js'
import type { BatchSource } from '../batch-source.js'
import { imageEntry } from '../manifest.js'
import { classesByName, classesOfWeights, setRowsInOrder } from '../start-weights.js'
import type { DataArguments, OpenedTrack } from '../track.js'
import { largeSource } from './large-source.js'
import type { ResolvedImageRecipe } from './recipe.js'
import { type Batch, packedSource } from './source.js'
import { ImageTrainer } from './trainer.js'
import { openTrainingData, prepareTrainingData, type TrainingData } from './training-data.js'
import { validator } from './validation.js'

export function openImageTrack(recipe: ResolvedImageRecipe, named: DataArguments): OpenedTrack {
  const opened = openTrainingData(named, {
    training: objectiveByName(recipe.objective.name).negatives,
    validation: recipe.validation.negativeClasses > 0,
  })
  const { inliers, negatives } = opened
  return {
    record: { inliers: imageEntry(inliers), ...(negatives && { negatives: imageEntry(negatives) }) },
    async begin({ progress, warn }) {
      const data = prepareTrainingData(recipe, opened, progress, warn)
      const config = configOf(recipe, data.inliers.classNames)
      const source = sourceOf(recipe, data, warn)
      const trainer = new ImageTrainer(recipe, config, source.stepsPerEpoch * recipe.epochs)
      return {
        trainer,
        source,
        validate: data.held && (await validator(recipe, config, data.held, trainer.model)),
        startFrom: path => startFrom(path, trainer),
      }
    },
  }
}

function sourceOf(
  recipe: ResolvedImageRecipe,
  data: TrainingData,
  warn: (message: string) => void,
): BatchSource<Batch> {
  // A closed set may have negatives too, of which only those held out for validation are used.
  const isTrained = objectiveByName(recipe.objective.name).negatives
  return data.size === 'small'
    ? packedSource(recipe, data.inliers, isTrained ? data.negatives : undefined)
    : largeSource(recipe, data.inliers, isTrained ? data.negatives : undefined, warn)
}

function configOf(recipe: ResolvedImageRecipe, classNames: readonly string[]): ClassifierConfig {
  return {
    format: 1,
    arch: recipe.model.arch,
    width: recipe.model.width,
    inlierClasses: classNames.length,
    outlierClass: objectiveByName(recipe.objective.name).outlierClass,
    classNames: [...classNames],
    preprocessing: recipe.preprocessing,
    source: `recipe ${recipe.name}, seed ${recipe.seed}`,
  }
}

/** Copies weights that fit; the classifier starts afresh where its size differs (another number of classes). */
function startFrom(path: string, trainer: ImageTrainer): string[] {
  const weights = readSafetensors(path).tensors
  const own = trainer.model.stateDict()
  const classes = classesOfWeights(path)
  // As many logits may be those of other classes.
  const differ = classes !== undefined && classes.inlierClasses !== trainer.config.inlierClasses
  const { order, note } = differ ? {} : classesByName(classes?.classNames, trainer.config.classNames)
  const keys = ['fc.weight', 'fc.bias']
  const other = keys.filter(key => {
    const shape = weights.get(key)?.shape
    return shape !== undefined && (differ || String(shape) !== String(own.get(key)!.shape))
  })
  for (const key of other) weights.set(key, own.get(key)!.toArray())
  const isKept = other.length === 0
  if (isKept && order) setRowsInOrder(weights, keys, order)
  const notes = loadWeights(trainer.model, weights, path)
  if (!isKept) notes.push(`${path}: has another number of classes; the last layer starts afresh`)
  else if (note) notes.push(`${path}: ${note}`)
  return notes
}
