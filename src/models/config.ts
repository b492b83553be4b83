/** `config.json` of a model folder: what the weights beside it are, and what they want to be fed. */

import type { z } from 'zod'
import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { type ClassifierConfig, classifierArchs, classifierConfig } from './classifier-config.js'
import { type SegmenterConfig, segmenterConfig } from './mask2former/config.js'

export type ModelConfig = ClassifierConfig | SegmenterConfig

/** Whether the model gives masks (`MaskOutput`) and not one answer an image (`ImageOutput`). */
export const isSegmenter = (config: ModelConfig): config is SegmenterConfig => config.arch === 'mask2former'

export const archs = [...classifierArchs, 'mask2former'] as const

/** All outputs of a classifier: K, or K + 1 with the outlier class. */
export const outputsOf = (config: Pick<ClassifierConfig, 'inlierClasses' | 'outlierClass'>): number =>
  config.inlierClasses + (config.outlierClass ? 1 : 0)

/** @throws UserError that names the first field at fault */
export function parseModelConfig(json: unknown, name: string): ModelConfig {
  const arch = (json as { arch?: unknown } | null)?.arch
  const schema: z.ZodType<ModelConfig> = arch === 'mask2former' ? segmenterConfig : classifierConfig
  const result = schema.safeParse(json)
  if (!result.success) {
    const issue = result.error.issues[0]!
    const what =
      issue.path[0] === 'arch' ? `${JSON.stringify(arch)}; known: ${archs.join(', ')}` : issue.message
    throw new UserError(`${name}: ${issue.path.join('.') || 'the file'}: ${what}`)
  }
  const { classNames, inlierClasses } = result.data
  if (classNames.length === inlierClasses) return result.data
  throw new UserError(
    `${name}: classNames has ${counted(classNames.length, 'name')} for inlierClasses = ${inlierClasses}`,
  )
}
