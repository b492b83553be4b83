/**
 * Which images a training step sees, and how they are augmented: a pure function of (seed, step), so a resumed
 * run needs no state of its loaders. No pixels here; batches.ts makes tensors of this.
 */
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { permutation, stream } from '../../random.js'

/** What step `n` takes, and the augmentation of each image. All arrays are `[B]`. */
export interface Draw {
  /** Positions in the set. */
  index: Int32Array
  /** 1: mirrored left to right, before the crop. */
  flip: Uint8Array
  /** Offset of the crop against the image, −padding … padding; what lies outside is black. */
  dy: Int8Array
  dx: Int8Array
}

export interface Augmentation {
  /** Probability of mirroring. */
  flip: number
  /** Zero padding of the random crop, in pixels. */
  padding: number
}

/** OpenOOD's training augmentation for 32×32 (its base preprocessor). */
export const flipsAndShifts: Augmentation = { flip: 0.5, padding: 4 }

/** As negatives are treated there: not at all. */
export const noAugmentation: Augmentation = { flip: 0, padding: 0 }

/**
 * What becomes of the end of a pass that does not fill a batch:
 * `keep` a smaller batch, `drop` it, or fill the batch from the next pass (`continue`).
 */
export type LastBatch = 'keep' | 'drop' | 'continue'

export interface LoaderOptions {
  count: number
  batchSize: number
  seed: number
  /** Name of the random streams; two loaders of one run need two purposes. */
  purpose: string
  lastBatch: LastBatch
  augmentation?: Augmentation
  /**
   * Begins a new pass every so many steps, though the last is not over: OpenOOD's loader of negatives starts
   * anew with each epoch of the inliers.
   */
  restartEvery?: number
}

export interface Loader {
  /** Steps in one pass; with `continue`, the smallest number that covers a pass. */
  readonly stepsPerPass: number
  draw(step: number): Draw
}

/**
 * An endless, reshuffled order over `count` images.
 * @throws UserError if there are no images, or fewer than a batch with `drop`
 */
export function loader(options: LoaderOptions): Loader {
  const { count, batchSize, lastBatch, purpose, seed, restartEvery = Infinity } = options
  checkCount(options)
  const stepsPerPass = lastBatch === 'drop' ? Math.floor(count / batchSize) : Math.ceil(count / batchSize)
  const order = rememberLast((round, pass) =>
    permutation(count, stream(seed, `${purpose}/order/${round}`, pass)),
  )

  const draw = (step: number): Draw => {
    const round = Math.floor(step / restartEvery)
    const local = round === 0 ? step : step % restartEvery
    const [pass, first] =
      lastBatch === 'continue'
        ? [Math.floor((local * batchSize) / count), (local * batchSize) % count]
        : [Math.floor(local / stepsPerPass), (local % stepsPerPass) * batchSize]
    const size = lastBatch === 'keep' ? Math.min(batchSize, count - first) : batchSize
    // Only `continue` runs past the end of its pass, perhaps over several.
    const index = Int32Array.from({ length: size }, (_, i) => {
      return order(round, pass + Math.floor((first + i) / count))[(first + i) % count]!
    })
    return { index, ...augment(options, step, size) }
  }
  return { stepsPerPass, draw }
}

/** A whole set in its own order, unaugmented, for evaluation. */
export function* inOrder(count: number, batchSize: number): Generator<Draw> {
  for (let first = 0; first < count; first += batchSize) {
    yield unaugmented(Math.min(batchSize, count - first), first)
  }
}

/** So many images from the first on, as they are. */
export function unaugmented(size: number, first = 0): Draw {
  const index = Int32Array.from({ length: size }, (_, i) => first + i)
  return { index, flip: new Uint8Array(size), dy: new Int8Array(size), dx: new Int8Array(size) }
}

function checkCount({ count, batchSize, lastBatch, purpose }: LoaderOptions): void {
  if (count === 0) throw new UserError(`${purpose}: no images to draw from`)
  if (batchSize < 1) throw new UserError(`${purpose}: a batch of ${batchSize} images, expected at least 1`)
  if (lastBatch === 'drop' && count < batchSize)
    throw new UserError(
      `${purpose}: ${counted(count, 'image')}, fewer than a batch of ${batchSize}, so that every pass would be empty; ` +
        'lower the batch size, or let the last batch be kept or continued',
    )
}

/** Each draw of an image has a stream of its own, whatever the batch size or the augmentation of others. */
function augment(options: LoaderOptions, step: number, size: number): Pick<Draw, 'flip' | 'dy' | 'dx'> {
  const { seed, purpose, augmentation: { flip: chance, padding } = noAugmentation } = options
  const drawn = { flip: new Uint8Array(size), dy: new Int8Array(size), dx: new Int8Array(size) }
  if (chance === 0 && padding === 0) return drawn
  for (let i = 0; i < size; i++) {
    const random = stream(seed, `${purpose}/augment`, step, i)
    drawn.flip[i] = random.uniform() < chance ? 1 : 0
    drawn.dy[i] = random.below(2 * padding + 1) - padding
    drawn.dx[i] = random.below(2 * padding + 1) - padding
  }
  return drawn
}

/** Keeps the two latest results: a batch may straddle two passes. */
function rememberLast<T>(compute: (a: number, b: number) => T): (a: number, b: number) => T {
  const kept = new Map<string, T>()
  return (a, b) => {
    const key = `${a}/${b}`
    const known = kept.get(key)
    if (known) return known
    if (kept.size > 1) kept.delete(kept.keys().next().value!)
    const value = compute(a, b)
    kept.set(key, value)
    return value
  }
}
