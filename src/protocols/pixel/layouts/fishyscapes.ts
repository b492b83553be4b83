/**
 * Fishyscapes, validation: label maps named `[<nnnn>_]<frame>_labels.png` (or `_fishy-labels.png`), as published
 * or rearranged by others, with images that are found by the frame's name wherever they lie below the root:
 *
 *     Lost & Found   <frame>_leftImg8bit.* of Lost & Found, or beside the labels (Open-set-M2F, RbA, SMIYC)
 *     Static         <nnnn>_<frame>_rgb.jpg or .png (Open-set-M2F, RbA); or the published <nnnn>_<frame>_rgb.npz, a
 *                    signed difference to Cityscapes' <frame>_leftImg8bit.png
 */

import type { FileTree } from '../../../data/scenes/file-tree.js'
import { pairFiles } from '../../../data/scenes/pair-files.js'
import { isImageName } from '../../../data/walk.js'
import { UserError } from '../../../errors.js'
import { toFloat64Array } from '../../../formats/index.js'
import { parseNpz } from '../../../formats/npz.js'
import { decodeImage, type Pixels } from '../../../formats/pixels.js'
import { nameOf, stemOf } from '../file-names.js'
import type { SceneSource } from '../scene-source.js'
import { type PairingOptions, sceneOf } from './bundle.js'

const labelEnd = /_(fishy-)?labels\.png$/
const cityscapesEnd = '_leftImg8bit'

/** `0000_04_Maurener_Weg_8_000000_000030` → `04_Maurener_Weg_8_000000_000030`. */
const withoutNumber = (stem: string) => stem.replace(/^\d{4}_(?=[^_])/, '')

/** Cityscapes' and Lost & Found's own labels end otherwise. */
const labelsOf = (tree: FileTree) => tree.files.filter(file => labelEnd.test(file))
const labelKey = (file: string) => nameOf(file).replace(labelEnd, '')

/** Undefined where the tree has no such label maps. */
export function lostAndFoundScenes(tree: FileTree, options: PairingOptions): SceneSource[] | undefined {
  const labels = labelsOf(tree)
  if (labels.length === 0) return undefined
  return matched(tree, labels, endingWith(tree, cityscapesEnd), options).map(pair => sceneOf(tree, pair))
}

export function staticScenes(tree: FileTree, options: PairingOptions): SceneSource[] | undefined {
  const labels = labelsOf(tree)
  if (labels.length === 0) return undefined
  const pictures = endingWith(tree, '_rgb')
  if (pictures.length > 0) return matched(tree, labels, pictures, options).map(pair => sceneOf(tree, pair))
  const overlays = tree.files.filter(file => file.endsWith('_rgb.npz'))
  const scenes = new Map(endingWith(tree, cityscapesEnd).map(file => [imageKey(file), file]))
  return matched(tree, labels, overlays, options).map(pair => {
    const base = scenes.get(withoutNumber(pair.key))
    if (base === undefined)
      throw new UserError(
        `${tree.nameOf(pair.image)}: is a difference to Cityscapes’ ${withoutNumber(pair.key)}${cityscapesEnd}.png, ` +
          `which is not below ${tree.path}; put Cityscapes’ leftImg8bit/val there`,
      )
    return { ...sceneOf(tree, pair), readImage: () => withOverlay(tree, base, pair.image) }
  })
}

const endingWith = (tree: FileTree, end: string): string[] =>
  tree.files.filter(file => isImageName(file) && stemOf(file).endsWith(end))

const imageKey = (file: string) => stemOf(file).replace(/_(leftImg8bit|rgb)$/, '')

/** Of all images (Lost & Found has two thousand) those that a label names, with or without its number. */
function matched(
  tree: FileTree,
  labels: readonly string[],
  images: readonly string[],
  { skipUnlabelled }: PairingOptions,
) {
  const stems = new Map<string, string>()
  for (const label of labels) {
    const key = labelKey(label)
    stems.set(key, key).set(withoutNumber(key), key)
  }
  const { pairs } = pairFiles({
    ...{ path: tree.path, images, labels, labelKey },
    imageKey: file => stems.get(imageKey(file)),
    unlabelled: skipUnlabelled ? 'skip' : 'refuse',
  })
  return pairs.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** clip(scene + rgb, 0, 255). */
function withOverlay(tree: FileTree, base: string, overlay: string): Pixels {
  const scene = decodeImage(tree.read(base), { name: tree.nameOf(base) })
  const rgb = parseNpz(tree.read(overlay), tree.nameOf(overlay)).get('rgb')
  const expected = [scene.height, scene.width, 3]
  if (rgb?.shape.join() !== expected.join())
    throw new UserError(
      `${tree.nameOf(overlay)}: array "rgb" is ${rgb ? `[${rgb.shape.join(', ')}]` : 'missing'}, expected ` +
        `[${expected.join(', ')}] as ${tree.nameOf(base)} has`,
    )
  const difference = toFloat64Array(rgb)
  const data = scene.data.map((value, i) => Math.min(255, Math.max(0, value + difference[i]!)))
  return { width: scene.width, height: scene.height, data }
}
