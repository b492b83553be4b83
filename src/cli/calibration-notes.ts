/** What both tracks' predictions say of a threshold by calibration. */

/** What follows a threshold that was calibrated on images of the training set. */
export const trainedOnCaveat =
  ', calibrated on images that it was trained on: of new ones nothing is promised'

/** @param method the one that decides, for which there is no calibration */
export const otherwiseCalibrated = (calibratedFor: string, method: string): string =>
  `No threshold: the calibration that is there is of ${calibratedFor}; "uno calibrate --method ${method} --overwrite" sets one, --threshold gives one.`
