/** Images that two sets share, byte for byte. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { heedInterruption } from '../../interruption.js'
import type { ImageItem } from './image-source.js'

/** What an item holds does not change while a command runs. */
const digests = new WeakMap<ImageItem, string>()

/** sha256 over the image's bytes, or over its pixels where they are stored raw; why, if it cannot be read. */
export function itemDigest(item: ImageItem): string {
  const known = digests.get(item)
  if (known !== undefined) return known
  heedInterruption()
  const digest = createHash('sha256').update(contentOf(item)).digest('hex')
  digests.set(item, digest)
  return digest
}

function contentOf(item: ImageItem): Uint8Array | string {
  try {
    const loaded = item.load()
    return loaded instanceof Uint8Array ? loaded : loaded.data
  } catch (error) {
    return String(error)
  }
}

export interface CommonImages {
  /** How many items of the first set are in the second. */
  images: number
  /** One of them, as either set calls it. */
  example?: [string, string]
}

/**
 * @param sameName only items with the same file name (whatever their folders) are compared, so that a large set need
 *   not be read
 */
export function commonImages(
  these: readonly ImageItem[],
  those: readonly ImageItem[],
  { sameName = false }: { sameName?: boolean } = {},
): CommonImages {
  const names = new Set(these.map(({ file }) => basename(file)))
  const candidates = sameName ? those.filter(({ file }) => names.has(basename(file))) : those
  const fileOf = new Map(candidates.map(item => [itemDigest(item), item.file]))
  const shared = these.filter(item => fileOf.has(itemDigest(item)))
  const [first] = shared
  return { images: shared.length, ...(first && { example: [first.file, fileOf.get(itemDigest(first))!] }) }
}
