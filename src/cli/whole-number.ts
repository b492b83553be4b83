import { InvalidArgumentError } from 'commander'

/** Reads whole numbers from `least` to `most`; by default as far as they are exact. */
export const wholeNumberFrom =
  (least: number, most?: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d{1,15}$/.test(text) && value >= least && value <= (most ?? value)) return value
    const end = most === undefined ? ', of at most 15 digits' : ` to ${most}`
    throw new InvalidArgumentError(`expected a whole number from ${least}${end}.`)
  }

export const wholeNumber = wholeNumberFrom(0)
