/** `uno data check`: what is wrong with image sets. */
import { Command } from 'commander'
import type { CheckReport } from '../../data/check/check.js'
import type { SetReport } from '../../data/check/judge.js'
import { UserError } from '../../errors.js'

/** Rows of a contact sheet at most; more is not looked at. */
const sheetRows = 100

export const checkCommand = new Command('check')
  .description('say what is wrong with image sets, each and among one another; exit code 2 if anything is')
  .argument('<set...>', 'folders, archives, image lists, FILE.json (all its sets), FILE.json#entry')
  .option('--json', 'print everything as JSON')
  .option('--sheet <file>', 'write a contact sheet as PNG: a row a class')
  .action(async (references: string[], { json, sheet }: { json?: boolean; sheet?: string }) => {
    if (sheet !== undefined && !sheet.endsWith('.png'))
      throw new UserError(`--sheet ${sheet}: expected a name in .png`)
    const { checkSets, setsToCheck } = await import('../../data/check/check.js')
    const { report, sheet: pixels } = checkSets(references.flatMap(setsToCheck), sheet ? sheetRows : 0)
    if (sheet && pixels) {
      const { encodePng } = await import('../../formats/png-write.js')
      const { writeAtomically } = await import('../../formats/atomic-write.js')
      writeAtomically(sheet, [encodePng(pixels)])
    }
    console.log(json ? JSON.stringify(report, null, 2) : describe(report))
    if (report.problems.length > 0 || report.sets.some(({ problems }) => problems.length > 0))
      process.exitCode = 2
  })

function describe({ sets, problems }: CheckReport): string {
  const count = sets.reduce((sum, set) => sum + set.problems.length, problems.length)
  const verdict = count === 0 ? 'nothing wrong was found' : `${count} ${count === 1 ? 'problem' : 'problems'}`
  return [
    ...sets.map(describeSet),
    ...problems.map(problem => `PROBLEM  ${printable(problem)}`),
    verdict,
  ].join('\n\n')
}

function describeSet({ name, images, classes, sizes, problems, notes }: SetReport): string {
  const counts = classes.map(set => set.images)
  const balance = classes.length ? `, ${classes.length} classes of ${range(counts)}` : ', no classes'
  const size = sizes[0]
    ? `, ${sizes[0].width}×${sizes[0].height}${sizes.length > 1 ? ' and others' : ''}`
    : ''
  return [
    `${printable(name)}: ${images} images${balance}${size}`,
    ...problems.map(problem => `  PROBLEM  ${printable(problem)}`),
    ...notes.map(note => `  note     ${printable(note)}`),
  ].join('\n')
}

function range(counts: number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? String(least) : `${least} to ${most}`
}

/** Names of files may hold anything, which a terminal would obey. */
const printable = (text: string) =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
