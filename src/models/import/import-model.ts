/** `uno import`: a checkpoint of either kind becomes a model, by what is asked for, or by the names in it. */
import { UserError } from '../../errors.js'
import { withCheckpoint } from '../../formats/index.js'
import type { ClassifierConfig } from '../classifier-config.js'
import type { ModelConfig } from '../config.js'
import type { LoadedModel } from '../model-folder.js'
import { type ImportOptions, importCheckpoint } from './import-checkpoint.js'
import { importSegmenter } from './import-segmenter.js'
import { isSegmenterCheckpoint } from './segmenter-names.js'
import type { SegmenterImportOptions } from './segmenter-options.js'

export type AnyImportOptions = Omit<ImportOptions, 'arch'> &
  SegmenterImportOptions & { arch?: ModelConfig['arch'] }

/** @throws UserError also for an option that the kind of model does not have */
export function importModel(path: string, options: AnyImportOptions = {}): LoadedModel & { notes: string[] } {
  const { arch, width, preprocessing, config, seed, partial, classColours, ...shared } = options
  const asked = (given: unknown, option: string, instead: string) => {
    if (given !== undefined)
      throw new UserError(`${path}: ${option} is not for this kind of model; ${instead}`)
  }
  if (arch === 'mask2former' || (arch === undefined && looksLikeSegmenter(path))) {
    asked(width, '--width', 'its widths are read from the tensors (--config overrides)')
    asked(preprocessing, '--preprocessing', 'give "preprocessing" in a file (--config)')
    return importSegmenter(path, { ...shared, config, seed, partial, classColours })
  }
  asked(partial, '--partial', 'all its tensors must fit')
  asked(config, '--config', 'give --width, --classes or --preprocessing')
  asked(classColours, 'classColours', 'classes of images have no colours')
  return importCheckpoint(path, {
    ...shared,
    seed,
    arch: arch as ClassifierConfig['arch'] | undefined,
    width,
    preprocessing,
  })
}

/** By names alone, which are there before any tensor is read. */
function looksLikeSegmenter(path: string): boolean {
  if (path.endsWith('.json')) return false
  return withCheckpoint(path, checkpoint => isSegmenterCheckpoint(checkpoint.stateDict().tensors.keys()))
}
