/**
 * Fishyscapes, validation: label maps named `[<nnnn>_]<frame>_labels.png` (or `_fishy-labels.png`), as published
 * or rearranged by others, with images that are found by the frame's name wherever they lie below the root:
 *
 *     Lost & Found   <frame>_leftImg8bit.* of Lost & Found, or beside the labels (Open-set-M2F, RbA, SMIYC)
 *     Static         <nnnn>_<frame>_rgb.jpg or .png (Open-set-M2F, RbA); or the published <nnnn>_<frame>_rgb.npz, a
 *                    signed difference to Cityscapes' <frame>_leftImg8bit.png
 *
 * Its test images come without labels, in one folder.
 */

import { UserError } from '../../../errors.js'
import { toFloat64Array } from '../../../formats/index.js'
import { parseNpz } from '../../../formats/npz.js'
import { decodeImage, type Pixels } from '../../../formats/pixels.js'
import { folderOf, nameOf, stemOf } from '../../trees/file-names.js'
import type { FileTree } from '../../trees/file-tree.js'
import { type FilePair, pairFiles } from '../../trees/pair-files.js'
import { isImageName } from '../../walk.js'
import { binaryTable } from '../label-table.js'
import { labelledScene } from '../read-scene.js'
import type { SceneItem } from '../scene-set.js'
import type { OfficialFiles, Unlabelled } from './official-files.js'

const labelEnd = /_(fishy-)?labels\.png$/
const cityscapesEnd = '_leftImg8bit'

/** `0000_04_Maurener_Weg_8_000000_000030` → `04_Maurener_Weg_8_000000_000030`. */
const withoutNumber = (stem: string) => stem.replace(/^\d{4}_(?=[^_])/, '')

/** Cityscapes' and Lost & Found's own labels end otherwise. */
const labelsOf = (tree: FileTree) => tree.files.filter(file => labelEnd.test(file))
const labelKey = (file: string) => nameOf(file).replace(labelEnd, '')

/** Both sets may lie below one root, and their labels are named alike: Static's have an `_rgb` of their name. */
const hasPartner = (files: readonly string[]) => {
  const stems = new Set(files.map(imageKey))
  return (label: string) => stems.has(labelKey(label)) || stems.has(withoutNumber(labelKey(label)))
}

/** Undefined where the tree has no such label maps. */
export function lostAndFoundFiles(tree: FileTree, unlabelled: Unlabelled): OfficialFiles | undefined {
  const ofStatic = hasPartner(renderedOf(tree))
  const labels = labelsOf(tree).filter(label => !ofStatic(label))
  if (labels.length === 0) return undefined
  return matched(tree, labels, endingWith(tree, cityscapesEnd), unlabelled)
}

/** Undefined where the tree has no such label maps. @throws UserError if Cityscapes is missing below differences */
export function staticFiles(tree: FileTree, unlabelled: Unlabelled): OfficialFiles | undefined {
  const [ofStatic, ofLostAndFound] = [renderedOf(tree), endingWith(tree, cityscapesEnd)].map(hasPartner)
  const labels = labelsOf(tree).filter(label => ofStatic!(label) || !ofLostAndFound!(label))
  if (labels.length === 0) return undefined
  const pictures = endingWith(tree, '_rgb')
  if (pictures.length > 0) return matched(tree, labels, pictures, unlabelled)
  const overlays = overlaysOf(tree)
  const scenes = new Map(endingWith(tree, cityscapesEnd).map(file => [imageKey(file), file]))
  const baseOf = ({ key, image }: FilePair): string => {
    const base = scenes.get(withoutNumber(key))
    if (base !== undefined) return base
    throw new UserError(
      `${tree.nameOf(image)}: is a difference to Cityscapes’ ${withoutNumber(key)}${cityscapesEnd}.png, ` +
        `which is not below ${tree.path}; put Cityscapes’ leftImg8bit/val there`,
    )
  }
  const found = matched(tree, labels, overlays, unlabelled)
  const others = found.pairs.map(baseOf)
  return { ...found, others, loadOf: pair => overlaid(tree, baseOf(pair), pair) }
}

/**
 * What is to be scored without labels: the images that lie directly below the root, as the benchmark's test gives
 * them, in the order of the numbers that their names begin with. Undefined where there are none.
 */
export function testFiles(tree: FileTree): OfficialFiles | undefined {
  const images = tree.files.filter(file => isImageName(file) && folderOf(file) === '')
  if (images.length === 0) return undefined
  const { pairs } = pairFiles({
    ...{ path: tree.path, images, imageKey, unlabelled: 'keep' },
    ...{ labels: [], labelKey: () => undefined },
  })
  return { pairs: pairs.sort((a, b) => numberOf(a) - numberOf(b) || (a.key < b.key ? -1 : 1)), skipped: [] }
}

const numberOf = ({ key }: FilePair): number => Number(/^\d+/.exec(key)?.[0] ?? 0)

const overlaid =
  (tree: FileTree, base: string, { image, label }: FilePair): SceneItem['load'] =>
  maxPixels => {
    const named = (file: string) => ({ name: tree.nameOf(file), bytes: tree.read(file) })
    const picture = withOverlay(tree, base, image, maxPixels)
    // Pairs begin with their labels here, so there is one.
    return labelledScene(named(base), picture, { ...named(label!), table: binaryTable }, maxPixels)
  }

/** Static's images: whole ones, or differences to Cityscapes'. */
const renderedOf = (tree: FileTree): string[] => [...endingWith(tree, '_rgb'), ...overlaysOf(tree)]
const overlaysOf = (tree: FileTree): string[] => tree.files.filter(file => file.endsWith('_rgb.npz'))

const endingWith = (tree: FileTree, end: string): string[] =>
  tree.files.filter(file => isImageName(file) && stemOf(file).endsWith(end))

const imageKey = (file: string) => stemOf(file).replace(/_(leftImg8bit|rgb)$/, '')

/** Of all images (Lost & Found has two thousand) those that a label names, with or without its number. */
function matched(
  tree: FileTree,
  labels: readonly string[],
  images: readonly string[],
  unlabelled: Unlabelled,
): OfficialFiles {
  const stems = new Map<string, string>()
  for (const label of labels) {
    const key = labelKey(label)
    stems.set(key, key).set(withoutNumber(key), key)
  }
  const { pairs, skipped } = pairFiles({
    ...{ path: tree.path, images, labels, labelKey, unlabelled },
    imageKey: file => stems.get(imageKey(file)),
  })
  return { pairs: pairs.sort((a, b) => (a.key < b.key ? -1 : 1)), skipped }
}

/** clip(scene + rgb, 0, 255). */
function withOverlay(tree: FileTree, base: string, overlay: string, maxPixels?: number): Pixels {
  const scene = decodeImage(tree.read(base), { name: tree.nameOf(base), maxPixels })
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
