/** What a training tells: everything to who listens, and to the run's log once that is open. */
import type { EventLog } from '../runs/event-log.js'
import type { RecordedEvent, RunEvent } from '../runs/events.js'

export class Announcer {
  #log: EventLog | undefined
  /** Warnings of the time before there was a log: of data, checkpoints, locks. */
  readonly #early: RecordedEvent[] = []

  constructor(private readonly listen: (event: RecordedEvent) => void) {}

  readonly emit = (event: RunEvent): void => {
    const recorded = { time: Date.now(), ...event }
    if (this.#log) this.#log.append(recorded)
    else if (recorded.type === 'warning') this.#early.push(recorded)
    this.listen(recorded)
  }

  readonly progress = (message: string): void => this.emit({ type: 'phase', phase: 'data', message })
  readonly warn = (message: string): void => this.emit({ type: 'warning', message })

  /** From here on events are kept in `log`, and so are the warnings that came before. */
  open(log: EventLog): void {
    for (const event of this.#early.splice(0)) log.append(event)
    this.#log = log
  }

  close(): void {
    this.#log?.close()
    this.#log = undefined
  }
}
