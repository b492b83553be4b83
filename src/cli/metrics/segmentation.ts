/** `uno metrics segmentation`: mIoU of class maps in a folder. */

import { Command, Option } from 'commander'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import type { AbsentClasses } from '../../metrics/index.js'
import { type ClassMapsResults, evaluateClassMaps } from '../../protocols/maps/evaluate-classes.js'
import { wholeNumber } from '../whole-number.js'
import { line } from './lines.js'

interface SegmentationOptions {
  predictions: string
  labels: string
  classes: number
  absent: AbsentClasses
  skipUnlabelled?: boolean
  allowUndefined?: boolean
  json?: boolean
}

export const segmentationCommand = new Command('segmentation')
  .description('mIoU and pixel accuracy of class maps, over the pixels of all maps')
  .requiredOption('--predictions <folder>', 'class maps: .png or .npy of class numbers')
  .requiredOption('--labels <folder>', 'label maps of the same names; 255 is ignored')
  .requiredOption('--classes <number>', 'number of classes, which are 0, 1, …', wholeNumber)
  .addOption(
    new Option(
      '--absent <rule>',
      'a class that is predicted but never occurs has IoU 0 (cityscapes), or is left out of the mean (detectron2)',
    )
      .choices(['cityscapes', 'detectron2'])
      .default('cityscapes'),
  )
  .option('--skip-unlabelled', 'leave out maps without a label')
  .option('--allow-undefined', 'exit with 0 although no pixel counts')
  .option('--json', 'print JSON, rates as fractions')
  .action(printSegmentation)

function printSegmentation(options: SegmentationOptions): void {
  const results = evaluateClassMaps(options)
  if (results.skipped.length > 0)
    console.warn(`${counted(results.skipped.length, 'map')} without a label, skipped`)
  const { perClass, miou, ...rest } = results
  console.log(
    options.json ? JSON.stringify({ miou, per_class: perClass, ...rest }, null, 2) : asTable(results),
  )
  if (miou === null && !options.allowUndefined)
    throw new UserError(
      `${options.labels}: every pixel is ignored: mIoU undefined; --allow-undefined takes that as it is`,
    )
}

function asTable({ images, pixels, ignored, miou, accuracy, perClass }: ClassMapsResults): string {
  return [
    `${counted(images, 'image')}: ${counted(pixels, 'pixel')}, ${ignored} ignored`,
    line('mIoU', miou),
    line('accuracy', accuracy),
    ...perClass.map((iou, c) => line(`class ${c}`, iou)),
  ].join('\n')
}
