import { InvalidArgumentError } from 'commander'

/** A whole number on the command line. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a whole number of at most 9 digits.')
}

/** Whole numbers from `least` on. */
export const wholeNumberFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value
    throw new InvalidArgumentError(`expected a whole number from ${least}`)
  }
