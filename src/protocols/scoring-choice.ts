import { UserError } from '../errors.js'
import { type ChosenDetector, defaultMethods } from '../methods/index.js'
import type { ClassifierConfig } from '../models/classifier-config.js'
import { chooseDetectors } from './scoring.js'

/** The score that decides where none is named: UNO's, or the baseline of a model without an outlier class. */
export const decidingMethod = ({ outlierClass }: ClassifierConfig): string => (outlierClass ? 's_uno' : 'msp')

/**
 * Detectors that run on the outputs of a model alone.
 * @throws UserError on an unknown method, one that the model cannot serve, or one that is fitted to data
 */
export async function readyDetectors(
  specs: readonly string[],
  config: ClassifierConfig,
): Promise<ChosenDetector[]> {
  const chosen = await chooseDetectors(specs)
  for (const { detector, label } of chosen) {
    if (detector.needs?.outlierClass && !config.outlierClass)
      throw new UserError(
        `method ${label} needs an outlier class, which the model has not; known without: ${defaultMethods(false).join(', ')}`,
      )
    if (detector.fit)
      throw new UserError(
        `method ${label} is fitted on inlier training images, which only "uno evaluate" has; choose another --method`,
      )
  }
  return chosen
}
