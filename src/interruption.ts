/**
 * How long synchronous work (decoding, hashing) hears that it is no longer wanted: it asks between its items.
 * A thread must not be ended from outside while it decodes: Node aborts the whole process if that meets zlib
 * or an addon at the wrong moment.
 */

/** The work was asked to stop before it was done. */
export class Interrupted extends Error {
  override name = 'Interrupted'
}

const never = () => false
let isUnwanted: () => boolean = never

/**
 * Runs work that ends with `Interrupted` at its next `heed` once `asked` says so. One at a time in a thread.
 * @throws Interrupted, and what the work throws
 */
export async function interruptible<T>(asked: () => boolean, work: () => Promise<T>): Promise<T> {
  isUnwanted = asked
  try {
    return await work()
  } finally {
    isUnwanted = never
  }
}

/** Between two items of long work. @throws Interrupted */
export function heedInterruption(): void {
  if (isUnwanted()) throw new Interrupted('the work was asked to stop')
}
