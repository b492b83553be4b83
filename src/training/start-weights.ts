/**
 * Weights to start from: their file, and whose classes it has. Shapes alone cannot tell an outlier class from one more
 * inlier class.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { readJsonFile } from '../formats/json-file.js'

const classes = z.object({ inlierClasses: z.int().positive(), outlierClass: z.boolean() })

export type WeightsClasses = z.infer<typeof classes>

/** What the model folder says that the weights lie in; nothing of a file that lies alone. */
export function classesOfWeights(file: string): WeightsClasses | undefined {
  const config = join(dirname(file), 'config.json')
  return existsSync(config) ? classes.safeParse(readJsonFile(config)).data : undefined
}

/** The model folder whose weights these are; nothing for a file that lies alone, or beside other software's `config.json`. */
export function folderOfWeights(from: string): string | undefined {
  const file = weightsFile(from)
  return classesOfWeights(file) && dirname(file)
}

/** The file of weights that a model folder or a file stands for. */
export const weightsFile = (from: string): string =>
  from.endsWith('.safetensors') ? from : join(from, 'model.safetensors')
