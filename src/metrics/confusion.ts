import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { IGNORED } from './curve.js'

/** A class map of one image with its truth, both `[height, width]`, row-major. */
export interface ClassifiedImage {
  name: string
  width: number
  /** Class of each pixel, 0 … K − 1. */
  predictions: Uint8Array
  /** True class, 0 … K − 1; 255 is ignored. */
  labels: Uint8Array
}

export interface IouResult {
  /** `null` for a class that occurs neither in the truth nor in the predictions. */
  perClass: (number | null)[]
  /** Mean over the classes that are not `null`; `null` if no pixel counts. */
  miou: number | null
  /** Share of pixels whose class is right. */
  accuracy: number | null
}

/** Which classes the mean leaves out: those that occur nowhere, or those that the truth has not. */
export type AbsentClasses = 'cityscapes' | 'detectron2'

/** Confusion of all images together, from images that come one by one; memory for K × K counts. */
export class Confusion {
  /** `[K, K]`: rows are the truth, columns the predictions; ignored pixels are not in it. */
  readonly counts: Float64Array
  ignored = 0

  constructor(readonly classes: number) {
    if (!(Number.isInteger(classes) && classes > 0 && classes < IGNORED))
      throw new UserError(`${classes} classes: expected a whole number from 1 to ${IGNORED - 1}`)
    this.counts = new Float64Array(classes * classes)
  }

  /**
   * @throws UserError with image, value, position and count: a prediction that is no class where the truth counts, a
   *   truth that is neither a class nor 255, or maps of two sizes; nothing is counted then
   */
  add(image: ClassifiedImage): void {
    const { name, predictions, labels } = image
    if (predictions.length !== labels.length)
      throw new UserError(
        `${name}: ${counted(predictions.length, 'prediction')} but ${counted(labels.length, 'label')}; expected maps of one size`,
      )
    this.#check(image, 'label', labels)
    this.#check(image, 'predicted class', predictions)
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] === IGNORED) this.ignored++
      else this.counts[labels[i]! * this.classes + predictions[i]!]!++
    }
  }

  /**
   * Intersection over union, TP / (TP + FP + FN): false positives of a class lie where the truth counts.
   *
   * @param absent a class that is predicted but never true has IoU 0 in Cityscapes' scripts and is left out of
   *   detectron2's mean
   */
  iou({ absent = 'cityscapes' }: { absent?: AbsentClasses } = {}): IouResult {
    const perClass = Array.from({ length: this.classes }, (_, c) => {
      const [hits, truth, predicted] = [this.#at(c, c), this.#row(c), this.#column(c)]
      const left = absent === 'detectron2' ? truth === 0 : truth + predicted === 0
      return left ? null : hits / (truth + predicted - hits)
    })
    const defined = perClass.filter(value => value !== null)
    const total = this.counts.reduce((sum, count) => sum + count, 0)
    const right = perClass.reduce<number>((sum, _, c) => sum + this.#at(c, c), 0)
    return {
      perClass,
      miou: defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length,
      accuracy: total === 0 ? null : right / total,
    }
  }

  #at(truth: number, predicted: number): number {
    return this.counts[truth * this.classes + predicted]!
  }

  #row(c: number): number {
    return this.counts
      .subarray(c * this.classes, (c + 1) * this.classes)
      .reduce((sum, count) => sum + count, 0)
  }

  #column(c: number): number {
    let sum = 0
    for (let truth = 0; truth < this.classes; truth++) sum += this.#at(truth, c)
    return sum
  }

  #check({ name, width, labels }: ClassifiedImage, what: string, values: Uint8Array): void {
    const isWrong = (value: number, i: number) => value >= this.classes && labels[i] !== IGNORED
    const at = values.findIndex(isWrong)
    if (at < 0) return
    const count = values.filter((value, i) => value === values[at] && isWrong(value, i)).length
    throw new UserError(
      `${name}: ${what} ${values[at]} at row ${Math.floor(at / width)}, column ${at % width} (${count} of them); ` +
        `expected 0 to ${this.classes - 1}${what === 'label' ? ', or 255 for ignored' : ''}: map it first`,
    )
  }
}
