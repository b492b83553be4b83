/**
 * Weights to start from: their file, and whose classes it has. Shapes alone cannot tell an outlier class from one more
 * inlier class.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { NDArray } from '../formats/index.js'
import { readJsonFile } from '../formats/json-file.js'

const classes = z.object({
  inlierClasses: z.int().positive(),
  outlierClass: z.boolean(),
  classNames: z.array(z.string()).optional(),
})

export type WeightsClasses = z.infer<typeof classes>

/** What the model folder says that the weights lie in; nothing of a file that lies alone. */
export function classesOfWeights(file: string): WeightsClasses | undefined {
  const config = join(dirname(file), 'config.json')
  return existsSync(config) ? classes.safeParse(readJsonFile(config)).data : undefined
}

/**
 * Which of the weights' classes is each class of the model, where both have as many: by name if the names are the same in
 * another order, else by number.
 * @returns `note`: what is to be said where the names differ
 */
export function classesByName(
  found: readonly string[] | undefined,
  own: readonly string[],
): { order?: number[]; note?: string } {
  if (!found || found.length !== own.length || own.every((name, k) => name === found[k])) return {}
  const place = new Map(found.map((name, k) => [name, k]))
  if (own.every(name => place.has(name))) return { order: own.map(name => place.get(name)!) }
  const k = own.findIndex((name, k) => name !== found[k])
  return { note: `calls classes otherwise (${found[k]}, here ${own[k]}); they are taken by number` }
}

/** The first rows of a weight or a bias, `order[k]` as row k; rows beyond them stay. */
export function firstRowsInOrder(array: NDArray, order: readonly number[]): NDArray {
  const size = array.bytes.length / array.shape[0]!
  const bytes = array.bytes.slice()
  for (const [k, row] of order.entries())
    bytes.set(array.bytes.subarray(row * size, (row + 1) * size), k * size)
  return { ...array, bytes }
}

/** The model folder whose weights these are; nothing for a file that lies alone, or beside other software's `config.json`. */
export function folderOfWeights(from: string): string | undefined {
  const file = weightsFile(from)
  return classesOfWeights(file) && dirname(file)
}

/** The file of weights that a model folder or a file stands for. */
export const weightsFile = (from: string): string =>
  from.endsWith('.safetensors') ? from : join(from, 'model.safetensors')
