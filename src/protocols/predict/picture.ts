/** Reading one input: its header ahead of all computing, its pixels when its turn comes. */

import { counted } from '../../counted.js'
import { headerStart, readImageFile, readImageStart } from '../../data/images/image-folder.js'
import { UserError } from '../../errors.js'
import {
  checkSize,
  type DecodedImage,
  type DecodeOptions,
  decodeImage,
  type ImageHeader,
  imageHeader,
} from '../../formats/pixels.js'

export type Decoding = Omit<DecodeOptions, 'name'>

/** What of it changes what a picture shows. */
export const choicesOf = ({ tolerateTruncated = false, ignoreOrientation = false }: Decoding) => ({
  tolerateTruncated,
  ignoreOrientation,
})

/** An input that gave no prediction. */
export interface Failure {
  file: string
  /** A line that names the file. */
  reason: string
}

/** @throws UserError naming the file */
export const readPicture = (file: string, decoding: Decoding): DecodedImage =>
  decodeImage(readImageFile(file), { name: file, ...decoding })

/** Type and stored size. @throws UserError unless the file begins as an image of an admissible size */
export function checkedHeader(file: string, { maxPixels }: Decoding): ImageHeader {
  const header = headerOf(file)
  checkSize(file, header.width, header.height, maxPixels)
  return header
}

/** The mistake that `work` meets, as a failure of the file; faults of ours pass. */
export function failureOf(file: string, work: () => void): Failure | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { file, reason: error.message }
  }
}

function headerOf(file: string): ImageHeader {
  try {
    return imageHeader(readImageStart(file, headerStart), file)
  } catch {
    return imageHeader(readImageFile(file), file)
  }
}

/** One line about all failures, ten at most by name. */
export function describeFailures(failures: readonly Failure[], count: number): string {
  const some = failures.slice(0, 10).map(({ reason }) => reason)
  const more = failures.length > 10 ? `; and ${failures.length - 10} more` : ''
  return `${failures.length} of ${counted(count, 'image')} cannot be read: ${some.join('; ')}${more}`
}
