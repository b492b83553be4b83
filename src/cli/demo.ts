/** `uno demo`: the whole thing on generated worlds, without any data. */
import { Argument, Command } from 'commander'
import { UserError } from '../errors.js'
import { wholeNumber, wholeNumberFrom } from './whole-number.js'

const demoParts = ['images', 'streets'] as const
export type DemoPart = (typeof demoParts)[number]

interface DemoFlags {
  out?: string
  seed: number
  epochs?: number
  steps?: number
}

export const demoCommand = new Command('demo')
  .description(
    'draw worlds of images and of streets, learn them with and without negatives, test, and report',
  )
  .addArgument(new Argument('[part]', 'one half only').choices(demoParts))
  .option('--out <folder>', 'folder of the demo (default: runs/demo, or the next free number)')
  .option('--seed <n>', 'seed of the worlds and of the training', wholeNumber, 0)
  .option('--epochs <n>', 'images: epochs of each training, if not those of the recipes', wholeNumberFrom(1))
  .option('--steps <n>', 'streets: steps of each training, if not those of the recipes', wholeNumberFrom(1))
  .action(async (part: DemoPart | undefined, flags: DemoFlags) => {
    const { epochs, steps } = flags
    if (part === 'streets' && epochs !== undefined)
      throw new UserError('--epochs is of the images; for the streets give --steps')
    if (part === 'images' && steps !== undefined)
      throw new UserError('--steps is of the streets; for the images give --epochs')
    const { demo } = await import('./demo-action.js')
    await demo({ parts: part ? [part] : demoParts, ...flags })
  })
