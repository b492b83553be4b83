/** `uno data make`: data sets that are drawn rather than found. */
import { Command } from 'commander'
import { counted } from '../../counted.js'
import type { StreetWorldOptions } from '../../data/street/street-world.js'
import type { WorldOptions } from '../../data/world/world.js'
import { wholeNumber, wholeNumberFrom } from '../whole-number.js'
import { jsonOption } from './json-option.js'
import type { MakePastedOptions } from './make-pasted.js'

/** Runs work that tells how far it is. */
async function shown<T>(work: (tell: (message: string) => void) => T): Promise<T> {
  const { Progress } = await import('../progress.js')
  const progress = new Progress()
  try {
    return work(message => progress.tell(message))
  } finally {
    progress.clear()
  }
}

const world = new Command('world')
  .description(
    'draw the generated image world: inliers, negatives, near and far outliers, and their benchmark',
  )
  .requiredOption('--out <folder>', 'a new folder')
  .option('--seed <n>', 'of all pictures; default 0', wholeNumber)
  .option('--size <pixels>', 'side of the pictures; default 32', wholeNumberFrom(8))
  .option('--train <n>', 'training images of each of the ten inlier classes; default 600', wholeNumberFrom(1))
  .option('--test <n>', 'test images of each inlier class; default 100', wholeNumberFrom(1))
  .option(
    '--negatives <n>',
    'images of each of the six classes of negatives; default 500',
    wholeNumberFrom(1),
  )
  .option('--outliers <n>', 'images of each class of outliers; default 100', wholeNumberFrom(1))
  .action(async ({ out, ...options }: { out: string } & WorldOptions) => {
    const { writeWorld } = await import('../../data/world/write-world.js')
    console.log(writeWorld(out, options))
  })

const street = new Command('street')
  .description(
    'draw the generated street world: scenes with label maps, negatives to paste, scenes with unseen things, and their benchmark',
  )
  .requiredOption('--out <folder>', 'a new folder')
  .option('--seed <n>', 'of all pictures; default 0', wholeNumber)
  .option('--width <pixels>', 'of the scenes; default 192', wholeNumberFrom(32))
  .option('--height <pixels>', 'of the scenes; default 128', wholeNumberFrom(32))
  .option('--train <n>', 'training scenes; default 160', wholeNumberFrom(1))
  .option('--val <n>', 'validation scenes; default 24', wholeNumberFrom(1))
  .option('--test <n>', 'test scenes without outliers; default 40', wholeNumberFrom(1))
  .option(
    '--negatives <n>',
    'cut-out things of each of the eight kinds of negatives; default 16',
    wholeNumberFrom(1),
  )
  .option(
    '--outliers <n>',
    'scenes of each of the two sets with unseen things; default 40',
    wholeNumberFrom(1),
  )
  .action(async ({ out, ...options }: { out: string } & StreetWorldOptions) => {
    const { writeStreetWorld } = await import('../../data/street/write-street.js')
    console.log(
      await shown(tell => {
        let drawn = 0
        return writeStreetWorld(out, options, () => tell(`${counted(++drawn, 'scene')} drawn`))
      }),
    )
  })

const pasted = new Command('pasted')
  .description('write the rule of an anomaly set: scenes into which negatives are pasted, composed on use')
  .argument('<scenes>', 'FOLDER#split, ARCHIVE.tar#split, BENCHMARK.json#entry')
  .requiredOption('--out <file>', 'the file, in .json')
  .option(
    '--negatives <set>',
    'what becomes outliers: PATH#split, PATH#split:category,… or PATH#split:-category',
  )
  .option('--donors <scenes>', 'where inlier objects (distractors) are cut out; default: the scenes')
  .option('--pasting <json>', 'options of pasting, or a file with them', '{"style": "objects"}')
  .option('--count <n>', 'only so many scenes, evenly spaced', wholeNumberFrom(1))
  .option('--seed <n>', 'of all draws; default 0', wholeNumber)
  .option('--overwrite', 'replace the file if it is there')
  .action(async (scenes: string, { pasting, ...options }: MakePastedOptions & { pasting: string }) => {
    const { makePasted } = await import('./make-pasted.js')
    const job = { ...options, pasting: jsonOption('--pasting', pasting) }
    console.log(await shown(tell => makePasted(scenes, job, tell)))
  })

export const makeCommand = new Command('make')
  .description('draw or compose a data set')
  .addCommand(world)
  .addCommand(street)
  .addCommand(pasted)
