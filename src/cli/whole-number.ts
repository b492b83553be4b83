import { InvalidArgumentError } from 'commander'

/** Reads whole numbers from `least` on, as far as they are exact. */
export const wholeNumberFrom =
  (least: number) =>
  (text: string): number => {
    if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text)
    throw new InvalidArgumentError(`expected a whole number from ${least}, of at most 15 digits.`)
  }

export const wholeNumber = wholeNumberFrom(0)
