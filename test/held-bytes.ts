import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** Collects garbage now; finalisers run once the running task is over. */
export const collect: () => void = runInNewContext('gc')

/** Bytes of arrays that something still refers to. */
export function heldBytes(): number {
  collect()
  return process.memoryUsage().arrayBuffers
}
