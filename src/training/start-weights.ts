/**
 * Weights to start from: their file, and whose classes it has. Shapes alone cannot tell an outlier class from one more
 * inlier class.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { NDArray } from '../formats/index.js'
import { readJsonFile } from '../formats/json-file.js'
import { placesByName } from '../models/class-names.js'

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
 * Which of the weights' classes is each class of the model, where both have as many and names tell (`placesByName`).
 * @returns `note`: what is to be said of classes that are called otherwise
 */
export function classesByName(
  found: readonly string[] = [],
  own: readonly string[],
): { order?: number[]; note?: string } {
  const order = placesByName(own, found)
  if (!order) return {}
  const k = own.findIndex(name => !found.includes(name))
  return {
    ...(order.some((row, k) => row !== k) && { order }),
    ...(k >= 0 && { note: `has no class ${own[k]}, which begins as its ${found[order[k]!]}` }),
  }
}

/** Puts row `order[k]` of weights and biases in place k; rows beyond the first, and tensors that are absent, stay so. */
export function setRowsInOrder(
  weights: Map<string, NDArray>,
  keys: readonly string[],
  order: readonly number[],
): void {
  for (const key of keys) {
    const array = weights.get(key)
    if (array) weights.set(key, firstRowsInOrder(array, order))
  }
}

function firstRowsInOrder(array: NDArray, order: readonly number[]): NDArray {
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
