import { InvalidArgumentError } from 'commander'

/** Reads whole numbers from `least` on. */
export const wholeNumberFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && Number.isSafeInteger(value)) return value
    throw new InvalidArgumentError(`expected a whole number from ${least}.`)
  }

export const wholeNumber = wholeNumberFrom(0)
