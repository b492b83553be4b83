import { UserError } from '../../errors.js'
import { checkOutlierClass } from '../../methods/choice.js'
import { type ChosenDetector, defaultMethods } from '../../methods/index.js'
import type { ClassifierConfig } from '../../models/classifier-config.js'
import { chooseDetectors } from './scoring.js'

/**
 * Detectors that run on the outputs of a model alone.
 * @throws UserError on an unknown method, one that the model cannot serve, or one that is fitted to data
 */
export async function readyDetectors(
  specs: readonly string[],
  config: ClassifierConfig,
): Promise<ChosenDetector[]> {
  const chosen = await chooseDetectors(specs)
  checkOutlierClass(chosen, config.outlierClass, defaultMethods(false))
  const fitted = chosen.find(({ detector }) => detector.fit)
  if (fitted)
    throw new UserError(
      `method ${fitted.label} is fitted on inlier training images, which only "uno evaluate" has; choose another --method`,
    )
  return chosen
}
