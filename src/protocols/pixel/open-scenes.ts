/**
 * A set opened for evaluation: all labels are read and judged, and all images' headers seen, before the first
 * forward pass. Labels stay in memory, a byte a pixel; pictures are decoded when their turn comes.
 */

import { createHash } from 'node:crypto'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { decodeLabelMap } from '../../formats/label-map.js'
import { checkSize, decodeImage, imageHeader, type Pixels } from '../../formats/pixels.js'
import { applyLegend, IGNORED, INLIER, type Legend, legendOf, OUTLIER } from '../../metrics/index.js'
import type { SceneSetSource, SceneSource } from './scene-source.js'

export interface OpenedScene {
  id: string
  width: number
  height: number
  /** sha256 of the image's file, or of its pixels where it is made. */
  imageDigest: string
  /** 0 inlier, 1 outlier, 255 ignored, or classes and 255; undefined where labels are hidden. */
  labels: Uint8Array | undefined
  /** @throws UserError naming the file: unreadable, damaged, not of the labels' size */
  picture(): Pixels
}

export interface OpenedScenes<Source extends SceneSetSource = SceneSetSource> {
  source: Source
  scenes: OpenedScene[]
  unreadable: Unreadable[]
  warnings: string[]
  /** sha256 over names, sizes, images and labels. */
  fingerprint: string
}

export interface Unreadable {
  file: string
  reason: string
}

export interface OpeningOptions {
  /** Leaves out what cannot be read. */
  keepGoing?: boolean
  maxPixels?: number
}

/**
 * @throws UserError naming file and position: a damaged file, a label outside the legend, sizes that differ
 */
export function openScenes<Source extends SceneSetSource>(
  source: Source,
  options: OpeningOptions = {},
): OpenedScenes<Source> {
  const unreadable: Unreadable[] = []
  const read = source.scenes.flatMap(scene => {
    try {
      return [readScene(scene, options)]
    } catch (error) {
      if (!options.keepGoing || !(error instanceof UserError)) throw error
      unreadable.push({ file: scene.imagePlace, reason: error.message })
      return []
    }
  })
  if (read.length === 0)
    throw new UserError(`${source.path}: none of its ${counted(source.scenes.length, 'image')} can be read`)
  const legend = source.legend === 'found' ? legendOf(labelMaps(read)) : source.legend
  const scenes = read.map(scene => mapped(scene, legend, source, options))
  return {
    source,
    scenes,
    unreadable,
    warnings: warningsOf(source, scenes),
    fingerprint: fingerprintOf(scenes),
  }
}

/** Raw values still. */
type ReadScene = SceneSource & {
  width: number
  height: number
  raw: Uint8Array | undefined
  imageDigest: string
}

function readScene(scene: SceneSource, { maxPixels }: OpeningOptions): ReadScene {
  const image = scene.readImage()
  const header = image instanceof Uint8Array ? imageHeader(image, scene.imagePlace) : image
  checkSize(scene.imagePlace, header.width, header.height, maxPixels)
  const imageDigest = createHash('sha256')
    .update(image instanceof Uint8Array ? image : image.data)
    .digest('hex')
  const label = scene.readLabel?.()
  if (!label) return { ...scene, width: header.width, height: header.height, raw: undefined, imageDigest }
  const { width, height, data } =
    label instanceof Uint8Array ? decodeLabelMap(label, { name: scene.labelPlace!, maxPixels }) : label
  checkSameSize(scene, header, { width, height })
  return { ...scene, width, height, raw: data as Uint8Array, imageDigest }
}

type Size = { width: number; height: number }
const sizeText = ({ width, height }: Size) => `${width}x${height}`

/** EXIF may turn a picture, so a header of the turned size is looked at again when it is decoded. */
function checkSameSize({ imagePlace, labelPlace }: SceneSource, image: Size, label: Size): void {
  const same = image.width === label.width && image.height === label.height
  const turned = image.width === label.height && image.height === label.width
  if (same || turned) return
  throw new UserError(
    `${imagePlace} is ${sizeText(image)}, but its label ${labelPlace} is ${sizeText(label)}; expected one size`,
  )
}

function* labelMaps(scenes: readonly ReadScene[]) {
  for (const { labelPlace, width, raw } of scenes) if (raw) yield { name: labelPlace!, width, labels: raw }
}

function mapped(
  scene: ReadScene,
  legend: Legend,
  { areClasses }: SceneSetSource,
  { maxPixels }: OpeningOptions,
): OpenedScene {
  const { id, width, height, raw, imageDigest, labelPlace, imagePlace } = scene
  // Not by `scene`, which would keep its raw labels beside the mapped ones.
  const { readImage } = scene
  const meanings = raw && applyLegend({ name: labelPlace!, width, labels: raw }, legend)
  const labels = areClasses ? raw : meanings
  const picture = () => {
    const image = readImage()
    const pixels = image instanceof Uint8Array ? decodeImage(image, { name: imagePlace, maxPixels }) : image
    if (labels && (pixels.width !== width || pixels.height !== height))
      throw new UserError(
        `${imagePlace} is ${sizeText(pixels)}, but its label ${labelPlace} is ${sizeText({ width, height })}; ` +
          'expected one size (EXIF data may have turned the image)',
      )
    return pixels
  }
  return { id, width, height, imageDigest, labels, picture }
}

function warningsOf(source: SceneSetSource, scenes: readonly OpenedScene[]): string[] {
  const { path, declaredImages, declaredSize } = source
  const labelled = scenes.filter(({ labels }) => labels).length
  const count = source.hiddenLabels ? labelled : scenes.length
  const few =
    declaredImages !== undefined && count !== declaredImages && count > 0
      ? [
          `${path}: ${counted(count, 'image')}, the official set has ${declaredImages}; numbers are not comparable with it`,
        ]
      : []
  const [tall, wide] = declaredSize ?? [0, 0]
  const odd = declaredSize ? scenes.filter(({ width, height }) => width !== wide || height !== tall) : []
  const sizes =
    odd.length > 0
      ? [
          `${path}: ${counted(odd.length, 'image is', 'images are')} not ${wide}x${tall} as in the official set (the first, ${odd[0]!.id}, is ` +
            `${sizeText(odd[0]!)}); numbers are not comparable with them`,
        ]
      : []
  const empty = scenes.filter(({ labels }) => labels?.every(label => label === IGNORED))
  const ignored = empty.map(
    ({ id }) => `${path}: ${id}: every pixel is ignored; the image contributes nothing`,
  )
  return [...few, ...sizes, ...ignored]
}

function fingerprintOf(scenes: readonly OpenedScene[]): string {
  const hash = createHash('sha256')
  for (const { id, width, height, imageDigest, labels } of scenes) {
    hash.update(JSON.stringify([id, width, height, imageDigest]))
    if (labels) hash.update(labels)
  }
  return hash.digest('hex')
}

/** Pixels of each meaning. */
export function countLabels(labels: Uint8Array): { inliers: number; outliers: number; ignored: number } {
  let [inliers, outliers] = [0, 0]
  for (const label of labels)
    if (label === INLIER) inliers++
    else if (label === OUTLIER) outliers++
  return { inliers, outliers, ignored: labels.length - inliers - outliers }
}
