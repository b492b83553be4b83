/** Pasting object by object: drawn, cut out, scaled, mirrored, recoloured, re-encoded, put somewhere with hard or soft edges. */

import { encodeJpeg } from '../../formats/jpeg.js'
import { decodeImage, type Pixels } from '../../formats/pixels.js'
import { mirrorScene } from '../augment/augment-scene.js'
import { drawColourJitter, jitterColours } from '../augment/colour.js'
import { type Draws, happens, integerIn } from '../augment/draws.js'
import type { MaskedObject } from '../negatives/masked-object.js'
import type { NegativeSource } from '../negatives/negative-source.js'
import { resize } from '../resizing/resize.js'
import type { LabelledScene, SceneSet } from '../scenes/scene-set.js'
import { blend } from './blend.js'
import { cutFromScene, cutOut } from './cut-out.js'
import type { ObjectPasting } from './options.js'
import { valuesOf } from './paste-picture.js'

export interface ObjectSources {
  /** What is pasted with the outlier's label. */
  negatives?: NegativeSource
  /** Where distractors are cut out. */
  scenes?: SceneSet
  /** What distractors become instead of keeping their labels (0 in a set of inliers and outliers). */
  distractorLabel?: number
}

/** Objects that do not fit the rules are drawn again, so often at most. */
const tries = 10

/**
 * Distractors first, which keep their labels, then negatives, which get `label`; the finished scene or each object is
 * re-encoded where that is asked for. The scene itself stays as it is.
 */
export function pasteObjects(
  scene: LabelledScene,
  { negatives, scenes, distractorLabel }: ObjectSources,
  options: ObjectPasting,
  label: number,
  draws: Draws,
): LabelledScene {
  const pasted: LabelledScene = { ...scene, image: scene.image.slice(), labels: scene.labels.slice() }
  const { distractors, number, reencode } = options
  if (distractors && scenes) {
    const classes = distractors.classes.map(name => scenes.classNames.indexOf(name))
    pasteMany(pasted, options, distractors.number, draws, () => {
      const other = scenes.items[draws.below(scenes.items.length)]!.load()
      const object = other.labels && cutFromScene({ ...other, labels: other.labels }, classes, draws)
      if (!object || object.area < distractors.minArea) return undefined
      return { ...object, label: distractorLabel ?? object.label }
    })
  }
  if (negatives)
    pasteMany(pasted, options, number, draws, () => {
      const picture = negatives.items[draws.below(negatives.items.length)]!.load()
      const values = valuesOf(picture)
      if (values.length === 0) return undefined
      return { ...cutOut(picture, values[draws.below(values.length)]!), label }
    })
  if (reencode?.of === 'scene' && happens(draws, reencode.share))
    pasted.image = throughJpeg({ ...pasted, data: pasted.image }, integerIn(draws, reencode.quality))
  return pasted
}

type Found = MaskedObject & { label: number; isCut: boolean }

function pasteMany(
  scene: LabelledScene,
  options: ObjectPasting,
  range: readonly [number, number],
  draws: Draws,
  find: () => Found | undefined,
): void {
  for (let left = integerIn(draws, range); left > 0; left--)
    for (let i = 0; i < tries; i++) {
      const found = find()
      if (!found || (found.isCut && !options.borderObjects)) continue
      const object = drawLook(drawShape(found, scene, options, draws), options, draws)
      const area = areaOf(object)
      if (area < options.minArea || area > options.maxArea * scene.labels.length) continue
      const top = draws.below(scene.height - object.height + 1)
      const left = draws.below(scene.width - object.width + 1)
      blend(scene, object, { left, top, label: found.label, soft: options.soft })
      break
    }
}

/** The object at a drawn size that fits the scene, perhaps mirrored. */
function drawShape(
  object: MaskedObject,
  scene: { width: number; height: number },
  { size, enlarge, keepAspect, flip }: ObjectPasting,
  draws: Draws,
): MaskedObject {
  const logs = size.map(Math.log) as [number, number]
  const wanted = Math.exp(draws.between(...logs)) / Math.max(object.width, object.height)
  const factor = enlarge ? wanted : Math.min(wanted, 1)
  const stretch = keepAspect ? 1 : Math.exp(draws.between(-Math.LN2, Math.LN2))
  const fit = Math.min(
    1,
    scene.width / (object.width * factor * stretch),
    scene.height / (object.height * factor),
  )
  const side = (length: number, by: number, limit: number) =>
    Math.min(limit, Math.max(1, Math.round(length * by * fit)))
  const scaled = scaleObject(
    object,
    side(object.width, factor * stretch, scene.width),
    side(object.height, factor, scene.height),
  )
  return flip && draws.below(2) === 1 ? mirrorObject(scaled) : scaled
}

/** The object with colours of its own and traces of its own, where that is asked for. */
function drawLook(object: MaskedObject, { colour, reencode }: ObjectPasting, draws: Draws): MaskedObject {
  let { image } = object
  if (happens(draws, colour)) {
    image = image.slice()
    jitterColours(image, drawColourJitter(draws))
  }
  if (reencode?.of === 'objects' && happens(draws, reencode.share))
    image = throughJpeg({ ...object, data: image }, integerIn(draws, reencode.quality))
  return { ...object, image }
}

/** Image and mask by Pillow's bilinear filter; the mask is where at least half of a pixel is covered. */
function scaleObject(object: MaskedObject, width: number, height: number): MaskedObject {
  if (width === object.width && height === object.height) return object
  const size = { width: object.width, height: object.height }
  const image = resize({ ...size, data: object.image }, width, height, 'bilinear').data
  const full = { ...size, data: object.mask.slice() }
  for (let i = 0; i < full.data.length; i++) full.data[i] = 255 * full.data[i]!
  const mask = resize(full, width, height, 'bilinear').data
  for (let i = 0; i < mask.length; i++) mask[i] = mask[i]! >= 128 ? 1 : 0
  return { width, height, image, mask }
}

function mirrorObject({ width, height, image, mask }: MaskedObject): MaskedObject {
  const { labels, ...mirrored } = mirrorScene({ width, height, image, labels: mask })
  return { ...mirrored, mask: labels }
}

function areaOf({ mask }: MaskedObject): number {
  let area = 0
  for (let i = 0; i < mask.length; i++) area += mask[i]!
  return area
}

function throughJpeg({ width, height, data }: Pixels, quality: number): Uint8Array {
  return decodeImage(encodeJpeg({ width, height, data }, quality), { name: 'a pasted scene' }).data
}
