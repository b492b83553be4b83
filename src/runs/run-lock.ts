/** One process a folder: the lock names who works there. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'
import { FaultError } from '../errors.js'
import { writeAtomically, writing } from '../formats/atomic-write.js'
import { runPaths } from './run-folder.js'

interface Holder {
  pid: number
  /** A program may train several runs, each in a thread of its own. */
  thread: number
  /** When the process started, so that another one with its number is not taken for it. */
  started: string
  host: string
  /** Identity of the boot, so that a pid of before a restart is not taken for alive. */
  boot: string
  since: string
}

/**
 * Takes the lock of a run folder; the lock of a process that is gone is taken over.
 *
 * @param onTakeOver told when a stale lock was found
 * @returns a function that gives the lock back
 * @throws FaultError naming pid, host and time of the process that works there
 */
export const lockRun = (run: string, onTakeOver: (message: string) => void): (() => void) =>
  lockFolder(run, runPaths(run).lock, onTakeOver)

/** The same of any folder, by a lock file that need not lie in it. */
export function lockFolder(
  folder: string,
  lock: string,
  onTakeOver: (message: string) => void = () => {},
): () => void {
  const self = JSON.stringify(thisThread())
  acquire(folder, lock, self, onTakeOver)
  return () => {
    if (read(lock) === self) rmSync(lock, { force: true })
  }
}

/** Whether a file `lock` of the folder is ours, or half of one by a process that died while making it. */
export function isLock(run: string): boolean {
  const text = read(runPaths(run).lock)
  return text !== undefined && '{"pid":'.startsWith(text.slice(0, 7))
}

/** Gives back the lock of a thread of this process that was ended before it could do so itself. */
export function unlockRun(run: string, thread: number): void {
  const { lock } = runPaths(run)
  const holder = parse(read(lock))
  if (holder?.pid === process.pid && holder.thread === thread) rmSync(lock, { force: true })
}

function acquire(folder: string, lock: string, self: string, onTakeOver: (message: string) => void): void {
  for (let attempt = 0; attempt < 20; attempt++) {
    if (create(lock, self)) return
    const found = read(lock)
    if (found === undefined) continue // Given back in between.
    const holder = parse(found)
    if (holder && isAlive(holder)) throw occupied(folder, lock, holder)
    if (takeOver(folder, lock, found, self)) {
      const who = holder ? `process ${holder.pid} on ${holder.host}` : 'a process that died while making it'
      onTakeOver(`${folder}: took over the lock of ${who}, which is gone`)
      return
    }
  }
  throw new FaultError(`${lock}: other processes keep taking this lock; try again`)
}

function occupied(folder: string, lock: string, { pid, host, since }: Holder): FaultError {
  const remedy =
    host === hostname()
      ? 'wait for it, or stop it first'
      : `wait for it, or remove ${lock} if that machine or container is gone`
  return new FaultError(`${folder}: process ${pid} on ${host} works there since ${since}; ${remedy}`)
}

/**
 * Puts our lock in the place of a stale one. A lock is only replaced by who holds the lock on that lock: of
 * two processes that find it stale, the slower one would otherwise remove the lock of the faster.
 */
function takeOver(folder: string, lock: string, stale: string, self: string): boolean {
  const guard = `${lock}.takeover`
  acquire(folder, guard, self, () => {})
  try {
    if (read(lock) !== stale) return false
    writeAtomically(lock, [Buffer.from(self)])
    return true
  } finally {
    rmSync(guard, { force: true })
  }
}

/** Whether there was none. @throws UnwritableError */
function create(lock: string, self: string): boolean {
  const fd = writing(lock, () => openNew(lock))
  if (fd === undefined) return false
  try {
    writing(lock, () => writeSync(fd, self))
    return true
  } catch (error) {
    rmSync(lock, { force: true })
    throw error
  } finally {
    closeSync(fd)
  }
}

/** `wx` creates or fails: of two processes exactly one wins. */
function openNew(lock: string): number | undefined {
  try {
    return openSync(lock, 'wx')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
}

/** What a lock says, even if that is nothing we understand; undefined if there is none. */
function read(lock: string): string | undefined {
  for (let attempt = 0; ; attempt++) {
    try {
      const text = readFileSync(lock, 'utf8')
      // Half a lock: its maker is between creating and writing, or died there.
      if (parse(text) || attempt === 50) return text
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      throw new FaultError(`${lock}: cannot be read (${message})`)
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  }
}

function parse(text: string | undefined): Holder | undefined {
  try {
    const holder = JSON.parse(text ?? '')
    return Number.isInteger(holder?.pid) ? holder : undefined
  } catch {
    return undefined
  }
}

function isAlive({ pid, started, host, boot }: Holder): boolean {
  // Of another machine we know nothing, so its lock is believed.
  if (host !== hostname()) return true
  if (boot !== bootId()) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startOf(pid) === started
}

const thisThread = (): Holder => ({
  pid: process.pid,
  thread: threadId,
  started: startOf(process.pid),
  host: hostname(),
  boot: bootId(),
  since: new Date().toISOString(),
})

const bootId = (): string => textOf('/proc/sys/kernel/random/boot_id').trim()

/** Start of a process in clock ticks since the boot: field 22 of its stat, the 20th after its name in brackets. */
const startOf = (pid: number): string =>
  textOf(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ')[19] ?? 'unknown'

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return 'unknown'
  }
}
