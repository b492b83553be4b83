/** An image file and its label file → a scene. */
import { createHash } from 'node:crypto'
import { UserError } from '../../errors.js'
import { decodeLabelMap } from '../../formats/label-map.js'
import { checkSize, decodeImage, imageHeader, type Pixels, uprightSize } from '../../formats/pixels.js'
import { applyTable, type LabelTable } from './label-table.js'
import type { Scene, SceneGlance } from './scene-set.js'

export interface NamedBytes {
  /** What errors call the file. */
  name: string
  bytes: Uint8Array
}

export interface NamedLabels extends NamedBytes {
  table: LabelTable
}

/**
 * Decoded by content, whatever the names say; the image is turned as its EXIF data say.
 * @throws UserError naming the file: unreadable, sizes that differ, a label that the table does not take
 */
export function readScene(image: NamedBytes, label: NamedLabels | undefined, maxPixels?: number): Scene {
  const picture = decodeImage(image.bytes, { name: image.name, maxPixels })
  return label ? labelledScene(image, picture, label, maxPixels) : withoutLabels(picture)
}

/** The scene of a picture that is there already. @throws as `readScene` */
export function labelledScene(
  image: NamedBytes,
  picture: Pixels,
  label: NamedLabels,
  maxPixels?: number,
): Scene {
  const map = decodeLabelMap(label.bytes, { name: label.name, maxPixels })
  checkSameSize(image, picture, { ...map, name: label.name })
  return { ...withoutLabels(picture), labels: applyTable(map, label.table, label.name) }
}

const withoutLabels = ({ width, height, data }: Pixels): Scene => ({ width, height, image: data })

/**
 * Size, labels and the image's digest; of the image only the header is decoded.
 * @throws UserError as `readScene`, but for what is wrong behind the header
 */
export function glanceAtScene(
  image: NamedBytes,
  label: NamedLabels | undefined,
  maxPixels?: number,
): SceneGlance {
  const size = uprightSize(image.bytes, image.name)
  checkSize(image.name, size.width, size.height, maxPixels)
  const imageDigest = createHash('sha256').update(image.bytes).digest('hex')
  if (!label) return { ...size, imageDigest }
  const map = decodeLabelMap(label.bytes, { name: label.name, maxPixels })
  checkSameSize(image, size, { ...map, name: label.name })
  return { ...size, labels: applyTable(map, label.table, label.name), imageDigest }
}

type Size = Pick<Pixels, 'width' | 'height'>

/** @throws UserError naming both files and both sizes, and EXIF where that is the cause */
export function checkSameSize(image: NamedBytes, upright: Size, label: Size & { name: string }): void {
  if (upright.width === label.width && upright.height === label.height) return
  const stored = imageHeader(image.bytes, image.name)
  const wasTurned = stored.width !== upright.width
  const cause = wasTurned ? ' (turned by its EXIF orientation)' : ''
  const remedy = wasTurned
    ? 'save the image upright, or turn the label'
    : 'labels are never resized silently: bring both to one size'
  throw new UserError(
    `${image.name}: ${upright.width}x${upright.height}${cause}, but its label ${label.name} is ` +
      `${label.width}x${label.height}; ${remedy}`,
  )
}
