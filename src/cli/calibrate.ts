/** `uno calibrate`: a threshold beside a model. */
import { Command } from 'commander'
import { rate } from './predict.js'

interface CalibrateFlags {
  data: string
  accept: number
  method?: string
  overwrite?: boolean
}

export const calibrateCommand = new Command('calibrate')
  .description('put a threshold beside a model, by the share of inliers that it must accept')
  .argument('<model>', 'model folder, or a run (its best checkpoint)')
  .requiredOption(
    '--data <inliers>',
    'inliers that training has not seen: folder, archive, list, FILE.json#entry',
  )
  .option('--accept <rate>', 'share of inliers to accept', rate, 0.95)
  .option('--method <spec>', 'score that decides (default: s_uno, or msp without an outlier class)')
  .option('--overwrite', 'replace the calibration that is there')
  .action(async (model: string, flags: CalibrateFlags) => {
    const { calibrateFromFlags } = await import('./calibrate-action.js')
    await calibrateFromFlags(model, flags)
  })

export type { CalibrateFlags }
