/** JSON files of data sets, checked against a schema. */
import type { z } from 'zod'
import { UserError } from '../../errors.js'
import { parseStrictJson } from '../../formats/strict-json.js'
import type { FileTree } from './file-tree.js'

/** @throws UserError naming the file and the field */
export function parseJson<T>(bytes: Uint8Array, name: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parsedJson(bytes, name))
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new UserError(`${name}: ${path.join('.') || 'the file'}: ${message}`)
}

function parsedJson(bytes: Uint8Array, name: string): unknown {
  try {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return parseStrictJson(view.toString('utf8'), 20)
  } catch (error) {
    throw new UserError(`${name}: ${(error as Error).message}`)
  }
}

/** A JSON file of a tree. */
export const readTreeJson = <T>(tree: FileTree, file: string, schema: z.ZodType<T>): T =>
  parseJson(tree.read(file), tree.nameOf(file), schema)
