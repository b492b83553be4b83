import { existsSync } from 'node:fs'
import { fitting } from '../../formats/json-file.js'
import { readJson } from '../../runs/run-folder.js'
import { type PixelResults, pixelResults } from './results.js'

/**
 * Results of a segmenter, or `undefined` if there is no such file.
 * @throws UserError that names the first field at fault, or results of a classifier
 */
export function readPixelResults(path: string): PixelResults | undefined {
  if (!existsSync(path)) return undefined
  return fitting(readJson(path), path, pixelResults, 'run "uno evaluate" again')
}

/** Whether a file of results is of a segmenter. */
export const arePixelResults = (path: string): boolean =>
  existsSync(path) && readJson<{ track?: string }>(path).track === 'pixel'
