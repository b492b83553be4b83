/** `uno data check`: what is wrong with image sets. */

import { Command } from 'commander'
import { counted } from '../../counted.js'
import type { CheckReport } from '../../data/check/check.js'
import type { SetReport } from '../../data/check/judge.js'
import type { NegativeReport } from '../../data/check/negatives.js'
import { UserError } from '../../errors.js'
import { writeNewFile } from '../../formats/atomic-write.js'
import { printable } from '../../printable.js'
import { checkNewFile } from '../new-file.js'

/** Rows of a contact sheet at most; more is not looked at. */
const sheetRows = 100

interface Options {
  root?: string
  json?: boolean
  sheet?: string
  overwrite?: boolean
}

export const checkCommand = new Command('check')
  .description(
    'say what is wrong with sets of images, scenes or negatives, each and among one another; exit code 2 if anything is',
  )
  .argument(
    '<set...>',
    'folders, archives, image lists, FILE.json (all its sets), FILE.json#entry, SCENES#split, NEGATIVES#split, or with --root ' +
      'smiyc-anomaly, road-anomaly, …',
  )
  .option('--root <folder>', 'where an official benchmark lies')
  .option('--json', 'print everything as JSON')
  .option(
    '--sheet <file>',
    'write a contact sheet as PNG: a row a class; with scenes: a row a set, labels over them',
  )
  .option('--overwrite', 'replace the sheet if it is there')
  .action(async (references: string[], { root, json, sheet, overwrite }: Options) => {
    if (sheet !== undefined)
      checkNewFile(sheet, { option: '--sheet', ending: '.png', overwrite, inputs: references })
    else if (overwrite) throw new UserError('--overwrite is of --sheet, which is not given')
    const { checkReferences } = await import('../../data/check/check.js')
    const { report, sheet: pixels } = checkReferences(references, sheet ? sheetRows : 0, root)
    if (sheet && pixels) {
      const { encodePng } = await import('../../formats/png-write.js')
      writeNewFile(sheet, encodePng(pixels))
    }
    console.log(json ? JSON.stringify(report, null, 2) : describe(report))
    if (
      report.problems.length > 0 ||
      [...report.sets, ...report.scenes, ...report.negatives].some(({ problems }) => problems.length > 0)
    )
      process.exitCode = 2
  })

function describe({ sets, scenes, negatives, problems }: CheckReport): string {
  const count = [...sets, ...scenes, ...negatives].reduce(
    (sum, set) => sum + set.problems.length,
    problems.length,
  )
  const verdict = count === 0 ? 'nothing wrong was found' : `${count} ${count === 1 ? 'problem' : 'problems'}`
  return [
    ...sets.map(describeSet),
    ...scenes.map(describeScenes),
    ...negatives.map(describeNegatives),
    ...problems.map(problem => `PROBLEM  ${printable(problem)}`),
    verdict,
  ].join('\n\n')
}

function describeSet({ name, images, classes, sizes, problems, notes }: SetReport): string {
  const counts = classes.map(set => set.images)
  const balance = classes.length
    ? `, ${counted(classes.length, 'class', 'classes')} of ${range(counts)}`
    : ', no classes'
  const size = sizes[0]
    ? `, ${sizes[0].width}×${sizes[0].height}${sizes.length > 1 ? ' and others' : ''}`
    : ''
  return [
    `${printable(name)}: ${counted(images, 'image')}${balance}${size}`,
    ...findings(problems, notes),
  ].join('\n')
}

function describeScenes({
  name,
  images,
  classes,
  ignoredPixels,
  sizes,
  problems,
  notes,
}: CheckReport['scenes'][number]): string {
  const size = sizes[0]
    ? `, ${sizes[0].width}×${sizes[0].height}${sizes.length > 1 ? ' and others' : ''}`
    : ''
  const total = classes.reduce((sum, { pixels }) => sum + pixels, ignoredPixels)
  const share = (pixels: number) => `${shareText((100 * pixels) / Math.max(1, total))} %`.padStart(9)
  const histogram = classes.map(
    one => `  ${share(one.pixels)}  ${printable(one.name)}, in ${one.images} of ${images}`,
  )
  return [
    `${printable(name)}: ${counted(images, 'scene')}, ${counted(classes.length, 'class', 'classes')}${size}`,
    ...histogram,
    ...(total > 0 ? [`  ${share(ignoredPixels)}  ignored`] : []),
    ...findings(problems, notes),
  ].join('\n')
}

function describeNegatives({ name, pictures, regions, categories, problems, notes }: NegativeReport): string {
  const counts = categories.map(one => one.pictures)
  const kinds =
    counts.length > 0 ? `, ${counted(counts.length, 'category', 'categories')} of ${range(counts)}` : ''
  const what = `${counted(pictures, 'picture')} of negatives${kinds}, ${counted(regions, 'region')} to paste`
  return [`${printable(name)}: ${what}`, ...findings(problems, notes)].join('\n')
}

/** Small obstacles are a few pixels of a million: that is not 0.00 %. */
const shareText = (percent: number) =>
  percent > 0 && percent < 0.01 ? percent.toFixed(4) : percent.toFixed(2)

const findings = (problems: string[], notes: string[]) => [
  ...problems.map(problem => `  PROBLEM  ${printable(problem)}`),
  ...notes.map(note => `  note     ${printable(note)}`),
]

function range(counts: number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? String(least) : `${least} to ${most}`
}
