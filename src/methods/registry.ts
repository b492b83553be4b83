/** Detectors and objectives by name; a user's own detector by path is treated alike. */
import { registry } from './by-name.js'
import { type Choice, choose } from './choice.js'
import { closedSet } from './closed-set.js'
import type { Detector, Outputs } from './detector.js'
import { energy } from './energy.js'
import { entropy } from './entropy.js'
import { maxLogit } from './max-logit.js'
import { msp } from './msp.js'
import type { Objective } from './objective.js'
import { outlierExposure } from './outlier-exposure.js'
import { sNoDetector, sUncDetector, sUnoDetector } from './uno/detectors.js'
import { uno } from './uno/objective.js'

export const detectors: readonly Detector[] = [
  sUncDetector,
  sNoDetector,
  sUnoDetector,
  msp,
  maxLogit,
  energy,
  entropy,
]
export const objectives: readonly Objective[] = [closedSet, uno, outlierExposure]

export const objectiveByName = registry('objective', objectives)
const detectorByName = registry('method', detectors)

/** A detector with its options settled, ready to be fitted and to score. */
export type ChosenDetector = Choice<Detector>

/**
 * Reads `msp`, `energy:temperature=2,over=all`, or the path of a module whose default export is a detector
 * (`./mine.js`, `./mine.js:k=5`).
 *
 * @throws UserError on an unknown method or option, or a module that is no detector
 */
export const chooseDetector = (spec: string): Promise<ChosenDetector> =>
  choose(spec, {
    byName: detectorByName,
    contract: '{ name, score(outputs, options, state), fit? }',
    fulfils: ({ score }) => typeof score === 'function',
  })

/** Why a detector cannot run on these outputs, or undefined if it can. */
export function unmetNeed(
  { detector: { name, needs } }: ChosenDetector,
  outputs: Outputs,
): string | undefined {
  if (needs?.outlierClass && outputs.logits.shape.at(-1)! <= outputs.inlierClasses) {
    return `${name} needs an outlier class, and the model has ${outputs.inlierClasses} inlier classes alone`
  }
  if (needs?.features && !outputs.features) return `${name} needs features, and there are logits alone`
  return undefined
}

/** The detectors that fit a model when none are asked for: the paper's three with an outlier class, else MSP. */
export const defaultMethods = (outlierClass: boolean): string[] =>
  outlierClass ? ['s_unc', 's_no', 's_uno'] : ['msp', 'max-logit', 'energy', 'entropy']

/** The score that decides where none is named: UNO's, or the baseline of a model without an outlier class. */
export const decidingMethod = (outlierClass: boolean): string => (outlierClass ? 's_uno' : 'msp')
