/** `uno demo`: the whole thing on a generated world, without any data. */
import { Command } from 'commander'

interface DemoFlags {
  out?: string
  seed: string
  epochs?: string
}

export const demoCommand = new Command('demo')
  .description('draw a world of images, learn it with and without negatives, test, and report')
  .option('--out <folder>', 'folder of the demo (default: runs/demo, or the next free number)')
  .option('--seed <n>', 'seed of the world and of the training', '0')
  .option('--epochs <n>', 'epochs of each training, if not those of the recipes')
  .action(async ({ out, seed, epochs }: DemoFlags) => {
    const { demo } = await import('./demo-action.js')
    await demo({ out, seed: Number(seed), epochs: epochs === undefined ? undefined : Number(epochs) })
  })
