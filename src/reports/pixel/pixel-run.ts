import { join } from 'node:path'
import { arePixelResults, readPixelResults } from '../../protocols/pixel/read-results.js'
import type { PixelResults } from '../../protocols/pixel/results.js'
import { runPaths } from '../../runs/run-folder.js'
import { type RunFiles, readRunFiles } from '../inputs/run-record.js'
import { type KeptMaps, readKeptMaps } from './kept-maps.js'

/** What a report of a segmenter is made of; what the run's folder lacks is `undefined`. */
export interface PixelRun extends RunFiles {
  results?: PixelResults
  /** The maps at a path below `evaluation/`; `undefined` if they are gone. */
  maps(path: string): KeptMaps | undefined
}

/** Whether a run's folder is one of a segmenter: its results or its recipe say so. */
export function isPixelRun(folder: string): boolean {
  if (arePixelResults(resultsOf(folder))) return true
  return readRunFiles(folder).recipe?.track === 'pixel'
}

/** @throws UserError if the folder holds nothing of a run, or a file in it is damaged */
export function readPixelRun(folder: string): PixelRun {
  const files = readRunFiles(folder)
  const results = readPixelResults(resultsOf(folder))
  return {
    ...files,
    seed: results?.seed ?? files.seed,
    results,
    maps: path => readKeptMaps(join(runPaths(folder).evaluation, path)),
  }
}

const resultsOf = (folder: string) => join(runPaths(folder).evaluation, 'results.json')
