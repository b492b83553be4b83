/** An image file and its label file → a scene. */
import { UserError } from '../../errors.js'
import { decodeLabelMap } from '../../formats/label-map.js'
import { decodeImage, imageHeader, type Pixels } from '../../formats/pixels.js'
import { applyLegend, type Legend } from './legend.js'
import type { Scene } from './scene-set.js'

export interface NamedBytes {
  /** What errors call the file. */
  name: string
  bytes: Uint8Array
}

/**
 * Decoded by content, whatever the names say; the image is turned as its EXIF data say.
 * @throws UserError naming the file: unreadable, sizes that differ, a label outside the legend
 */
export function readScene(
  image: NamedBytes,
  label: (NamedBytes & { legend: Legend }) | undefined,
  maxPixels?: number,
): Scene {
  const { width, height, data } = decodeImage(image.bytes, { name: image.name, maxPixels })
  const scene: Scene = { width, height, image: data }
  if (!label) return scene
  const map = decodeLabelMap(label.bytes, { name: label.name, maxPixels })
  checkSameSize(image, scene, { ...map, name: label.name })
  return { ...scene, labels: applyLegend(map, label.legend, label.name) }
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
