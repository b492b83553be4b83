import { Option } from 'commander'

/** Which points of the ROC curve FPR95 is read from. */
export const fpr95Option = () =>
  new Option(
    '--fpr95 <points>',
    'points of the ROC curve that FPR95 reads: all, or as scikit-learn thins them',
  )
    .choices(['exact', 'sklearn'])
    .default('exact')
