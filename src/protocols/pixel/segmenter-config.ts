import { UserError } from '../../errors.js'
import { isSegmenter, readModelConfig, type SegmenterConfig } from '../../models/index.js'
import { modelFolderOf } from '../model-folder-of.js'

/** Whether a run, or a model folder, is of a segmenter. @throws UserError if it is of no model */
export const isSegmenterPath = (path: string): boolean => isSegmenter(readModelConfig(modelFolderOf(path)))

/** `readModelConfig` of a mask-level model. @throws UserError for a classifier too */
export function readSegmenterConfig(folder: string): SegmenterConfig {
  const config = readModelConfig(folder)
  if (isSegmenter(config)) return config
  throw new UserError(`${folder}: is a classifier (${config.arch}); a segmenter (mask2former) is wanted here`)
}
