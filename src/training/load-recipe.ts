/** Recipes by name (the folder `recipes/`) or by file, with fields set on the command line. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UserError } from '../errors.js'
import { readJsonFile } from '../formats/json-file.js'
import { objectiveByName } from '../methods/index.js'
import { maskObjectiveByName } from '../methods/masks/index.js'
import { standardPreprocessing } from '../models/classifier-config.js'
import { hasFastBfloat16 } from '../runs/environment.js'
import type { ImageRecipe } from './image/recipe.js'
import type { PixelRecipe } from './pixel/recipe.js'
import { type Recipe, type ResolvedRecipe, recipeSchemas, type Track } from './recipe.js'
import { type Origin, placeOf, refusal } from './recipe-errors.js'
import { applySetting, fieldOf, isRecord, settingBehind } from './settings.js'
import type { Settled } from './shared-recipe.js'
import { refuseUnused } from './unused-settings.js'

const folder = join(import.meta.dirname, '../../recipes')

export const recipeNames = (): string[] =>
  readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .map(file => basename(file, '.json'))
    .sort()

/**
 * @param reference a name in `recipes/` or the path of a JSON file
 * @param settings `key.path=value`; values are JSON, or else text
 * @throws UserError naming the file or the field
 */
export function loadRecipe(reference: string, settings: readonly string[] = []): Recipe {
  const path = reference.endsWith('.json') ? reference : join(folder, `${reference}.json`)
  if (!existsSync(path)) {
    throw new UserError(
      reference.endsWith('.json')
        ? `${reference}: no such file`
        : `unknown recipe "${reference}"; known: ${recipeNames().join(', ')} (or the path of a .json file)`,
    )
  }
  return parseRecipe(readJsonFile(path), path, settings)
}

/**
 * @param name what errors call it
 * @throws UserError naming the setting or the field at fault, with the known ones if it is unknown; also for a
 *   setting that would change nothing
 */
export function parseRecipe(json: unknown, name: string, settings: readonly string[] = []): Recipe {
  if (!isRecord(json)) {
    const found = Array.isArray(json) ? 'a list' : json === null ? 'null' : `a ${typeof json}`
    throw new UserError(`${name}: expected an object of fields, found ${found}`)
  }
  const origin = { name, settings }
  const given = structuredClone(json)
  for (const setting of settings) applySetting(given, setting)
  const track = trackOf(given, origin)
  const { track: written = 'image' } = json
  if (track !== written && settingBehind('track', settings) !== undefined) {
    throw new UserError(
      `${placeOf('track', origin)}: ${name} is a recipe of the track ${written}, and tracks have other fields; take a recipe of the track ${track}`,
    )
  }
  const result = recipeSchemas[track].safeParse(given)
  if (!result.success) throw refusal(track, result.error, origin)
  const recipe =
    result.data.track === 'pixel' ? checkedPixels(result.data, origin) : withOptions(result.data, origin)
  refuseUnused(recipe, settings.map(fieldOf))
  return recipe
}

function trackOf({ track = 'image' }: Record<string, unknown>, origin: Origin): Track {
  if (Object.hasOwn(recipeSchemas, track as string)) return track as Track
  const known = Object.keys(recipeSchemas).join(', ')
  throw new UserError(`${placeOf('track', origin)}: ${JSON.stringify(track)}, expected one of ${known}`)
}

function withOptions(recipe: ImageRecipe, origin: Origin): ImageRecipe {
  const { objective } = recipe
  const options = objectiveByName(objective.name).options.safeParse(objective.options)
  if (!options.success) throw refusal('image', options.error, origin, ['objective', 'options'])
  checkProgressive(recipe, origin)
  return { ...recipe, objective: { ...objective, options: options.data as Record<string, unknown> } }
}

/** @throws UserError if images begin as large as they are */
function checkProgressive(
  { augmentation: { progressive }, preprocessing }: ImageRecipe,
  origin: Origin,
): void {
  const { crop } = typeof preprocessing === 'string' ? standardPreprocessing[preprocessing] : preprocessing
  if (!progressive || progressive.from < crop) return
  throw new UserError(
    `${placeOf('augmentation.progressive', origin)}: begins with ${progressive.from} pixels, and images have ${crop}; begin with fewer, or null`,
  )
}

function checkedPixels(recipe: PixelRecipe, origin: Origin): PixelRecipe {
  checkSchedule(recipe, origin)
  checkPasting(recipe, origin)
  return recipe
}

/** @throws UserError if the rate would have come down to nothing before the last step */
function checkSchedule({ schedule, steps }: PixelRecipe, origin: Origin): void {
  if (schedule.steps === null || schedule.steps >= steps) return
  throw new UserError(
    `${placeOf('schedule.steps', origin)}: ${schedule.steps}, and training takes ${steps} steps; make it as long or longer, or null`,
  )
}

/** @throws UserError if negatives are wanted and it is not said how they are pasted, or said for nothing */
function checkPasting({ objective, pasting }: PixelRecipe, origin: Origin): void {
  const { negatives } = maskObjectiveByName(objective.name)
  if (negatives && !pasting) {
    throw new UserError(
      `${placeOf('pasting', origin)}: missing, and ${objective.name} trains with negatives; say how they are pasted, as in {"style": "objects"}`,
    )
  }
  if (!negatives && pasting) {
    throw new UserError(
      `${placeOf('pasting', origin)}: ${objective.name} trains without negatives; leave it out (--set pasting=null), or choose the objective uno or eam`,
    )
  }
}

/** Settles every `auto`: what was chosen is part of the run's record. */
export function resolveRecipe(recipe: Recipe, threads: number): ResolvedRecipe {
  const { precision, memoryFormat } = recipe
  const onCpu = recipe.device === 'cpu'
  const settled: Settled = {
    precision: precision !== 'auto' ? precision : !onCpu || hasFastBfloat16() ? 'bfloat16' : 'float32',
    memoryFormat: memoryFormat === 'auto' ? 'channels_last' : memoryFormat,
    threads: recipe.threads === 'auto' ? threads : recipe.threads,
  }
  if (recipe.track === 'pixel') return { ...recipe, ...settled }
  const { preprocessing } = recipe
  return {
    ...recipe,
    ...settled,
    preprocessing: typeof preprocessing === 'string' ? standardPreprocessing[preprocessing] : preprocessing,
  }
}
