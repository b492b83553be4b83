/** JSON files that people or other programs wrote: read by one rule, checked against a schema. */
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { UserError } from '../errors.js'
import { parseStrictJson } from './strict-json.js'

const maxDepth = 20

const withRemedy = (message: string, remedy?: string) =>
  new UserError(remedy === undefined ? message : `${message}; ${remedy}`)

/**
 * @param name what errors call the file
 * @param remedy ends the errors
 * @throws UserError
 */
export function parseJsonText(text: string, name: string, remedy?: string): unknown {
  try {
    return parseStrictJson(text, maxDepth)
  } catch (error) {
    throw withRemedy(`${name}: ${(error as Error).message}`, remedy)
  }
}

/** A text without its byte order mark. @throws UserError if the file is missing or cannot be read */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(`${path}: ${code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`}`)
  }
}

/** @throws UserError if the file is missing, cannot be read or is no JSON */
export const readJsonFile = (path: string, remedy?: string): unknown =>
  parseJsonText(readText(path), path, remedy)

/**
 * @param name what errors call the value
 * @param remedy ends the errors
 * @throws UserError naming the first field that does not fit the schema
 */
export function fitting<T>(value: unknown, name: string, schema: z.ZodType<T>, remedy?: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const { path, message } = result.error.issues[0]!
  const field = path.length === 0 ? '' : `${path.join('.')}: `
  throw withRemedy(`${name}: ${field}${message}`, remedy)
}
