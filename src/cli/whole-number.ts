import { InvalidArgumentError } from 'commander'

/** A whole number on the command line. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a whole number of at most 9 digits.')
}
