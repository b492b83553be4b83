/** Fields of a recipe that a person set on the command line: `key.path=value`. */
import { UserError } from '../errors.js'

/** The field that a setting sets. */
export const fieldOf = (setting: string): string => setting.slice(0, setting.indexOf('='))

/** The same, or, where it sets several at once (`schedule={"name":…}`), each of them. */
export function fieldsOf(setting: string): string[] {
  const value = parseValue(setting.slice(setting.indexOf('=') + 1))
  return leavesOf(fieldOf(setting), value)
}

function leavesOf(field: string, value: unknown): string[] {
  if (!isRecord(value)) return [field]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(`${field}.${key}`, inner))
}

/**
 * Sets a field of a recipe; the value is JSON, or else text.
 *
 * @throws UserError if the setting is none, or its field lies within what has no fields
 */
export function applySetting(recipe: Record<string, unknown>, setting: string): void {
  const at = setting.indexOf('=')
  if (at <= 0) throw new UserError(`--set ${setting}: expected key=value, as in optimiser.lr=0.05`)
  const keys = fieldOf(setting).split('.')
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

/** The setting that decides a field: the last one that set the field, what holds it, or a part of it. */
export const settingBehind = (field: string, settings: readonly string[]): string | undefined =>
  settings.findLast(setting => {
    const set = fieldOf(setting)
    return set === field || field.startsWith(`${set}.`) || set.startsWith(`${field}.`)
  })

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
