/** Decodes a set of small images once, and keeps the result in the cache folder under the hash of its content. */

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { type DecodedImage, decodeImage } from '../../formats/pixels.js'
import { heedInterruption } from '../../interruption.js'
import type { ImageSet } from '../images/image-set.js'
import type { ImageItem } from '../images/image-source.js'
import { type NotedFile, unreadableFiles } from '../images/noted-file.js'
import { testCrop } from '../resizing/test-crop.js'
import { cacheFolder } from './cache-folder.js'
import { readPack, writePack } from './pack-file.js'
import { type PackedSet, packedSet } from './packed-set.js'

/** Crops up to this side are packed: a hundred thousand of 64×64 take 1.2 GB. */
export const packedSide = 64

export interface PackOptions {
  /** The shorter side is resized to this (bilinear, as Pillow); default `crop`. */
  resize?: number
  /** Side of the central square that is kept; default 32. */
  crop?: number
  /** How files are decoded; see formats/pixels.ts. */
  policy?: 'openood' | 'upright'
  /** Folder of the cache; `false` keeps nothing. */
  cache?: string | false
  /** Called now and then while images are decoded. */
  onProgress?: (done: number, count: number) => void
  /** Told in one line of images that the policy lets pass although damaged, and when the result could not be kept. */
  onWarning?: (message: string) => void
}

/** Raised when decoded pixels, or what is kept beside them, would differ from those of an earlier version. */
const packVersion = 3

/**
 * All images of a set as one block, from the cache where it holds them. A damaged cache file is made again.
 * @throws UserError naming the images that cannot be read (ten of them) with the reason of the first
 */
export function packSet(set: ImageSet, options: PackOptions = {}): PackedSet {
  const {
    crop = 32,
    resize = crop,
    policy = 'openood',
    cache = cacheFolder(),
    onProgress,
    onWarning,
  } = options
  const packed = packOrKept(set, { resize, crop, policy, cache, onProgress, onWarning })
  if (packed.odd) onWarning?.(describeOdd(set.path, packed.odd))
  return packed
}

function packOrKept(
  set: ImageSet,
  {
    cache,
    onWarning,
    ...decoding
  }: Decoding & Required<Pick<PackOptions, 'cache'>> & Pick<PackOptions, 'onWarning'>,
): PackedSet {
  const { resize, crop, policy } = decoding
  const pack = () => decodeAll(set, decoding)
  if (cache === false) return pack()
  const key = createHash('sha256').update(
    JSON.stringify([packVersion, set.fingerprint(), resize, crop, policy]),
  )
  const path = join(cache, 'packs', `${key.digest('hex')}.pack`)
  const kept = readPack(path)
  if (kept) return { ...kept, name: set.name }
  const made = pack()
  try {
    writePack(path, made)
  } catch (error) {
    onWarning?.(`not kept for the next time: ${(error as Error).message}`)
  }
  return made
}

/** One line: how many, and the first. */
export const describeOdd = (path: string, odd: readonly NotedFile[]): string =>
  `${path}: ${counted(odd.length, 'image is', 'images are')} damaged or odd (the first: ${odd[0]!.file}: ${odd[0]!.reason})`

type Decoding = Required<Pick<PackOptions, 'resize' | 'crop' | 'policy'>> & Pick<PackOptions, 'onProgress'>

function decodeAll(set: ImageSet, decoding: Decoding): PackedSet {
  const { resize, crop, policy, onProgress } = decoding
  const { items } = set
  const size = crop * crop * 3
  const images = new Uint8Array(items.length * size)
  const failures: NotedFile[] = []
  const odd: NotedFile[] = []
  items.forEach((item, i) => {
    heedInterruption()
    try {
      const { warnings, ...pixels } = decodeItem(item, policy)
      images.set(testCrop(pixels, resize, crop).data, i * size)
      if (warnings.length > 0) odd.push({ file: item.file, reason: warnings.join('; ') })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      failures.push({ file: item.file, reason: error.message })
    }
    if (i % 1000 === 999) onProgress?.(i + 1, items.length)
  })
  if (failures.length > 0)
    throw unreadableFiles(
      set.path,
      failures,
      items.length,
      '"uno data check" tells more; repair or remove them',
    )
  return packedSet({
    name: set.name,
    height: crop,
    width: crop,
    images,
    labels: Int32Array.from(items, item => item.label),
    classNames: [...set.classNames],
    files: items.map(item => item.file),
    ...(odd.length > 0 && { odd }),
  })
}

/** @throws UserError naming the file */
export function decodeItem(item: ImageItem, policy: 'openood' | 'upright'): DecodedImage {
  const loaded = item.load()
  if (loaded instanceof Uint8Array) return decodeImage(loaded, { name: item.file, policy })
  return { ...loaded, warnings: [] }
}
