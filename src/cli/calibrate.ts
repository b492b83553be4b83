/** `uno calibrate`: a threshold beside a model. */
import { Command } from 'commander'
import { rate } from './predict.js'

interface CalibrateFlags {
  data: string
  root?: string
  accept?: number
  tpr?: number
  method?: string
  device?: string
  overwrite?: boolean
}

export const calibrateCommand = new Command('calibrate')
  .description('put a threshold beside a model, by the share of inliers that it must accept')
  .argument('<model>', 'model folder, or a run (its best checkpoint)')
  .requiredOption(
    '--data <inliers>',
    'inliers that training has not seen: folder, archive, list, FILE.json#entry; for segmenters labelled scenes',
  )
  .option('--root <folder>', 'segmenters only: where a benchmark that --data names lies')
  .option('--accept <rate>', 'share of inliers to accept (default: 0.95)', rate)
  .option('--tpr <rate>', 'segmenters only: share of the outlier pixels of --data to find, instead', rate)
  .option(
    '--method <spec>',
    'score that decides (default: s_uno; without an outlier class msp, of segmenters s_unc)',
  )
  .option('--device <name>', 'where the model computes (cpu)')
  .option('--overwrite', 'replace the calibration that is there')
  .action(async (model: string, flags: CalibrateFlags) => {
    const { calibrateFromFlags } = await import('./calibrate-action.js')
    await calibrateFromFlags(model, flags)
  })

export type { CalibrateFlags }
