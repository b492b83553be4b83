/** What `evaluation/results.json` says. */

import type { NotedFile } from '../../data/images/noted-file.js'
import type { ChosenDetector } from '../../methods/index.js'
import type { RocPoints } from '../../metrics/index.js'
import type { Measurements } from './measure.js'

export interface EvaluationResults extends Measurements {
  benchmark: string
  /** The model folder, by its path from the folder that holds `evaluation/`. */
  model?: string
  /** sha256 of its weights. */
  weights?: string
  recipe?: string
  seed?: number
  precision?: string
  /** Which points of the curve FPR95 was read from. */
  fpr95: RocPoints
  methods: MethodNote[]
}

export interface MethodNote {
  /** The name that tables show. */
  label: string
  /** Publication. */
  source: string
  options: unknown
}

export const aboutMethods = (chosen: readonly ChosenDetector[]): MethodNote[] =>
  chosen.map(({ label, detector, options }) => ({ label, source: detector.source, options }))

/** Images that were left out, with the set they are missing from. */
export const leftOut = ({ sets }: Measurements): (NotedFile & { set: string })[] =>
  sets.flatMap(({ name, unreadable = [] }) => unreadable.map(image => ({ set: name, ...image })))
