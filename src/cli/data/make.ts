/** `uno data make`: data sets that are drawn rather than found. */
import { Command, InvalidArgumentError } from 'commander'
import type { WorldOptions } from '../../data/world/world.js'

const world = new Command('world')
  .description(
    'draw the generated image world: inliers, negatives, near and far outliers, and their benchmark',
  )
  .requiredOption('--out <folder>', 'a new folder')
  .option('--seed <n>', 'of all pictures; default 0', whole(0))
  .option('--size <pixels>', 'side of the pictures; default 32', whole(8))
  .option('--train <n>', 'training images of each of the ten inlier classes; default 600', whole(1))
  .option('--test <n>', 'test images of each inlier class; default 100', whole(1))
  .option('--negatives <n>', 'images of each of the six classes of negatives; default 500', whole(1))
  .option('--outliers <n>', 'images of each class of outliers; default 100', whole(1))
  .action(async ({ out, ...options }: { out: string } & WorldOptions) => {
    const { writeWorld } = await import('../../data/world/write-world.js')
    console.log(writeWorld(out, options))
  })

export const makeCommand = new Command('make').description('draw a data set').addCommand(world)

function whole(least: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value))
      throw new InvalidArgumentError(`expected a whole number from ${least}`)
    return value
  }
}
