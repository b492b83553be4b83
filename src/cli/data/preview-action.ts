/** What `uno data preview` does once its options are read. */
import { augmentSchema } from '../../data/augment/options.js'
import { openNegatives, parseNegativeReference } from '../../data/negatives/open-negatives.js'
import { pastingSchema } from '../../data/pasting/options.js'
import { previewSamples } from '../../data/samples/preview.js'
import { checkRoot, withRoot } from '../../data/scenes/scene-spec.js'
import { openSceneSet } from '../../data/sets/open-scenes.js'
import { UserError } from '../../errors.js'
import { writeAtomically } from '../../formats/atomic-write.js'
import { fitting } from '../../formats/json-file.js'
import { encodePng } from '../../formats/png-write.js'
import { checkNewFile } from '../new-file.js'

interface Options {
  root?: string
  out: string
  negatives?: string
  categories?: string[]
  without?: string[]
  pasting?: unknown
  augment?: unknown
  samples: number
  seed: number
  overwrite?: boolean
}

/** Resizing is left to the recipe: without one, scenes keep their size and are shown whole. */
const asTheyAre = { shortSides: null, crop: null }

export async function preview(references: string[], options: Options): Promise<void> {
  const { root, out, samples, seed, overwrite } = options
  const inputs = [...references, ...(options.negatives === undefined ? [] : [options.negatives])]
  checkNewFile(out, { option: '--out', ending: '.png', overwrite, inputs })
  const augment = fitting(options.augment ?? asTheyAre, '--augment', augmentSchema)
  checkRoot(references, root)
  const scenes = openSceneSet(references.map(reference => withRoot(reference, root)))
  const negatives = negativesOf(options)
  const pasting = pastingOf(options)
  const recipe = { augment, pasting, pastedLabel: scenes.classNames.length }
  const found = previewSamples({ scenes, negatives }, recipe, { samples, seed })
  writeAtomically(out, [encodePng(found.sheet)])
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

/** Without negatives, nothing is pasted unless options ask for distractors. */
function pastingOf({ pasting, negatives }: Options) {
  if (pasting !== undefined) {
    const asked = fitting(pasting, '--pasting', pastingSchema)
    const ownObjects = asked.style === 'objects' && asked.distractors
    if (negatives !== undefined || ownObjects) return asked
    throw new UserError('--pasting says how --negatives are pasted, which are missing; or name "distractors"')
  }
  return negatives === undefined ? undefined : pastingSchema.parse({ style: 'objects' })
}
