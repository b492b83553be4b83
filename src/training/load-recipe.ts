/** Recipes by name (the folder `recipes/`) or by file, with fields set on the command line. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UserError } from '../errors.js'
import { readJsonFile } from '../formats/json-file.js'
import { standardPreprocessing } from '../models/classifier-config.js'
import { hasFastBfloat16 } from '../runs/environment.js'
import { defaultThreads } from '../torch/addon.js'
import { checkedImageRecipe } from './image/check-recipe.js'
import { checkedPixelRecipe } from './pixel/check-recipe.js'
import { type Recipe, type ResolvedRecipe, recipeSchemas, type Track } from './recipe.js'
import { type Origin, placeOf, refusal } from './recipe-errors.js'
import { applySetting, fieldsOf, isRecord, settingBehind } from './settings.js'
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
    result.data.track === 'pixel'
      ? checkedPixelRecipe(result.data, origin)
      : checkedImageRecipe(result.data, origin)
  refuseUnused(recipe, settings.flatMap(fieldsOf))
  return recipe
}

function trackOf({ track = 'image' }: Record<string, unknown>, origin: Origin): Track {
  if (Object.hasOwn(recipeSchemas, track as string)) return track as Track
  const known = Object.keys(recipeSchemas).join(', ')
  throw new UserError(`${placeOf('track', origin)}: ${JSON.stringify(track)}, expected one of ${known}`)
}

/** Settles every `auto`: what was chosen is part of the run's record. */
export function resolveRecipe(recipe: Recipe, threads = defaultThreads()): ResolvedRecipe {
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
