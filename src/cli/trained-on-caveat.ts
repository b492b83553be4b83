/** What follows a threshold that was calibrated on images of the training set. */
export const trainedOnCaveat =
  ', calibrated on images that it was trained on: of new ones nothing is promised'
