/** The images of a set as a model wants them: decoded, cropped, in batches; small ones from a packed set. */
import { createHash } from 'node:crypto'
import { decodeItem, type ImageItem, type ImageSet, type PackedSet, packSet, subset } from '../data/index.js'
import { testCrop } from '../data/test-crop.js'
import { UserError } from '../errors.js'
import { imageHeader } from '../formats/pixels.js'
import type { Preprocessing } from '../models/index.js'

/** `images` is `[B, crop, crop, 3]` uint8, `index` the position of each in the set. */
export interface PixelBatch {
  images: Uint8Array
  index: Int32Array
}

export interface Unreadable {
  file: string
  reason: string
}

export interface SetImages {
  files: readonly string[]
  /** As the set numbers its classes. */
  labels: Int32Array
  /** sha256 of all pixels and labels, where they were packed. */
  pixels?: string
  /** Images that the last pass left out, under `keepGoing`. */
  unreadable: readonly Unreadable[]
  batches(size: number): AsyncIterable<PixelBatch>
}

export interface ReadingOptions {
  preprocessing: Preprocessing
  /** Leaves out images that cannot be read instead of refusing the set. */
  keepGoing?: boolean
  /** Takes these positions of the set alone. */
  only?: Uint32Array
  onProgress?: (message: string) => void
  onWarning?: (message: string) => void
}

/** Crops up to this side are packed: a hundred thousand of 32×32 take 300 MB. */
const packedSide = 64

/**
 * Finds out before any computing whether the set can be read: small images are decoded whole, of large ones
 * the headers are read.
 * @throws UserError naming the images that cannot be read, unless `keepGoing`
 */
export function openSetImages(set: ImageSet, options: ReadingOptions): SetImages {
  const { preprocessing, only, keepGoing, onProgress, onWarning } = options
  if (keepGoing || preprocessing.crop > packedSide) {
    const items = only ? Array.from(only, i => set.items[i]!) : set.items
    if (!keepGoing) checkHeaders(set.path, items)
    return streamed(set.path, items, options)
  }
  const { resize, crop, policy } = preprocessing
  const progress = (done: number, count: number) =>
    onProgress?.(`${set.name}: ${done} of ${count} images read`)
  const pack = packSet(set, { resize, crop, policy, onProgress: progress, onWarning })
  const chosen = only && new Set(only)
  return packed(chosen ? subset(pack, i => chosen.has(i)) : pack)
}

/** sha256 over names and labels: rows of two evaluations with the same digest are the same images. */
export function rowsDigest(files: readonly string[], labels: Int32Array): string {
  return createHash('sha256')
    .update(JSON.stringify([files, [...labels]]))
    .digest('hex')
}

function packed({ files, labels, images, count, height, width, hash }: PackedSet): SetImages {
  const bytes = height * width * 3
  return {
    files,
    labels,
    pixels: hash,
    unreadable: [],
    async *batches(size) {
      for (let first = 0; first < count; first += size) {
        const end = Math.min(count, first + size)
        const index = Int32Array.from({ length: end - first }, (_, i) => first + i)
        yield { images: images.subarray(first * bytes, end * bytes), index }
      }
    },
  }
}

function streamed(path: string, items: readonly ImageItem[], options: ReadingOptions): SetImages {
  const { preprocessing, keepGoing, onWarning } = options
  const unreadable: Unreadable[] = []
  const read = (item: ImageItem): Uint8Array | undefined => {
    try {
      return cropped(item, preprocessing, onWarning)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      unreadable.push({ file: item.file, reason: error.message })
      if (!keepGoing) throw unreadableImages(path, unreadable, items.length)
      return undefined
    }
  }
  return {
    files: items.map(item => item.file),
    labels: Int32Array.from(items, item => item.label),
    unreadable,
    async *batches(size) {
      unreadable.length = 0
      for (let first = 0; first < items.length; first += size) {
        const pictures = items.slice(first, first + size).map((item, i) => [first + i, read(item)] as const)
        const kept = pictures.filter((pair): pair is [number, Uint8Array] => pair[1] !== undefined)
        if (kept.length === 0) continue
        yield {
          images: Uint8Array.from(Buffer.concat(kept.map(([, data]) => data))),
          index: Int32Array.from(kept, ([i]) => i),
        }
      }
    },
  }
}

function cropped(
  item: ImageItem,
  { resize, crop, policy }: Preprocessing,
  onWarning?: (message: string) => void,
): Uint8Array {
  const { warnings, ...pixels } = decodeItem(item, policy)
  for (const warning of warnings) onWarning?.(`${item.file}: ${warning}`)
  return testCrop(pixels, resize, crop).data
}

/** @throws UserError naming the images whose header is none */
function checkHeaders(path: string, items: readonly ImageItem[]): void {
  const failures = items.flatMap((item): Unreadable[] => {
    try {
      const loaded = item.load()
      if (loaded instanceof Uint8Array) imageHeader(loaded, item.file)
      return []
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return [{ file: item.file, reason: error.message }]
    }
  })
  if (failures.length > 0) throw unreadableImages(path, failures, items.length)
}

function unreadableImages(path: string, failures: readonly Unreadable[], count: number): UserError {
  const names = failures.slice(0, 10).map(({ file }) => JSON.stringify(file))
  const list = names.join(', ') + (failures.length > 10 ? ', …' : '')
  return new UserError(
    `${path}: ${failures.length} of ${count} images cannot be read: ${list} (the first: ${failures[0]!.reason}); ` +
      `repair or remove them, or leave them out with --keep-going`,
  )
}
