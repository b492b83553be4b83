/** Mutual exclusion between processes, for work that must be done once on a machine. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Runs `work` while this process holds the lock file; waits, blocking, while another living process does.
 * A lock whose holder is dead is taken over.
 */
export function whileLocked<T>(file: string, work: () => T): T {
  while (!acquire(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  try {
    return work()
  } finally {
    rmSync(file, { force: true })
  }
}

function acquire(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (!isHeld(file)) rmSync(file, { force: true })
    return false
  }
}

function isHeld(file: string): boolean {
  try {
    const holder = Number(readFileSync(file, 'utf8'))
    // Empty: its maker is between creating and writing.
    return holder === 0 || process.kill(holder, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
