/**
 * Objects cut out of photographs: `objects.json` lists crops and masks of one size, with category and split. The
 * layout of coco-objects-dev; the masks are 0 and 1, or 0 and 255.
 */

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { withoutTarSuffix } from '../../formats/archive-kind.js'
import { decodeLabelMap } from '../../formats/label-map.js'
import { decodeImage } from '../../formats/pixels.js'
import { some } from '../images/classes.js'
import { checkSameSize } from '../scenes/read-scene.js'
import type { FileTree } from '../trees/file-tree.js'
import { readTreeJson } from '../trees/read-json.js'
import { type CategoryRules, chooseCategories } from './categories.js'
import type { MaskedObject } from './masked-object.js'
import type { NegativeItem, NegativeSource } from './negative-source.js'

export const objectsFile = 'objects.json'

const schema = z.object({
  objects: z
    .array(
      z.object({
        file: z.string(),
        mask: z.string(),
        category: z.string(),
        split: z.string().optional(),
        touchesImageBorder: z.boolean().optional(),
      }),
    )
    .min(1),
})

type Listed = z.infer<typeof schema>['objects'][number]

/** @throws UserError if a split or category is not there, or files are missing */
export function openCrops(tree: FileTree, rules: CategoryRules & { split?: string } = {}): NegativeSource {
  const { objects } = readTreeJson(tree, objectsFile, schema)
  const listed = ofSplit(objects, rules.split, tree.nameOf(objectsFile))
  const chosen = chooseCategories(listed, ({ category }) => [category], rules, tree.nameOf(objectsFile))
  const missing = chosen.flatMap(({ file, mask }) => [file, mask]).filter(file => !tree.has(file))
  if (missing.length > 0)
    throw new UserError(
      `${tree.path}: ${counted(missing.length, `file of ${objectsFile} is`, `files of ${objectsFile} are`)} missing: ${some(missing)}`,
    )
  const items = chosen
    .map((object): NegativeItem => {
      return { id: object.file, categories: [object.category], load: () => pictureOf(tree, object) }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const fingerprint = () => {
    const files = chosen.flatMap(({ file, mask }) => [file, mask])
    return createHash('sha256')
      .update(JSON.stringify([tree.digest([objectsFile, ...files]), files]))
      .digest('hex')
  }
  return {
    name: rules.split ? `${nameOf(tree)}/${rules.split}` : nameOf(tree),
    path: tree.path,
    items,
    fingerprint,
  }
}

const nameOf = ({ path }: FileTree) => withoutTarSuffix(path.replace(/^.*\//, ''))

function ofSplit(objects: readonly Listed[], split: string | undefined, name: string): readonly Listed[] {
  const known = [...new Set(objects.map(object => object.split ?? ''))]
  if (split === undefined && known.length === 1) return objects
  const found = objects.filter(object => object.split === split)
  if (split !== undefined && found.length > 0) return found
  const list = known.map(one => one || '(none)').join(', ')
  throw new UserError(
    split === undefined
      ? `${name}: holds the splits ${list}; say which one to use`
      : `${name}: no object of split "${split}"; known: ${list}`,
  )
}

function pictureOf(tree: FileTree, { file, mask, touchesImageBorder }: Listed) {
  const object = readMasked(tree, file, mask)
  return {
    width: object.width,
    height: object.height,
    image: object.image,
    regions: object.mask,
    background: 0,
    // The crop's own border is not the photograph's.
    cutByBorder: touchesImageBorder ?? false,
  }
}

/** The object of `crops/<name>.jpg` with the mask `masks/<name>.png`. */
export function readCrop(tree: FileTree, file: string): MaskedObject {
  return readMasked(tree, file, file.replace(/^crops\//, 'masks/').replace(/\.[^./]+$/, '.png'))
}

function readMasked(tree: FileTree, file: string, maskFile: string): MaskedObject {
  const image = { name: tree.nameOf(file), bytes: tree.read(file) }
  const { width, height, data } = decodeImage(image.bytes, { name: image.name })
  const name = tree.nameOf(maskFile)
  const map = decodeLabelMap(tree.read(maskFile), { name })
  checkSameSize(image, { width, height }, { ...map, name })
  const mask = new Uint8Array(map.data.length)
  for (let i = 0; i < mask.length; i++) mask[i] = map.data[i] === 0 ? 0 : 1
  return { width, height, image: data, mask }
}
