/** What a reader of one kind of data set offers; image-set.ts chooses the reader. */
import type { Pixels } from '../../formats/pixels.js'

export interface ImageItem {
  /** Unique within its set: the path below the folder, the member's name in an archive. */
  readonly file: string
  /** Index of its class, −1 without one. */
  readonly label: number
  /** The bytes of the image file; pixels where the source stores them raw (CIFAR, idx). */
  load(): Uint8Array | Pixels
}

export interface Listing {
  items: ImageItem[]
  classNames: string[]
  /** One line on pictures that are of no kind that is read, and so no items. */
  passedOver?: string
}

export interface ImageSource {
  /** sha256 (hex) over everything that the listing and the images follow from, computed without decoding. */
  digest(): string
  /** @throws UserError naming the file, folder, or line that is at fault */
  list(): Listing
}

/** How classes are numbered. */
export interface ClassRules {
  /** The classes in the order of their labels; default: those that are found, in natural order. */
  classNames?: readonly string[]
  /** Accepts class folders and listed classes without an image. */
  allowEmptyClasses?: boolean
}
