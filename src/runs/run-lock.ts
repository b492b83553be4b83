/** One process a run folder: the lock names who works there. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { FaultError } from '../errors.js'
import { runPaths } from './run-folder.js'

interface Holder {
  pid: number
  host: string
  /** Identity of the boot, so that a pid of before a restart is not taken for alive. */
  boot: string
  since: string
}

const bootId = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return 'unknown'
  }
}

/**
 * Takes the lock of a run folder; the lock of a process that is gone is taken over.
 *
 * @param onTakeOver told when a stale lock was found
 * @returns a function that gives the lock back
 * @throws FaultError naming pid, host and time of the process that works there
 */
export function lockRun(run: string, onTakeOver: (message: string) => void): () => void {
  const { lock } = runPaths(run)
  const self: Holder = { pid: process.pid, host: hostname(), boot: bootId(), since: new Date().toISOString() }
  for (let attempt = 0; attempt < 20; attempt++) {
    if (create(lock, self)) return () => rmSync(lock, { force: true })
    const holder = read(lock)
    if (!holder) continue
    if (isAlive(holder)) {
      throw new FaultError(
        `${run}: process ${holder.pid} on ${holder.host} works there since ${holder.since}; wait for it, or stop it first`,
      )
    }
    onTakeOver(`took over the lock of process ${holder.pid} on ${holder.host}, which is gone`)
    removeOf(lock, holder)
  }
  throw new FaultError(`${lock}: other processes keep taking this lock; try again`)
}

/** `wx` creates or fails: of two processes exactly one wins. */
function create(lock: string, self: Holder): boolean {
  try {
    const fd = openSync(lock, 'wx')
    writeSync(fd, JSON.stringify(self))
    closeSync(fd)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new FaultError(`${lock}: cannot be made (${(error as Error).message})`)
  }
}

function read(lock: string): Holder | undefined {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      return JSON.parse(readFileSync(lock, 'utf8')) as Holder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      // Its maker is between creating and writing.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
  // Half a lock and nobody finishing it: its maker died in between.
  return { pid: -1, host: hostname(), boot: bootId(), since: 'unknown' }
}

function isAlive({ pid, host, boot }: Holder): boolean {
  // Of another machine we know nothing, so its lock is believed.
  if (host !== hostname()) return true
  if (boot !== bootId() || pid < 0) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes the lock only if it is still the stale one: another process may have taken it over meanwhile. */
function removeOf(lock: string, stale: Holder): void {
  const now = read(lock)
  if (now && now.pid === stale.pid && now.since === stale.since) rmSync(lock, { force: true })
}
