/** Work that goes on where it was stopped. */
import { UnwritableError } from '../formats/atomic-write.js'

/**
 * Runs work that keeps in `folder` what it has done, if there is one.
 * @throws UnwritableError with how to go on, where there was no room
 */
export async function resumable<T>(folder: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UnwritableError) || folder === undefined) throw error
    throw new UnwritableError(`${error.message}; what is done is kept in ${folder}: make room, then --resume`)
  }
}
