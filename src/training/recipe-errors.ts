/** What is wrong with a recipe, in one line that begins with where it was said: in a file, or by a setting. */
import { z } from 'zod'
import { UserError } from '../errors.js'
import { recipeSchemas, type Track } from './recipe.js'
import { fieldOf, settingBehind } from './settings.js'

/** Where a recipe comes from. */
export interface Origin {
  /** What errors call the recipe: its file. */
  name: string
  /** Fields that were set on the command line. */
  settings: readonly string[]
}

/**
 * Where a field was said: `--set epochs=many`, or file and field.
 *
 * @param shown the field that is named; of an unknown one, what holds it
 */
export function placeOf(field: string, { name, settings }: Origin, shown = field): string {
  const setting = settingBehind(field, settings)
  if (setting === undefined) return `${name}: ${shown || 'the recipe'}`
  // Of an object that was set as a whole, the part at fault.
  const part = shown.slice(fieldOf(setting).length + 1)
  return `--set ${setting}${part && `: ${part}`}`
}

/** @param at the path of what was checked, within the recipe */
export function refusal(
  track: Track,
  { issues }: z.ZodError,
  origin: Origin,
  at: readonly string[] = [],
): UserError {
  const { path, message, unknown } = faultOf(issues[0]!)
  const shown = [...at, ...path].join('.')
  if (unknown === undefined) return new UserError(`${placeOf(shown, origin)}: ${message}`)
  const place = placeOf([...at, ...path, unknown].join('.'), origin, shown)
  const known = at.length === 0 ? knownKeys(track, path) : []
  return new UserError(`${place}: ${message}${known.length > 0 ? `; known: ${known.join(', ')}` : ''}`)
}

interface Fault {
  path: readonly PropertyKey[]
  message: string
  /** A key that nothing reads. */
  unknown?: string
}

/** Of alternatives, what is wrong with the one that fits best; all of them, if none fits at all. */
function faultOf(issue: z.core.$ZodIssue): Fault {
  const { path } = issue
  const message = `${issue.message}${listHint(issue)}`
  if (issue.code === 'unrecognized_keys') return { path, message, unknown: issue.keys[0] }
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return { path, message }
  const faults = issue.errors.map(([first]) => faultOf(first!))
  const deepest = faults.reduce((best, fault) => (fault.path.length > best.path.length ? fault : best))
  if (deepest.path.length > 0) return { ...deepest, path: [...path, ...deepest.path] }
  return { path, message: faults.map(({ message }) => message).join('; or ') }
}

/** A list on the command line is JSON; without brackets it is a text. */
const listHint = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_type' &&
  ['array', 'tuple'].includes(issue.expected) &&
  issue.message.endsWith('received string')
    ? '; lists are JSON, such as [256,320]'
    : ''

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
