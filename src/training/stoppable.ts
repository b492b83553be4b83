/** Work in the middle of which a signal may ask to stop. */
class Stopped extends Error {}

/**
 * Runs work that calls `checkStop` wherever it may end early.
 * @returns undefined if it was asked to stop before it was done
 */
export function stoppable<T>(
  stopRequested: () => unknown,
  work: (checkStop: () => void) => T,
): T | undefined {
  try {
    return work(() => {
      if (stopRequested()) throw new Stopped()
    })
  } catch (error) {
    if (error instanceof Stopped) return undefined
    throw error
  }
}
