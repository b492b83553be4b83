/** `uno demo`: the whole thing on generated worlds, without any data. */
import { Argument, Command } from 'commander'
import { UserError } from '../errors.js'

export const demoParts = ['images', 'streets'] as const
export type DemoPart = (typeof demoParts)[number]

interface DemoFlags {
  out?: string
  seed: string
  epochs?: string
  steps?: string
}

export const demoCommand = new Command('demo')
  .description(
    'draw worlds of images and of streets, learn them with and without negatives, test, and report',
  )
  .addArgument(new Argument('[part]', 'one half only').choices(demoParts))
  .option('--out <folder>', 'folder of the demo (default: runs/demo, or the next free number)')
  .option('--seed <n>', 'seed of the worlds and of the training', '0')
  .option('--epochs <n>', 'images: epochs of each training, if not those of the recipes')
  .option('--steps <n>', 'streets: steps of each training, if not those of the recipes')
  .action(async (part: DemoPart | undefined, { out, seed, epochs, steps }: DemoFlags) => {
    if (part === 'streets' && epochs !== undefined)
      throw new UserError('--epochs is of the images; for the streets give --steps')
    if (part === 'images' && steps !== undefined)
      throw new UserError('--steps is of the streets; for the images give --epochs')
    const options = {
      seed: whole('--seed', seed, 0),
      ...(epochs !== undefined && { epochs: whole('--epochs', epochs, 1) }),
      ...(steps !== undefined && { steps: whole('--steps', steps, 1) }),
    }
    const { demo } = await import('./demo-action.js')
    await demo({ parts: part ? [part] : demoParts, out, ...options })
  })

function whole(flag: string, text: string, least: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value
  throw new UserError(`${flag}: ${text}, expected a whole number from ${least}`)
}
