/** The real program in a process of its own, to be watched, signalled and killed. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'
import type { RecordedEvent } from '../../src/runs/events.js'

const root = resolve(import.meta.dirname, '../..')
export const dist = join(root, 'dist')
const running = new Set<ChildProcess>()
afterAll(() => running.forEach(child => void child.kill('SIGKILL')))

/** Brings `dist/` up to `src/`; does nothing if it is. */
export function build(): void {
  const emit = "import('./scripts/sources.mjs').then(sources => sources.emitDist())"
  execFileSync(process.execPath, ['-e', emit], { cwd: root, stdio: 'ignore' })
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stderr: string
  /** Milliseconds from the first signal that was sent. */
  afterSignal: number
}

export interface Running {
  pid: number
  ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
  /** Waits until `isSo`, looking often; false if the process ended before. */
  until(isSo: (stderr: string) => boolean): Promise<boolean>
}

/** @param limits shell commands that run first in the same process, as `ulimit -v …` */
export function start(
  args: readonly string[],
  { cache, limits }: { cache: string; limits?: string },
): Running {
  const words = [join(dist, 'cli/main.js'), ...args]
  const env = { ...process.env, UNO_CACHE: cache, UNO_THREADS: '1' }
  const child = limits
    ? spawn('bash', ['-c', `${limits}; exec "$@"`, 'bash', process.execPath, ...words], { env })
    : spawn(process.execPath, words, { env })
  running.add(child)
  let stderr = ''
  let signalled = 0
  let isOver = false
  child.stderr.on('data', chunk => (stderr += chunk))
  const ended = new Promise<Ended>(resolve => {
    child.on('close', (code, signal) => {
      running.delete(child)
      isOver = true
      resolve({ code, signal, stderr, afterSignal: performance.now() - signalled })
    })
  })
  return {
    pid: child.pid!,
    ended,
    kill(signal) {
      signalled ||= performance.now()
      child.kill(signal)
    },
    async until(isSo) {
      while (!isSo(stderr)) {
        if (isOver) return false
        await new Promise(resolve => setTimeout(resolve, 1))
      }
      return true
    },
  }
}

/** Runs the program to its end. */
export const run = (args: readonly string[], options: { cache: string; limits?: string }): Promise<Ended> =>
  start(args, options).ended

/** The whole lines of a run's event log so far. */
export function eventsOf(runFolder: string): RecordedEvent[] {
  const path = join(runFolder, 'events.jsonl')
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line))
}
