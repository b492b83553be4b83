import { appendEvent } from '../runs/event-log.js'
import type { Listener, RunEvent } from '../runs/events.js'
import { isRun, runPaths } from '../runs/run-folder.js'

/** Tells whoever listens; what is worth keeping goes into the events of the run as well, if `home` is one. */
export function tellerOf(home: string, listen: Listener | undefined): (event: RunEvent) => void {
  const log = isRun(home) ? runPaths(home).events : undefined
  return event => {
    const recorded = { time: Date.now(), ...event }
    if (log && (event.type === 'evaluation' || event.type === 'warning')) appendEvent(log, recorded)
    listen?.(recorded)
  }
}
