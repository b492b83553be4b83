/** JSON files of data sets, checked against a schema. */
import type { z } from 'zod'
import { fitting, parseJsonText } from '../../formats/json-file.js'
import type { FileTree } from './file-tree.js'

/** @throws UserError naming the file and the field */
export function parseJson<T>(bytes: Uint8Array, name: string, schema: z.ZodType<T>): T {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return fitting(parseJsonText(view.toString('utf8'), name), name, schema)
}

/** A JSON file of a tree. */
export const readTreeJson = <T>(tree: FileTree, file: string, schema: z.ZodType<T>): T =>
  parseJson(tree.read(file), tree.nameOf(file), schema)
