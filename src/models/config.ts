/** `config.json` of a model folder: what the weights beside it are, and what they want to be fed. */

import { z } from 'zod'
import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { fitting } from '../formats/json-file.js'
import { type ClassifierConfig, classifierArchs, classifierConfig } from './classifier-config.js'
import { type SegmenterConfig, segmenterConfig } from './mask2former/config.js'

export type ModelConfig = ClassifierConfig | SegmenterConfig

/** Whether the model gives masks (`MaskOutput`) and not one answer an image (`ImageOutput`). */
export const isSegmenter = (config: ModelConfig): config is SegmenterConfig => config.arch === 'mask2former'

export const archs = [...classifierArchs, 'mask2former'] as const

const ofAnyArch = z.looseObject({
  arch: z.enum(archs, { error: ({ input }) => `${JSON.stringify(input)}; known: ${archs.join(', ')}` }),
})

/** All outputs of a classifier: K, or K + 1 with the outlier class. */
export const outputsOf = (config: Pick<ClassifierConfig, 'inlierClasses' | 'outlierClass'>): number =>
  config.inlierClasses + (config.outlierClass ? 1 : 0)

/** @throws UserError that names the first field at fault */
export function parseModelConfig(json: unknown, name: string): ModelConfig {
  const { arch } = fitting(json, name, ofAnyArch)
  const config = fitting<ModelConfig>(json, name, arch === 'mask2former' ? segmenterConfig : classifierConfig)
  const { classNames, inlierClasses } = config
  if (classNames.length === inlierClasses) return config
  throw new UserError(
    `${name}: classNames has ${counted(classNames.length, 'name')} for inlierClasses = ${inlierClasses}`,
  )
}
