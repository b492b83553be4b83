/** The images of a set as a model wants them: decoded, cropped, in batches; small ones from a packed set. */

import { createHash } from 'node:crypto'
import { Ahead } from '../../ahead.js'
import { counted } from '../../counted.js'
import { DecodePool } from '../../data/batches/decode-pool.js'
import type { ImageTask } from '../../data/batches/prepare-image.js'
import {
  type ImageItem,
  type ImageSet,
  type NotedFile,
  type PackedSet,
  packedSide,
  packSet,
  subset,
  unreadableFiles,
} from '../../data/index.js'
import { UserError } from '../../errors.js'
import { imageHeader } from '../../formats/pixels.js'
import type { Preprocessing } from '../../models/index.js'

/** Some images in the set's order; those that cannot be read are left out, and may be all of them. */
export interface PixelBatch {
  /** `[B, crop, crop, 3]` uint8. */
  images: Uint8Array
  /** `[B]`, the position of each in the set. */
  index: Int32Array
  /** Images that were left out, under `keepGoing`. */
  unreadable: readonly NotedFile[]
  /** Images that were filled or are otherwise odd, but for those that were known. */
  odd: readonly NotedFile[]
}

export interface SetImages {
  files: readonly string[]
  /** As the set numbers its classes. */
  labels: Int32Array
  /** sha256 of all pixels and labels, where they were packed. */
  pixels?: string
  /** sha256 over names and bytes of the set that they are of. */
  content: string
  /** Images that opening the set has found odd, and told of: those of a pack. */
  known: readonly NotedFile[]
  batches(size: number): AsyncIterable<PixelBatch>
}

export interface ReadingOptions {
  preprocessing: Preprocessing
  /** Leaves out images that cannot be read instead of refusing the set. */
  keepGoing?: boolean
  /** What errors about images that cannot be read say at their end; default: to repair or remove them. */
  remedy?: string
  /** Takes these positions of the set alone. */
  only?: Uint32Array
  onProgress?: (message: string) => void
  onWarning?: (message: string) => void
}

/**
 * Finds out before any computing whether the set can be read: small images are decoded whole, of large ones
 * the headers are read.
 * @throws UserError naming the images that cannot be read, unless `keepGoing`
 */
export function openSetImages(set: ImageSet, options: ReadingOptions): SetImages {
  const { preprocessing, only, keepGoing, remedy, onProgress, onWarning } = options
  if (keepGoing || preprocessing.crop > packedSide) {
    const items = only ? Array.from(only, i => set.items[i]!) : set.items
    if (!keepGoing) checkHeaders(set.path, items, remedy)
    return streamed(set, items, options)
  }
  const { resize, crop, policy } = preprocessing
  const progress = (done: number, count: number) =>
    onProgress?.(`${set.name}: ${done} of ${counted(count, 'image')} read`)
  const pack = packSet(set, { resize, crop, policy, onProgress: progress, onWarning })
  const chosen = only && new Set(only)
  return packed(chosen ? subset(pack, i => chosen.has(i)) : pack, set.fingerprint())
}

/** sha256 over names and labels: rows of two evaluations with the same digest are the same images. */
export function rowsDigest(files: readonly string[], labels: Int32Array): string {
  return createHash('sha256')
    .update(JSON.stringify([files, [...labels]]))
    .digest('hex')
}

function packed(
  { files, labels, images, count, height, width, hash, odd = [] }: PackedSet,
  content: string,
): SetImages {
  const bytes = height * width * 3
  return {
    files,
    labels,
    pixels: hash,
    content,
    known: odd,
    async *batches(size) {
      for (let first = 0; first < count; first += size) {
        const end = Math.min(count, first + size)
        const index = Int32Array.from({ length: end - first }, (_, i) => first + i)
        yield { images: images.subarray(first * bytes, end * bytes), index, unreadable: [], odd: [] }
      }
    },
  }
}

function streamed(set: ImageSet, items: readonly ImageItem[], options: ReadingOptions): SetImages {
  const readBatch = async (pool: DecodePool, first: number, size: number): Promise<PixelBatch> => {
    const chosen = items.slice(first, first + size)
    const read = await Promise.all(chosen.map(item => tryToRead(pool, item, options.preprocessing)))
    const kept = [...read.keys()].filter(i => read[i]!.data)
    const unreadable = read.flatMap(({ failed }) => failed ?? [])
    if (unreadable.length > 0 && !options.keepGoing)
      throw unreadableImages(set.path, unreadable, items.length, options.remedy)
    return {
      images: Uint8Array.from(Buffer.concat(kept.map(i => read[i]!.data!))),
      index: Int32Array.from(kept, i => first + i),
      unreadable,
      odd: read.flatMap(({ odd }) => odd ?? []),
    }
  }
  return {
    files: items.map(item => item.file),
    labels: Int32Array.from(items, item => item.label),
    // Reads every file of the set, which only those want who write outputs down.
    get content() {
      return set.fingerprint()
    },
    known: [],
    async *batches(size) {
      const pool = new DecodePool()
      try {
        // One batch ahead of the model, which computes while the pool decodes.
        const ahead = new Ahead(
          n => (n * size < items.length ? readBatch(pool, n * size, size) : undefined),
          1,
        )
        for (let n = 0; n * size < items.length; n++) yield (await ahead.at(n))!
      } finally {
        await pool.close()
      }
    },
  }
}

interface ReadImage {
  data?: Uint8Array
  odd?: NotedFile
  failed?: NotedFile
}

async function tryToRead(
  pool: DecodePool,
  item: ImageItem,
  preprocessing: Preprocessing,
): Promise<ReadImage> {
  const { file } = item
  try {
    const { data, warnings } = await pool.prepare(taskOf(item, preprocessing))
    return warnings.length > 0 ? { data, odd: { file, reason: warnings.join('; ') } } : { data }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { failed: { file, reason: error.message } }
  }
}

/** @throws UserError if the file cannot be read */
function taskOf(item: ImageItem, { resize, crop, policy }: Preprocessing): ImageTask {
  return { name: item.file, content: item.load(), policy, geometry: { kind: 'test', resize, size: crop } }
}

/** @throws UserError naming the images whose header is none */
function checkHeaders(path: string, items: readonly ImageItem[], remedy?: string): void {
  const failures = items.flatMap((item): NotedFile[] => {
    try {
      const loaded = item.load()
      if (loaded instanceof Uint8Array) imageHeader(loaded, item.file)
      return []
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return [{ file: item.file, reason: error.message }]
    }
  })
  if (failures.length > 0) throw unreadableImages(path, failures, items.length, remedy)
}

const unreadableImages = (
  path: string,
  files: readonly NotedFile[],
  count: number,
  remedy = 'repair or remove them',
): UserError => unreadableFiles(path, files, count, remedy)
