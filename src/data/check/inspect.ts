/** One pass over a set: what each image is, without judging yet. */
import { createHash } from 'node:crypto'
import { UserError } from '../../errors.js'
import type { Pixels } from '../../formats/pixels.js'
import type { ImageSet } from '../images/image-set.js'
import { decodeItem } from '../packing/pack.js'

export interface Inspection {
  name: string
  path: string
  images: number
  classes: { name: string; images: number }[]
  /** Images without a class. */
  unlabelled: number
  /** By size, the most frequent first. */
  sizes: { width: number; height: number; images: number }[]
  unreadable: { file: string; reason: string }[]
  /** What is odd about files that can be read: wrong extension, broken EXIF. */
  warnings: { file: string; warning: string }[]
  /** sha256 over width, height and pixels → the images that have it. */
  byPixels: Map<string, { file: string; label: number }[]>
  /** One line on pictures of kinds that are not read. */
  passedOver?: string
  /** sha256 over all pixels in order, where all are readable. */
  pixelsSha256?: string
}

/**
 * Reads every image, strictly: a truncated one counts as unreadable, whatever an evaluation may tolerate.
 * @param show is given each image, for a contact sheet
 * @throws UserError if the set cannot be listed
 */
export function inspectSet(set: ImageSet, show?: (pixels: Pixels, label: number) => void): Inspection {
  const { items, classNames } = set
  const counts = new Array<number>(classNames.length).fill(0)
  const sizes = new Map<string, Inspection['sizes'][number]>()
  const whole = createHash('sha256')
  const found: Inspection = {
    name: set.name,
    path: set.path,
    images: items.length,
    classes: [],
    unlabelled: items.filter(({ label }) => label < 0).length,
    sizes: [],
    unreadable: [],
    warnings: [],
    byPixels: new Map(),
    ...(set.passedOver !== undefined && { passedOver: set.passedOver }),
  }
  for (const item of items) {
    const { file, label } = item
    if (label >= 0) counts[label]!++
    try {
      const { width, height, data, warnings } = decodeItem(item, 'upright')
      for (const warning of warnings) found.warnings.push({ file, warning })
      const size = `${width}x${height}`
      const pixels = createHash('sha256').update(size).update(data).digest('base64')
      append(found.byPixels, pixels, { file, label })
      sizes.set(size, { width, height, images: (sizes.get(size)?.images ?? 0) + 1 })
      whole.update(data)
      show?.({ width, height, data }, label)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      found.unreadable.push({ file, reason: error.message })
    }
  }
  found.classes = classNames.map((name, label) => ({ name, images: counts[label]! }))
  found.sizes = [...sizes.values()].sort((a, b) => b.images - a.images)
  if (found.unreadable.length === 0) found.pixelsSha256 = whole.digest('hex')
  return found
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
