import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

// The fields of src/runs/events.ts that a report shows. A value that was not finite is null in JSON.
const value = z.number().nullish()
const losses = z.record(z.string(), value).default({})

const step = z.looseObject({
  type: z.literal('step'),
  step: z.number(),
  losses,
  loss: value,
  lr: value,
  accuracy: value,
  imagesPerSecond: value,
})
const epoch = z.looseObject({
  type: z.literal('epoch'),
  epoch: z.number(),
  step: z.number(),
  trainAccuracy: value,
  validation: z
    .looseObject({
      accuracy: value,
      loss: value,
      auroc: z.record(z.string(), value).optional(),
      meanIou: value,
      averagePrecision: z.record(z.string(), value).optional(),
    })
    .optional(),
})
const warning = z.looseObject({ type: z.literal('warning'), message: z.string() })
const end = z.looseObject({ type: z.literal('end'), step: z.number(), seconds: z.number() })

/** What happened in a run, in the order of steps; what a resumed run did again stands once, as it ended. */
export interface RunEvents {
  steps: z.infer<typeof step>[]
  epochs: z.infer<typeof epoch>[]
  warnings: string[]
  end?: z.infer<typeof end>
  /** Lines that are no event: the last one of a killed run may be cut short. */
  unreadable: number
}

/** The events in an `events.jsonl`, or `undefined` if there is no such file. */
export function readEvents(path: string): RunEvents | undefined {
  return existsSync(path) ? parseEvents(readFileSync(path, 'utf8')) : undefined
}

/** Events from lines of JSON; types that a report does not show are passed over. */
export function parseEvents(text: string): RunEvents {
  const events: RunEvents = { steps: [], epochs: [], warnings: [], unreadable: 0 }
  for (const line of text.split('\n')) if (line.trim()) addLine(events, line)
  return events
}

function addLine(events: RunEvents, line: string): void {
  const value = parse(line)
  const type = z.looseObject({ type: z.string() }).safeParse(value).data?.type
  const add = ADDERS[type ?? '']
  if (type === undefined || (add && !add(events, value))) events.unreadable++
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** For each type that a report shows: adds the event, or says that it is not one. */
const ADDERS: Record<string, (events: RunEvents, value: unknown) => boolean> = {
  step(events, value) {
    const { data } = step.safeParse(value)
    if (data) appendFrom(events.steps, data)
    return data !== undefined
  },
  epoch(events, value) {
    const { data } = epoch.safeParse(value)
    if (data) appendFrom(events.epochs, data)
    return data !== undefined
  },
  warning(events, value) {
    const { data } = warning.safeParse(value)
    if (data) events.warnings.push(data.message)
    return data !== undefined
  },
  end(events, value) {
    const { data } = end.safeParse(value)
    if (data) events.end = data
    return data !== undefined
  },
}

/** A resumed run starts again at its last checkpoint: what it had done since is replaced. */
function appendFrom<T extends { step: number }>(list: T[], item: T): void {
  while (list.length > 0 && list.at(-1)!.step >= item.step) list.pop()
  list.push(item)
}
