/** `uno data preview`: look at what training would see. */
import { Command } from 'commander'
import { repeated } from '../repeated.js'
import { wholeNumber, wholeNumberFrom } from '../whole-number.js'
import { jsonOption } from './json-option.js'

interface Options {
  root?: string
  out: string
  negatives?: string
  categories?: string[]
  without?: string[]
  recipe?: string
  set: string[]
  pasting?: string
  augment?: string
  samples: number
  seed: number
  overwrite?: boolean
}

export const previewCommand = new Command('preview')
  .description('write a sheet of augmented and pasted samples with their labels, to look at')
  .argument(
    '<scenes...>',
    'sets of scenes: FOLDER#split, ARCHIVE.tar#split, BENCHMARK.json#entry, or with --root smiyc-anomaly, road-anomaly, …',
  )
  .requiredOption('--out <file>', 'the sheet, in .png')
  .option('--root <folder>', 'where an official benchmark lies')
  .option('--negatives <set>', 'what is pasted: FOLDER#split, ARCHIVE.tar.gz#split, BENCHMARK.json#split')
  .option('--categories <name...>', 'negatives of these categories only')
  .option('--without <name...>', 'no negatives of these')
  .option('--recipe <recipe>', 'augmentation and pasting of this recipe: what its training will see')
  .option('--set <key=value>', 'set a field of the recipe, as for its training (repeatable)', repeated, [])
  .option(
    '--pasting <json>',
    'options of pasting, or a file with them; default: those of --recipe, or {"style": "objects"}',
  )
  .option(
    '--augment <json>',
    'options of augmentation, or a file with them; default: those of --recipe, or whole scenes, mirrored or not, with colours distorted',
  )
  .option('--samples <n>', 'how many', wholeNumberFrom(1), 12)
  .option('--seed <n>', 'of all draws', wholeNumber, 0)
  .option('--overwrite', 'replace the sheet if it is there')
  .action(async (scenes: string[], options: Options) => {
    const { preview } = await import('./preview-action.js')
    await preview(scenes, {
      ...options,
      pasting: options.pasting === undefined ? undefined : jsonOption('--pasting', options.pasting),
      augment: options.augment === undefined ? undefined : jsonOption('--augment', options.augment),
    })
  })
