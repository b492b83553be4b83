/** `uno metrics scores`: metrics of a table of scores and labels. */

import { Command } from 'commander'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { parseScoreTable, readScoreTable } from '../../formats/score-table.js'
import {
  type Estimate,
  type RankMetrics,
  type RocPoints,
  rankIntervals,
  rankMetrics,
} from '../../metrics/index.js'
import { fpr95Option } from '../fpr95-option.js'
import { standardInput } from '../standard-input.js'
import { wholeNumber } from '../whole-number.js'
import { finiteJson } from './finite-json.js'
import { at, line } from './lines.js'
import { resamplingOf, seedOption } from './resampling.js'

interface ScoresOptions {
  json?: boolean
  fpr95: RocPoints
  bootstrap?: number
  seed?: number
  allowUndefined?: boolean
}

type Intervals = Record<string, Estimate>

export const scoresCommand = new Command('scores')
  .description('AUROC, AP, FPR95 and their relatives from a table of scores and labels')
  .argument(
    '<file>',
    'CSV or .npz: score; label or outlier (1 outlier, 0 inlier, 255 ignored); - reads standard input',
  )
  .option('--json', 'print JSON, rates as fractions')
  .addOption(fpr95Option())
  .option('--bootstrap <replicates>', 'add 95 % intervals, resampled within each class', wholeNumber)
  .addOption(seedOption())
  .option('--allow-undefined', 'exit with 0 although one class is absent')
  .action(printScores)

async function printScores(file: string, options: ScoresOptions): Promise<void> {
  const { fpr95 } = options
  const resampling = resamplingOf(options)
  const name = file === '-' ? 'standard input' : file
  const { scores, labels, unit } =
    file === '-' ? parseScoreTable(await standardInput(), name) : readScoreTable(file)
  const metrics = rankMetrics(scores, labels, { fpr95, unit })
  const intervals = resampling && rankIntervals(scores, labels, { ...resampling, fpr95 })
  console.log(options.json ? asJson(metrics, intervals) : asTable(metrics, intervals))
  if (metrics.undefined && !options.allowUndefined) {
    const reason = metrics.undefined.ap
    throw new UserError(
      `${name}: ${reason}: AP, AUROC, FPR95 undefined; --allow-undefined takes that as it is`,
    )
  }
}

function asJson(metrics: RankMetrics, intervals?: Intervals): string {
  return finiteJson({ ...metrics, ...(intervals && { intervals }) })
}

function asTable(metrics: RankMetrics, intervals: Intervals = {}): string {
  const { inliers, outliers, ignored } = metrics
  return [
    `${counted(outliers, 'outlier')} (positive), ${counted(inliers, 'inlier')}${ignored > 0 ? `, ${ignored} ignored` : ''}`,
    line('AUROC', metrics.auroc, '', intervals.auroc),
    line('AP', metrics.ap, '', intervals.ap),
    line('FPR95', metrics.fpr95, at(metrics.threshold95), intervals.fpr95),
    line('best F1', metrics.best_f1, at(metrics.best_f1_threshold)),
    line('AUPR out', metrics.aupr_out, 'trapezoid'),
    line('AUPR in', metrics.aupr_in, 'trapezoid, inliers positive'),
  ].join('\n')
}
