/** What `uno data preview` does once its options are read. */
import { type AugmentOptions, augmentSchema } from '../../data/augment/options.js'
import { openNegatives, parseNegativeReference } from '../../data/negatives/open-negatives.js'
import { hasDistractors, type PastingOptions, pastingSchema } from '../../data/pasting/options.js'
import { previewSamples } from '../../data/samples/preview.js'
import { checkRoot, withRoot } from '../../data/scenes/scene-spec.js'
import { openSceneSet } from '../../data/sets/open-scenes.js'
import { UserError } from '../../errors.js'
import { writeNewFile } from '../../formats/atomic-write.js'
import { fitting } from '../../formats/json-file.js'
import { encodePng } from '../../formats/png-write.js'
import { loadRecipe } from '../../training/load-recipe.js'
import type { PixelRecipe } from '../../training/pixel/recipe.js'
import { checkNewFile } from '../new-file.js'

interface Options {
  root?: string
  out: string
  negatives?: string
  categories?: string[]
  without?: string[]
  recipe?: string
  set: string[]
  pasting?: unknown
  augment?: unknown
  samples: number
  seed: number
  overwrite?: boolean
}

/** Without a recipe, scenes keep their size and are shown whole. */
const asTheyAre = { shortSides: null, crop: null }

export async function preview(references: string[], options: Options): Promise<void> {
  const { root, out, samples, seed, overwrite } = options
  const inputs = [...references, ...(options.negatives === undefined ? [] : [options.negatives])]
  checkNewFile(out, { option: '--out', ending: '.png', overwrite, inputs })
  const recipe = sceneRecipe(options)
  const augment = augmentOf(options, recipe)
  checkRoot(references, root)
  const scenes = openSceneSet(references.map(reference => withRoot(reference, root)))
  const negatives = negativesOf(options)
  const pasting = pastingOf(options, recipe)
  const seen = { augment, pasting, pastedLabel: scenes.classNames.length }
  const found = previewSamples({ scenes, negatives }, seen, { samples, seed })
  writeNewFile(out, encodePng(found.sheet))
  for (const { id, pasted } of found.samples)
    console.log(pasting ? `${(100 * pasted).toFixed(2).padStart(6)} % pasted  ${id}` : id)
  console.log(out)
}

function negativesOf({ negatives, categories, without }: Options) {
  if (negatives !== undefined)
    return openNegatives({
      ...parseNegativeReference(negatives),
      ...(categories && { categories }),
      ...(without && { without }),
    })
  if (categories ?? without)
    throw new UserError('--categories and --without choose from --negatives, which are missing')
  return undefined
}

function sceneRecipe({ recipe: reference, set: settings }: Options): PixelRecipe | undefined {
  if (reference === undefined) {
    if (settings.length === 0) return undefined
    throw new UserError('--set is of --recipe, which is not given')
  }
  const recipe = loadRecipe(reference, settings)
  if (recipe.track === 'pixel') return recipe
  throw new UserError(`--recipe ${reference}: is a recipe of the image-wide track, which has no scenes`)
}

const augmentOf = ({ augment }: Options, recipe: PixelRecipe | undefined): AugmentOptions =>
  augment === undefined && recipe
    ? recipe.augmentation
    : fitting(augment ?? asTheyAre, '--augment', augmentSchema)

/** Without negatives, nothing is pasted unless options ask for distractors. */
function pastingOf(options: Options, recipe: PixelRecipe | undefined): PastingOptions | undefined {
  const { pasting, negatives } = options
  if (pasting !== undefined) {
    const asked = fitting(pasting, '--pasting', pastingSchema)
    if (negatives !== undefined || hasDistractors(asked)) return asked
    throw new UserError('--pasting says how --negatives are pasted, which are missing; or name "distractors"')
  }
  if (recipe) return pastingOfRecipe(recipe, options)
  return negatives === undefined ? undefined : pastingSchema.parse({ style: 'objects' })
}

function pastingOfRecipe(
  { pasting }: PixelRecipe,
  { recipe, negatives }: Options,
): PastingOptions | undefined {
  if (!pasting && negatives !== undefined)
    throw new UserError(`--negatives: ${recipe} pastes none; leave them out, or say how by --pasting`)
  if (pasting && negatives === undefined)
    throw new UserError(`--recipe ${recipe}: pastes --negatives, which are missing`)
  return pasting ?? undefined
}
