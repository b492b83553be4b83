/** `uno metrics maps`: pixel metrics of score maps in a folder. */

import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import type { Legend, RocPoints, SmiycComponentMetrics, SmiycResults } from '../../metrics/index.js'
import {
  evaluateMaps,
  type MapProtocol,
  type MapsResults,
  mapProtocols,
} from '../../protocols/maps/evaluate-maps.js'
import { finiteNumber } from '../finite-number.js'
import { fpr95Option } from '../fpr95-option.js'
import { wholeNumber } from '../whole-number.js'
import { finiteJson } from './finite-json.js'
import { at, line } from './lines.js'
import { resamplingOf, seedOption } from './resampling.js'

interface MapsOptions {
  scores: string
  labels: string
  protocol: MapProtocol
  fpr95: RocPoints
  inliers: number[]
  outliers: number[]
  ignored: number[]
  threshold?: number
  bootstrap?: number
  seed?: number
  curves?: boolean
  frames?: string
  skipUnlabelled?: boolean
  allowUndefined?: boolean
  json?: boolean
}

export const mapsCommand = new Command('maps')
  .description('AP, AUROC, FPR95 and best F1 over the pixels of all maps; SMIYC’s own metrics')
  .requiredOption('--scores <folder>', 'maps: .npy, .npz, .hdf5, .h5 or grey .png; larger = more outlying')
  .requiredOption('--labels <folder>', 'label maps of the same names: .png or .npy; 255 is ignored')
  .addOption(
    new Option('--protocol <name>', 'what is computed beside the exact metrics, and how labels are read')
      .choices([...mapProtocols])
      .default('exact'),
  )
  .addOption(fpr95Option())
  .option('--inliers <labels>', 'raw labels that are inliers', labelList, [0])
  .option('--outliers <labels>', 'raw labels that are outliers', labelList, [1])
  .option('--ignored <labels>', 'raw labels that do not count, beside 255', labelList, [])
  .option('--threshold <score>', 'threshold of SMIYC’s components; default: where F1 is best', finiteNumber)
  .option('--bootstrap <replicates>', 'add 95 % intervals over images', wholeNumber)
  .addOption(seedOption())
  .option('--curves', 'add ROC and precision-recall curves to the JSON')
  .option('--frames <file>', 'only the frames that the file lists, one name a line; each must be there')
  .option('--skip-unlabelled', 'leave out maps without a label')
  .option('--allow-undefined', 'exit with 0 although one class is absent')
  .option('--json', 'print JSON, rates as fractions')
  .action(printMaps)

function printMaps(options: MapsOptions): void {
  const { inliers, outliers, ignored, bootstrap: _, seed: __, frames, ...rest } = options
  const bootstrap = resamplingOf(options)
  if (options.curves && !options.json) throw new UserError('--curves goes into the JSON; add --json')
  const results = evaluateMaps({
    ...rest,
    legend: legendOf({ inliers, outliers, ignored }),
    ...(frames !== undefined && { frames: readList(frames) }),
    ...(bootstrap && { bootstrap }),
  })
  for (const warning of results.warnings) console.warn(warning)
  if (results.skipped.length > 0)
    console.warn(`${counted(results.skipped.length, 'map')} without a label, skipped`)
  console.log(options.json ? asJson(results, options) : asTable(results))
  if (!options.allowUndefined) refuseUndefined(options.scores, results)
}

function refuseUndefined(folder: string, { metrics, smiyc }: MapsResults): void {
  const reasons = [
    ...(metrics.undefined ? [`${metrics.undefined.ap}: AP, AUROC, FPR95 undefined`] : []),
    ...(!metrics.undefined && smiyc?.pixel.undefined
      ? [`${smiyc.pixel.undefined}: SMIYC's pixel metric undefined`]
      : []),
    ...(smiyc?.undefined?.f1_mean ? [`${smiyc.undefined.f1_mean}: F1 of components undefined`] : []),
  ]
  if (reasons.length === 0) return
  throw new UserError(`${folder}: ${reasons.join('; ')}; --allow-undefined takes that as it is`)
}

/** The lines of a file that are not empty. */
function readList(path: string): string[] {
  try {
    const lines = readFileSync(path, 'utf8').split(/\r?\n/)
    return lines.map(line => line.trim()).filter(line => line !== '')
  } catch (error) {
    throw new UserError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function legendOf({ inliers, outliers, ignored }: Required<Legend>): Legend {
  const meanings = [
    ['inlier', inliers],
    ['outlier', outliers],
    ['ignored', ignored],
  ] as const
  for (const [i, [meaning, labels]] of meanings.entries())
    for (const [other, others] of meanings.slice(i + 1)) {
      const both = labels.filter(label => others.includes(label))
      if (both.length > 0)
        throw new UserError(`label ${both[0]} is given as ${meaning} and as ${other}; choose one`)
    }
  return { inliers, outliers, ignored }
}

function asJson({ metrics, curves, ...rest }: MapsResults, options: MapsOptions): string {
  return finiteJson({ ...metrics, ...rest, ...(options.curves && { curves }) })
}

function asTable({ metrics, intervals, smiyc }: MapsResults): string {
  const { images, inliers, outliers, ignored } = metrics
  return [
    `${counted(images, 'image')}: ${counted(outliers, 'outlier pixel')} (positive), ${counted(inliers, 'inlier pixel')}, ${ignored} ignored`,
    line('AP', metrics.ap, '', intervals?.ap),
    line('AUROC', metrics.auroc, '', intervals?.auroc),
    line('FPR95', metrics.fpr95, at(metrics.threshold95), intervals?.fpr95),
    line('best F1', metrics.best_f1, at(metrics.best_f1_threshold)),
    ...(smiyc ? smiycLines(smiyc) : []),
  ].join('\n')
}

function smiycLines({ pixel, threshold, components }: SmiycResults): string[] {
  return [
    'SMIYC, pixels (scores quantised image by image, as its tool does)',
    line('AP', pixel.area_PRC),
    line('AUROC', pixel.area_ROC),
    line('FPR95', pixel.tpr95_fpr, at(pixel.tpr95_threshold)),
    line('best F1', pixel.best_f1, at(pixel.best_f1_threshold)),
    ...(components ? componentLines(components, threshold) : []),
  ]
}

function componentLines(components: SmiycComponentMetrics, threshold: number | null): string[] {
  return [
    `SMIYC, components at score > ${threshold}`,
    line('sIoU gt', components.sIoU_gt),
    line('PPV', components.prec_pred),
    line('mean F1', components.f1_mean),
  ]
}

function labelList(text: string): number[] {
  const labels = text.split(/[ ,]+/)
  if (labels.every(label => /^\d+$/.test(label) && Number(label) < 255)) return labels.map(Number)
  throw new InvalidArgumentError('expected labels from 0 to 254, as 0,1.')
}
