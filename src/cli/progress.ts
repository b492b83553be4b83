/** Progress of long work: a bar with rate, time left, losses and accuracy on a terminal, plain lines elsewhere. */
import { counted } from '../counted.js'
import { duration } from '../duration.js'
import { printable } from '../printable.js'
import type { EpochEvent, RecordedEvent, StepEvent } from '../runs/events.js'

export interface ProgressStream {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

/** Seconds between plain lines where no terminal redraws a bar. */
const plainInterval = 30_000

export class Progress {
  #bar = false
  #lastLine = 0
  /** Start of this process's steps, for the time left. */
  #origin: { time: number; step: number } | undefined

  constructor(private readonly out: ProgressStream = process.stderr) {}

  listen(event: RecordedEvent): void {
    const text = this.#lineOf(event)
    if (text !== undefined) this.line(text)
  }

  /** The line that an event leaves behind; steps and phases only move the bar. */
  #lineOf(event: RecordedEvent): string | undefined {
    switch (event.type) {
      case 'start':
        this.#origin = { time: event.time, step: event.step }
        return `${event.message}; ${event.parameters.toLocaleString('en')} parameters`
      case 'step':
        this.#step(event)
        return undefined
      case 'epoch':
        return epochLine(event)
      case 'phase':
        if (event.phase !== 'saving') this.#transient(event.message, event.time)
        return undefined
      case 'checkpoint':
        return event.reason === 'time' || event.reason === 'epoch' ? undefined : `checkpoint ${event.path}`
      case 'warning':
        return warningLine(event.message)
      case 'evaluation':
        return `evaluation ${event.path}`
      case 'end':
        return `done: ${counted(event.steps, 'step')} in ${duration(event.seconds)}`
    }
  }

  /** Says what is being done, until the next of these. */
  tell(message: string): void {
    this.#transient(message, Date.now())
  }

  /** A warning; it stays. */
  warn(message: string): void {
    this.line(warningLine(message))
  }

  /** A line of results, on standard output. */
  print(text: string): void {
    this.clear()
    console.log(text)
  }

  /** A line that stays. */
  line(text: string): void {
    this.clear()
    this.out.write(`${text.split('\n').map(printable).join('\n')}\n`)
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#bar) this.out.write('\r\x1b[2K')
    this.#bar = false
  }

  #step(event: RecordedEvent & StepEvent): void {
    const origin = (this.#origin ??= { time: event.time, step: event.step })
    const done = event.step - origin.step
    const left =
      done > 0 ? ((event.time - origin.time) / 1000 / done) * (event.steps - event.step) : undefined
    const figures = [
      `epoch ${event.epoch}`,
      `${event.step}/${event.steps}`,
      ...Object.entries(event.losses).map(([name, value]) => `${name} ${value.toFixed(3)}`),
      `acc ${(100 * event.accuracy).toFixed(0)} %`,
      `${event.imagesPerSecond.toFixed(0)} img/s`,
      left === undefined ? '' : `${duration(left)} left`,
    ].filter(Boolean)
    this.#transient(figures.join('  '), event.time, event.step / event.steps)
  }

  #transient(text: string, time: number, share?: number): void {
    if (!this.out.isTTY) {
      if (time - this.#lastLine < plainInterval) return
      this.#lastLine = time
      this.out.write(`${printable(text)}\n`)
      return
    }
    const columns = this.out.columns ?? 80
    // On a narrow terminal the figures matter more than the bar.
    const cells = Math.min(24, columns - text.length - 2)
    const bar = share === undefined || cells < 6 ? '' : `${barOf(share, cells)} `
    this.out.write(`\r\x1b[2K${(bar + printable(text)).slice(0, columns - 1)}`)
    this.#bar = true
  }
}

/** One line, whatever names it quotes. */
const warningLine = (message: string) => `warning: ${printable(message)}`

/** Eighths of a cell make a bar of few cells move smoothly. */
function barOf(share: number, cells: number): string {
  const eighths = Math.round(share * cells * 8)
  const full = '█'.repeat(Math.floor(eighths / 8))
  const part = ' ▏▎▍▌▋▊▉'[eighths % 8]!.trim()
  return `${(full + part).padEnd(cells, '░')}`
}

function epochLine({ epoch, epochs, losses, trainAccuracy, validation, seconds }: EpochEvent): string {
  const figures = Object.entries(losses).map(([name, value]) => `${name} ${value.toFixed(4)}`)
  figures.push(`train accuracy ${percent(trainAccuracy)}`)
  if (validation) {
    figures.push(`held-out accuracy ${percent(validation.accuracy)}`)
    if (validation.meanIou !== undefined) figures.push(`mIoU ${percent(validation.meanIou)}`)
    for (const [name, value] of Object.entries(validation.averagePrecision ?? {}))
      figures.push(`AP ${name} ${percent(value)}`)
    for (const [name, value] of Object.entries(validation.auroc ?? {}))
      figures.push(`AUROC ${name} ${percent(value)}`)
  }
  return `epoch ${epoch}/${epochs}  ${figures.join('  ')}  ${duration(seconds)}`
}

const percent = (share: number | null): string =>
  share === null ? 'undefined' : `${(100 * share).toFixed(2)} %`
