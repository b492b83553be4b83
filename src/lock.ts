/**
 * Mutual exclusion between processes that would otherwise do the same work twice. It saves time and does not
 * protect anything: in the rare case that two of them take over a dead lock at once, both work.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'

/**
 * Runs `work` while this process holds the lock file; waits, blocking, while another living process does.
 * A lock whose holder is dead, or that is older than any such work, is taken over.
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

/** Process numbers are used again, and a kill may leave an empty file: no lock is believed for ever. */
const longest = { named: 10 * 60_000, empty: 10_000 }

function isHeld(file: string): boolean {
  try {
    const age = Date.now() - statSync(file).mtimeMs
    const holder = Number(readFileSync(file, 'utf8'))
    return holder === 0 ? age < longest.empty : age < longest.named && process.kill(holder, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
