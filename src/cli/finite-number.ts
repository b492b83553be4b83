import { InvalidArgumentError } from 'commander'

export function finiteNumber(text: string): number {
  if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  throw new InvalidArgumentError('expected a number.')
}
