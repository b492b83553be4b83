import { checkOutlierClass, chooseEach } from '../../methods/choice.js'
import { type ChosenMaskDetector, chooseMaskDetector, defaultMaskMethods } from '../../methods/masks/index.js'
import type { SegmenterConfig } from '../../models/index.js'

/**
 * Detectors that run on a model.
 * @throws UserError on an unknown method, one that is given twice, or one that the model cannot serve
 */
export async function readyMaskDetectors(
  specs: readonly string[],
  { outlierClass }: Pick<SegmenterConfig, 'outlierClass'>,
): Promise<ChosenMaskDetector[]> {
  const chosen = await chooseEach(specs, chooseMaskDetector)
  checkOutlierClass(chosen, outlierClass, defaultMaskMethods(false))
  return chosen
}
