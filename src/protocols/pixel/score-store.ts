/**
 * Maps of a set on the way to its metrics: a file of float32 scores for each method and one of classes, image
 * after image, under the results in progress. So metrics hold one method in memory at a time, and an evaluation
 * that was stopped goes on at the image that it had reached.
 */
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { FaultError } from '../../errors.js'
import { makeFolder, writing } from '../../formats/atomic-write.js'
import { readInto } from '../../formats/byte-source.js'
import { writeJson } from '../../runs/run-folder.js'
import type { StandingMasks } from './standing-masks.js'

/** What is kept of an image beside its maps. */
export interface StoredImage {
  id: string
  pixels: number
  /** For images with outliers, where norms are wanted. */
  standing?: StandingMasks
  /** Why it has no maps. */
  failed?: string
}

export class ScoreStore {
  readonly images: StoredImage[] = []
  #pixels = 0

  private constructor(
    private readonly folder: string,
    private readonly methods: readonly string[],
  ) {}

  /**
   * @param about what the maps depend on; a store of something else is begun anew
   */
  static open(folder: string, methods: readonly string[], about: object, resume: boolean): ScoreStore {
    const store = new ScoreStore(folder, methods)
    const known = JSON.stringify({ methods, ...about })
    const path = join(folder, 'about.json')
    const isSame = existsSync(path) && JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))) === known
    if (resume && isSame) store.#readBack()
    else store.#begin(path, known)
    return store
  }

  #begin(path: string, known: string): void {
    rmSync(this.folder, { recursive: true, force: true })
    makeFolder(this.folder)
    for (const file of this.#files()) append(file, '')
    // Last: with it, the store can be read back.
    writeJson(path, JSON.parse(known))
  }

  /** Whole lines are images whose maps are whole; what follows is cut off. */
  #readBack(): void {
    const index = this.#index
    const text = existsSync(index) ? readFileSync(index, 'utf8') : ''
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    for (const line of whole.split('\n').filter(Boolean)) this.#count(JSON.parse(line) as StoredImage)
    if (existsSync(index)) truncateSync(index, Buffer.byteLength(whole))
    for (const i of this.methods.keys()) truncateSync(this.#scoreFile(i), this.#pixels * 4)
    truncateSync(this.#classFile, this.#pixels)
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

  /** Labels of methods may hold paths, so files bear numbers. */
  #scoreFile(method: number): string {
    return join(this.folder, `scores-${method}.f32`)
  }

  #files(): string[] {
    return [this.#classFile, ...this.methods.map((_, i) => this.#scoreFile(i))]
  }

  /** @throws UnwritableError if there is no room; images that were added before stay */
  add(image: StoredImage, maps?: { classes: Uint8Array; scores: ReadonlyMap<string, Float32Array> }): void {
    if (maps) {
      for (const [i, label] of this.methods.entries())
        append(this.#scoreFile(i), bytesOf(maps.scores.get(label)!))
      append(this.#classFile, maps.classes)
    }
    append(this.#index, Buffer.from(`${JSON.stringify(image)}\n`))
    this.#count(image)
  }

  #count(image: StoredImage): void {
    this.images.push(image)
    this.#pixels += image.pixels
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

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const append = (path: string, bytes: Uint8Array | string) => writing(path, () => appendFileSync(path, bytes))

const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

function readAt(path: string, into: Uint8Array, position: number): void {
  const fd = openSync(path, 'r')
  try {
    if (readInto(fd, into, position) < into.length)
      throw new FaultError(`${path}: ends early; evaluate again without --resume`)
  } finally {
    closeSync(fd)
  }
}
