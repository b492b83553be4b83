/** What is said of images that an evaluation left out. */
import { counted } from '../counted.js'
import type { NotedFile } from '../data/images/noted-file.js'
import { FaultError } from '../errors.js'

export interface LeftOut extends NotedFile {
  set: string
}

/** HOSTILE 22: what could be done was done, and it is said what could not. @throws FaultError if images were left out */
export function refuseLeftOut(images: readonly LeftOut[]): void {
  if (images.length === 0) return
  const shown = images
    .slice(0, 10)
    .map(({ set, file, reason }) => `${set}: ${JSON.stringify(file)} (${reason})`)
  const more = images.length > 10 ? `, … (${images.length} in all; results.json names them)` : ''
  throw new FaultError(
    `${counted(images.length, 'image could not be read and was', 'images could not be read and were')} left out: ${shown.join(', ')}${more}`,
  )
}
