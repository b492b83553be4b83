/** Recipes by name (the folder `recipes/`) or by file, with fields set on the command line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { UserError } from '../errors.js'
import { objectiveByName } from '../methods/index.js'
import { maskObjectiveByName } from '../methods/masks/index.js'
import { standardPreprocessing } from '../models/classifier-config.js'
import { hasFastBfloat16 } from '../runs/environment.js'
import type { ImageRecipe } from './image/recipe.js'
import type { PixelRecipe } from './pixel/recipe.js'
import { type Recipe, type ResolvedRecipe, recipeSchemas, type Track } from './recipe.js'
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
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UserError(`${path}: not JSON (${(error as Error).message})`)
  }
  return parseRecipe(json, path, settings)
}

/**
 * @param name what errors call it
 * @throws UserError naming the first field at fault, with the known ones if it is unknown; also for a setting
 *   that would change nothing
 */
export function parseRecipe(json: unknown, name: string, settings: readonly string[] = []): Recipe {
  if (!isRecord(json)) {
    const found = Array.isArray(json) ? 'a list' : json === null ? 'null' : `a ${typeof json}`
    throw new UserError(`${name}: expected an object of fields, found ${found}`)
  }
  const given = structuredClone(json)
  for (const setting of settings) applySetting(given, setting)
  const track = trackOf(given, name)
  const result = recipeSchemas[track].safeParse(given)
  if (!result.success) throw refusal(name, track, result.error)
  const recipe =
    result.data.track === 'pixel' ? withPasting(result.data, name) : withOptions(result.data, name)
  refuseUnused(
    recipe,
    settings.map(setting => setting.slice(0, setting.indexOf('='))),
  )
  return recipe
}

function trackOf({ track = 'image' }: Record<string, unknown>, name: string): Track {
  if (Object.hasOwn(recipeSchemas, track as string)) return track as Track
  const known = Object.keys(recipeSchemas).join(', ')
  throw new UserError(`${name}: track: ${JSON.stringify(track)}, expected one of ${known}`)
}

function withOptions(recipe: ImageRecipe, name: string): ImageRecipe {
  const { objective } = recipe
  const options = objectiveByName(objective.name).options.safeParse(objective.options)
  if (!options.success) throw refusal(name, 'image', options.error, ['objective', 'options'])
  return { ...recipe, objective: { ...objective, options: options.data as Record<string, unknown> } }
}

/** @throws UserError if negatives are wanted and it is not said how they are pasted, or said for nothing */
function withPasting(recipe: PixelRecipe, name: string): PixelRecipe {
  const { objective, pasting } = recipe
  const { negatives } = maskObjectiveByName(objective.name)
  if (negatives && !pasting) {
    throw new UserError(
      `${name}: pasting: missing, and ${objective.name} trains with negatives; say how they are pasted, as in {"style": "objects"}`,
    )
  }
  if (!negatives && pasting) {
    throw new UserError(
      `${name}: pasting: ${objective.name} trains without negatives; leave it out, or choose the objective uno or eam`,
    )
  }
  return recipe
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function refusal(name: string, track: Track, { issues }: z.ZodError, at: readonly string[] = []): UserError {
  const issue = issues[0]!
  const field = [...at, ...issue.path].join('.') || 'the recipe'
  const known = issue.code === 'unrecognized_keys' && at.length === 0 ? knownKeys(track, issue.path) : []
  return new UserError(
    `${name}: ${field}: ${issue.message}${known.length > 0 ? `; known: ${known.join(', ')}` : ''}`,
  )
}

/** The keys that the schema has at a path, for an error that helps. */
function knownKeys(track: Track, path: readonly PropertyKey[]): string[] {
  let schema: unknown = recipeSchemas[track]
  for (const key of path)
    schema =
      unwrapped(schema) instanceof z.ZodObject
        ? (unwrapped(schema) as z.ZodObject).shape[key as string]
        : undefined
  const object = unwrapped(schema)
  return object instanceof z.ZodObject ? Object.keys(object.shape) : []
}

function unwrapped(schema: unknown): unknown {
  while (
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodNullable
  ) {
    schema = schema.unwrap()
  }
  return schema
}

function applySetting(recipe: Record<string, unknown>, setting: string): void {
  const at = setting.indexOf('=')
  if (at <= 0) throw new UserError(`--set ${setting}: expected key=value, as in optimiser.lr=0.05`)
  const keys = setting.slice(0, at).split('.')
  if (keys.includes('__proto__')) throw new UserError(`--set ${setting}: there is no such field`)
  let target = recipe
  for (const [i, key] of keys.slice(0, -1).entries()) {
    const inner = (target[key] ??= {})
    if (!isRecord(inner)) {
      throw new UserError(
        `--set ${setting}: ${keys.slice(0, i + 1).join('.')} is ${JSON.stringify(inner)}, which has no fields; set it as a whole`,
      )
    }
    target = inner
  }
  target[keys.at(-1)!] = parseValue(setting.slice(at + 1))
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
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
