/** Recipes by name (the folder `recipes/`) or by file, with fields set on the command line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { UserError } from '../errors.js'
import { standardPreprocessing } from '../models/config.js'
import { hasFastBfloat16 } from '../runs/environment.js'
import { type Recipe, type ResolvedRecipe, recipeSchema } from './recipe.js'

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

/** @throws UserError naming the first field at fault, with the known ones if it is unknown */
export function parseRecipe(json: unknown, name: string, settings: readonly string[] = []): Recipe {
  for (const setting of settings) applySetting(json as Record<string, unknown>, setting)
  const result = recipeSchema.safeParse(json)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const unknown = issue.code === 'unrecognized_keys' ? `; known: ${knownKeys(issue.path).join(', ')}` : ''
  throw new UserError(`${name}: ${issue.path.join('.') || 'the recipe'}: ${issue.message}${unknown}`)
}

/** The keys that the schema has at a path, for an error that helps. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = recipeSchema
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
  let target = recipe
  for (const key of keys.slice(0, -1)) target = (target[key] ??= {}) as Record<string, unknown>
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
  const { precision, memoryFormat, preprocessing } = recipe
  const onCpu = recipe.device === 'cpu'
  return {
    ...recipe,
    precision: precision !== 'auto' ? precision : !onCpu || hasFastBfloat16() ? 'bfloat16' : 'float32',
    memoryFormat: memoryFormat === 'auto' ? 'channels_last' : memoryFormat,
    preprocessing: typeof preprocessing === 'string' ? standardPreprocessing[preprocessing] : preprocessing,
    threads: recipe.threads === 'auto' ? threads : recipe.threads,
  }
}
