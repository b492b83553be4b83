/**
 * The folder of predictions: `predict.json` says what made them and of which images, `predictions.jsonl` holds a line
 * an image, in the order of the inputs. Until all are there the lines are in `predictions.partial.jsonl`, with which a
 * prediction that was stopped goes on.
 */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../../errors.js'
import { makeFolder, writeAtomically, writing } from '../../formats/atomic-write.js'
import { readJson, writeJson } from '../../runs/run-folder.js'
import type { Decoding } from './picture.js'
import { type NamedSource, type Source, sourceOf, stillValid } from './sources.js'
import { isWithin, realPlace } from './within.js'

/** Names that no image's result may have. */
export const resultFiles = {
  about: 'predict.json',
  whole: 'predictions.jsonl',
  partial: 'predictions.partial.jsonl',
}

/** What predictions depend on beside the images. */
export interface About {
  /** sha256 of the weights. */
  weights: string
  /** sha256 of the model's description: preprocessing, names of classes. */
  config: string
  decoding: Pick<Decoding, 'tolerateTruncated' | 'ignoreOrientation'>
  methods: string[]
  /** sha256 of the files of methods that are somebody's modules. */
  modules: string[]
  /** The method that decides. */
  decides: string
  threshold: number | null
  dump: string[]
}

/** `predict.json` */
interface Description extends About {
  images: Source[]
}

/** A line of results, and how it is read back. */
export interface LineFormat<P extends { file: string }> {
  write(prediction: P): string
  read(line: string): P
  /** Files of a prediction below the folder, beside its line. */
  files(prediction: P): readonly string[]
}

export class Results<P extends { file: string }> {
  readonly #whole: string
  readonly #partial: string
  readonly #predictions: Map<string, P>
  readonly #format: LineFormat<P>

  /**
   * Opens a place that `checkPlace` found to be good; with `resume`, what is there is kept as far as its images are as
   * they were.
   * @throws UserError if what is there was made otherwise, or of other images
   */
  constructor(
    folder: string,
    about: About,
    images: readonly NamedSource[],
    { resume = false }: { resume?: boolean },
    format: LineFormat<P>,
  ) {
    this.#format = format
    this.#whole = join(folder, resultFiles.whole)
    this.#partial = join(folder, resultFiles.partial)
    makeFolder(folder)
    const description: Description = { ...about, images: images.map(sourceOf) }
    const kept = resume ? this.#readBack(folder, about, description.images) : []
    this.#predictions = new Map(kept.map(prediction => [prediction.file, prediction]))
    this.#begin(join(folder, resultFiles.about), description, resume)
  }

  #readBack(folder: string, about: About, images: readonly Source[]): P[] {
    const path = join(folder, resultFiles.about)
    const before = readJson<Partial<Description>>(path)
    refuseChanges(folder, before, about)
    if (!before.images)
      throw new UserError(`${path}: does not say of which images it is; --overwrite begins again`)
    const predictions = stillValid(folder, this.#linesThere(), before.images, images)
    const isWhole = (prediction: P) =>
      this.#format.files(prediction).every(file => existsSync(join(folder, file)))
    return predictions.filter(isWhole)
  }

  #linesThere(): P[] {
    return readLines([this.#partial, this.#whole], this.#format)
  }

  /** What earlier predictions wrote must not be taken for what these write; unless it is what these are of. */
  #removeFiles(folder: string, images: readonly Source[]): void {
    const files = this.#filesThere()
    if (files.length === 0) return
    const inputs = new Set(images.map(({ file }) => realPlace(file)))
    for (const path of files.map(file => join(folder, file))) {
      const place = realPlace(path)
      // Lines are only text: what lies outside of the folder is nobody's result.
      if (isWithin(realPlace(folder), place) && !inputs.has(place)) rmSync(path, { force: true })
    }
  }

  #filesThere(): string[] {
    try {
      return this.#linesThere().flatMap(prediction => this.#format.files(prediction))
    } catch {
      // Lines that nobody can read tell of no files.
      return []
    }
  }

  /** Lines never lie beside a description of others; from the description on, the work can be resumed. */
  #begin(path: string, description: Description, resume: boolean): void {
    if (!resume) {
      this.#removeFiles(dirname(path), description.images)
      for (const old of [path, this.#partial, this.#whole]) rmSync(old, { force: true })
      writeJson(path, description)
    }
    writeAtomically(this.#partial, [this.#linesOf(this.#predictions.values())])
    rmSync(this.#whole, { force: true })
    // Only now: the lines of images that changed since are gone.
    if (resume) writeJson(path, description)
  }

  get(file: string): P | undefined {
    return this.#predictions.get(file)
  }

  /** @throws UnwritableError if there is no room; what was added before stays */
  add(predictions: readonly P[]): void {
    writing(this.#partial, () => appendFileSync(this.#partial, this.#linesOf(predictions)))
    for (const prediction of predictions) this.#predictions.set(prediction.file, prediction)
  }

  /**
   * Everything that could be predicted was added.
   * @param order files as the inputs came
   */
  finish(order: readonly string[]): void {
    writeAtomically(this.#whole, [this.#linesOf(order.flatMap(file => this.get(file) ?? []))])
    rmSync(this.#partial)
  }

  #linesOf(predictions: Iterable<P>): Buffer {
    return Buffer.from(Array.from(predictions, prediction => `${this.#format.write(prediction)}\n`).join(''))
  }
}

function readLines<P extends { file: string }>(places: readonly string[], format: LineFormat<P>): P[] {
  const path = places.find(place => existsSync(place))
  if (path === undefined) return []
  // What follows the last line break was cut off in the middle.
  return readFileSync(path, 'utf8').split('\n').slice(0, -1).map(format.read)
}

function refuseChanges(folder: string, before: Partial<About>, about: About): void {
  for (const key of Object.keys(about) as (keyof About)[]) {
    const [was, is] = [JSON.stringify(before[key]), JSON.stringify(about[key])]
    if (was === is) continue
    throw new UserError(`${folder}: ${key} was ${was}, now it is ${is}; --overwrite begins again`)
  }
}
