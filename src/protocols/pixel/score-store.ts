/**
 * Maps of a set on the way to its metrics: a file of float32 scores for each method, one of classes and one of the
 * masks that stand for outlier pixels, image after image, under the results in progress. So metrics hold one method in memory at a time, and an evaluation
 * that was stopped goes on at the image that it had reached.
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { join } from 'node:path'
import { FaultError } from '../../errors.js'
import { makeFolder, writing } from '../../formats/atomic-write.js'
import { readInto } from '../../formats/byte-source.js'
import { writeJson } from '../../runs/run-folder.js'
import type { MaskNorms, StandingMasks } from './standing-masks.js'

/** What is kept of an image beside its maps. */
export interface StoredImage {
  id: string
  pixels: number
  /** For images with outliers, where norms are wanted; `pixels`, for which masks stand, are the outliers. */
  standing?: MaskNorms & { pixels: number }
  /** Why it has no maps. */
  failed?: string
}

/** What is computed of an image. */
export interface StoredMaps {
  classes: Uint8Array
  scores: ReadonlyMap<string, Float32Array>
  standing?: StandingMasks
}

/** Of the files; a store of another format is begun anew. */
const format = 2

export class ScoreStore {
  readonly images: StoredImage[] = []
  #pixels = 0
  #standing = 0

  private constructor(
    private readonly folder: string,
    private readonly methods: readonly string[],
  ) {}

  /**
   * @param about what the maps depend on; a store of something else is begun anew
   */
  static open(folder: string, methods: readonly string[], about: object, resume: boolean): ScoreStore {
    const store = new ScoreStore(folder, methods)
    const known = JSON.stringify({ format, methods, ...about })
    const path = join(folder, 'about.json')
    const isSame = existsSync(path) && JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))) === known
    if (!(resume && isSame && store.#readBack())) store.#begin(path, known)
    return store
  }

  #begin(path: string, known: string): void {
    rmSync(this.folder, { recursive: true, force: true })
    makeFolder(this.folder)
    for (const file of this.#files()) append(file, '')
    // Last: with it, the store can be read back.
    writeJson(path, JSON.parse(known))
  }

  /**
   * Whole lines are images whose maps are whole; what follows is cut off.
   * @returns false, with nothing read, if maps are shorter than the index says, as after a power cut
   */
  #readBack(): boolean {
    const index = this.#index
    const text = existsSync(index) ? readFileSync(index, 'utf8') : ''
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    const images = whole
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as StoredImage)
    const pixels = images.reduce((sum, image) => sum + image.pixels, 0)
    const standing = images.reduce((sum, image) => sum + (image.standing?.pixels ?? 0), 0)
    const lengths: [string, number][] = [
      ...this.methods.map((_, i): [string, number] => [this.#scoreFile(i), pixels * 4]),
      [this.#classFile, pixels],
      [this.#standingFile, standing * 2],
    ]
    if (lengths.some(([file, length]) => !existsSync(file) || statSync(file).size < length)) return false
    for (const [file, length] of lengths) truncateSync(file, length)
    if (existsSync(index)) truncateSync(index, Buffer.byteLength(whole))
    for (const image of images) this.#count(image)
    return true
  }

  get pixels(): number {
    return this.#pixels
  }

  get #index(): string {
    return join(this.folder, 'images.jsonl')
  }

  get #classFile(): string {
    return join(this.folder, 'classes.u8')
  }

  get #standingFile(): string {
    return join(this.folder, 'standing.u16')
  }

  /** Labels of methods may hold paths, so files bear numbers. */
  #scoreFile(method: number): string {
    return join(this.folder, `scores-${method}.f32`)
  }

  #files(): string[] {
    return [this.#classFile, this.#standingFile, ...this.methods.map((_, i) => this.#scoreFile(i))]
  }

  /** @throws UnwritableError if there is no room; images that were added before stay */
  add(image: Omit<StoredImage, 'standing'>, maps?: StoredMaps): void {
    const { standing } = maps ?? {}
    if (maps) {
      for (const [i, label] of this.methods.entries())
        append(this.#scoreFile(i), bytesOf(maps.scores.get(label)!))
      append(this.#classFile, maps.classes)
    }
    if (standing) append(this.#standingFile, bytesOf(standing.masks))
    const stored = { ...image, ...(standing && { standing: entryOf(standing) }) }
    append(this.#index, Buffer.from(`${JSON.stringify(stored)}\n`))
    this.#count(stored)
  }

  #count(image: StoredImage): void {
    this.images.push(image)
    this.#pixels += image.pixels
    this.#standing += image.standing?.pixels ?? 0
  }

  /** Scores of all pixels by one method; or of `count` pixels from `first` on. */
  scores(method: string, first = 0, count = this.#pixels - first): Float32Array {
    const values = new Float32Array(count)
    readAt(this.#scoreFile(this.methods.indexOf(method)), bytesOf(values), first * 4)
    return values
  }

  classes(first = 0, count = this.#pixels - first): Uint8Array {
    const values = new Uint8Array(count)
    readAt(this.#classFile, values, first)
    return values
  }

  /** Which masks stand for `count` outlier pixels from `first` on, over all images. */
  standing(first: number, count: number): Uint16Array {
    const values = new Uint16Array(count)
    readAt(this.#standingFile, bytesOf(values), first * 2)
    return values
  }
}

const append = (path: string, bytes: Uint8Array | string) => writing(path, () => appendFileSync(path, bytes))

const entryOf = ({ norms, projections, masks }: StandingMasks) => ({
  norms,
  projections,
  pixels: masks.length,
})

/** The memory of an array, not a copy. */
export const bytesOf = (values: Float32Array | Uint16Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

function readAt(path: string, into: Uint8Array, position: number): void {
  const fd = openSync(path, 'r')
  try {
    if (readInto(fd, into, position) < into.length)
      throw new FaultError(`${path}: ends early; evaluate again without --resume`)
  } finally {
    closeSync(fd)
  }
}
