/** Mask-level detectors by name; a user's own by path is treated alike. */
import { type Choice, choose, registry } from '../choice.js'
import { sNoMask, sUncMask, sUnoMask } from '../uno/mask-detectors.js'
import type { MaskDetector } from './detector.js'
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
      '{ name, path: "score" | "semantic", weights(probabilities, K, options), combine(maps, options) } of a segmenter',
    fulfils: ({ path, weights, combine }) =>
      (path === 'score' || path === 'semantic') &&
      typeof weights === 'function' &&
      typeof combine === 'function',
  })

/** What is shown when no method is asked for: with an outlier class the paper's three, else EAM, beside baselines. */
export const defaultMaskMethods = (outlierClass: boolean): string[] => [
  ...(outlierClass ? ['s_unc', 's_no', 's_uno'] : ['s_unc']),
  ...['rba', 'max-logit', 'msp-normalised', 'entropy-normalised'],
]

/** The score that decides where none is named. */
export const decidingMaskMethod = (outlierClass: boolean): string => (outlierClass ? 's_uno' : 's_unc')
