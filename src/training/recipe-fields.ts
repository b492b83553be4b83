/** What the fields of a recipe are and mean, as the schema of its track has it. */
import { z } from 'zod'
import { type Recipe, recipeSchemas } from './recipe.js'
import { missingFor } from './unused-settings.js'

export interface RecipeField {
  /** As `--set` names it, `optimiser.lr`. */
  field: string
  value: unknown
  /** What may stand there, where that is a choice among names. */
  choices?: string[]
  about: string
  /** What it would need to have an effect in this recipe. */
  missing?: string
}

/** Every field of a recipe, in the order of the schema; fields within what is absent (`null`) are not listed. */
export function recipeFields(recipe: Recipe): RecipeField[] {
  const schema = z.toJSONSchema(recipeSchemas[recipe.track], { io: 'input' }) as Schema
  return [...fieldsWithin(schema, recipe as Values, '')]
    .filter(({ field }) => !headings.has(field))
    .map(one => ({ ...one, missing: missingFor(recipe, one.field) }))
}

/** What says which recipe it is, and is no setting. */
const headings = new Set(['track', 'name', 'description'])

/** What is read of JSON Schema. */
interface Schema {
  description?: string
  properties?: Record<string, Schema>
  anyOf?: Schema[]
  oneOf?: Schema[]
  enum?: unknown[]
  const?: unknown
}

type Values = Record<string, unknown>

function* fieldsWithin(schema: Schema, values: Values, prefix: string): Generator<RecipeField> {
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    const [field, value] = [`${prefix}${key}`, values[key]]
    const fields = fieldsOf(inner, value)
    if (fields) yield* fieldsWithin(fields, value as Values, `${field}.`)
    else yield { field, value: value ?? null, choices: choicesOf(inner), about: inner.description ?? '' }
  }
}

/** The alternative that has the fields of an object. */
function fieldsOf(schema: Schema, value: unknown): Schema | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return alternatives(schema).find(({ properties }) => properties && isOf(properties, value as Values))
}

const isOf = (properties: Record<string, Schema>, value: Values): boolean =>
  Object.entries(properties).every(([key, { const: only }]) => only === undefined || only === value[key])

const alternatives = (schema: Schema): Schema[] => {
  const inner = schema.anyOf ?? schema.oneOf
  return inner ? inner.flatMap(alternatives) : [schema]
}

function choicesOf(schema: Schema): string[] | undefined {
  const names = alternatives(schema).flatMap(one => one.enum ?? [])
  return names.length > 0 ? names.map(String) : undefined
}
