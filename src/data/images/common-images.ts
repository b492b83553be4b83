/** Images that two sets share, byte for byte. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { heedInterruption } from '../../interruption.js'
import type { ImageItem } from './image-source.js'

/** What an item holds does not change while a command runs. */
const digests = new WeakMap<ImageItem, string>()

/** sha256 (base64) over the image's bytes, or over its pixels where they are stored raw; over the reason, if it cannot be read. */
export function itemDigest(item: ImageItem): string {
  const known = digests.get(item)
  if (known !== undefined) return known
  heedInterruption()
  const digest = createHash('sha256').update(contentOf(item)).digest('base64')
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
 * @param sameName only images of the same file name (whatever their folders) count, so that what has no namesake need not
 *   be read
 */
export function commonImages(
  these: readonly ImageItem[],
  those: readonly ImageItem[],
  { sameName = false }: { sameName?: boolean } = {},
): CommonImages {
  const [left, right] = sameName ? namesakes(these, those) : [these, those]
  const keyOf = (item: ImageItem) => `${sameName ? basename(item.file) : ''}/${itemDigest(item)}`
  const fileOf = new Map(right.map(item => [keyOf(item), item.file]))
  const shared = fileOf.size === 0 ? [] : left.filter(item => fileOf.has(keyOf(item)))
  const [first] = shared
  return { images: shared.length, ...(first && { example: [first.file, fileOf.get(keyOf(first))!] }) }
}

/** Of either, the items that have a namesake in the other. */
function namesakes(these: readonly ImageItem[], those: readonly ImageItem[]): ImageItem[][] {
  const among = (items: readonly ImageItem[]) => new Set(items.map(({ file }) => basename(file)))
  const [left, right] = [among(these), among(those)]
  return [
    these.filter(({ file }) => right.has(basename(file))),
    those.filter(({ file }) => left.has(basename(file))),
  ]
}
