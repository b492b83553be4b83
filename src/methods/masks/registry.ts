/** Mask-level detectors by name; a user's own by path is treated alike. */
import { UserError } from '../../errors.js'
import { registry } from '../by-name.js'
import { type Choice, choose } from '../choice.js'
import { sNoMask, sUncMask, sUnoMask } from '../uno/mask-detectors.js'
import type { MaskDetector, ScoreRange } from './detector.js'
import { eam, eamPerPixel, eamReleased } from './eam.js'
import { entropyNormalised, maskEnergy, maskMaxLogit, mspNormalised, rba } from './semantic-scores.js'

export const maskDetectors: readonly MaskDetector[] = [
  sUncMask,
  sNoMask,
  sUnoMask,
  eam,
  eamReleased,
  eamPerPixel,
  rba,
  maskMaxLogit,
  maskEnergy,
  mspNormalised,
  entropyNormalised,
]

const paperScores = ['s_unc', 's_no', 's_uno']

export type ChosenMaskDetector = Choice<MaskDetector>

const byName = registry('method', maskDetectors)

/**
 * Reads `s_uno`, or the path of a module whose default export is a mask-level detector (`./mine.js:k=5`).
 * @throws UserError on an unknown method or option, or a module that is no such detector
 */
export const chooseMaskDetector = (spec: string): Promise<ChosenMaskDetector> =>
  choose(spec, {
    byName,
    contract:
      '{ name, path: "score" | "semantic", weights(probabilities, K, options), combine(maps, options), range?(K) } of a segmenter',
    fulfils: ({ path, weights, combine, range }) =>
      (path === 'score' || path === 'semantic') &&
      typeof weights === 'function' &&
      typeof combine === 'function' &&
      (range === undefined || typeof range === 'function'),
  })

/**
 * Where the scores of a method lie.
 * @throws UserError if a module of one's own gives what is no range
 */
export function usualRange({ label, detector }: ChosenMaskDetector, K: number): ScoreRange {
  const range = detector.range?.(K) ?? [-2, 2]
  if (range.length === 2 && range.every(Number.isFinite) && range[0] < range[1]) return range
  throw new UserError(
    `method ${label}: its range is ${JSON.stringify(range)}, expected [low, high] with low < high`,
  )
}

/**
 * What is shown when no method is asked for: with an outlier class the paper's three, else s_Unc (which ranks pixels as
 * EAM does, 1 + s_Unc), beside baselines.
 */
export const defaultMaskMethods = (outlierClass: boolean): string[] => [
  ...(outlierClass ? paperScores : ['s_unc']),
  ...['rba', 'max-logit', 'msp-normalised', 'entropy-normalised'],
]

/** What validation measures on pasted negatives while a segmenter is trained; checkpoints are compared by the last. */
export const validationMaskMethods = (outlierClass: boolean): readonly string[] =>
  outlierClass ? paperScores : ['s_unc', 'eam']

/** The score that decides where none is named. */
export const decidingMaskMethod = (outlierClass: boolean): string => (outlierClass ? 's_uno' : 's_unc')
