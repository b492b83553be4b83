import { expect, test, vi } from 'vitest'
import { Progress, type ProgressStream } from '../../src/cli/progress.js'
import type { RecordedEvent, RunEvent } from '../../src/runs/events.js'

/** A terminal of so many columns, or none. */
function stream(columns?: number) {
  const written: string[] = []
  const out: ProgressStream = {
    isTTY: columns !== undefined,
    columns,
    write: text => written.push(text),
  }
  const progress = new Progress(out)
  let time = 0
  const tell = (seconds: number, event: RunEvent) =>
    progress.listen({ time: (time += 1000 * seconds), ...event } as RecordedEvent)
  return { written, tell, progress, last: () => written.at(-1)! }
}
const start: RunEvent = { type: 'start', step: 0, steps: 200, parameters: 44424, message: '200 steps' }
const step = (n: number): RunEvent => ({
  type: 'step',
  step: n,
  steps: 200,
  epoch: 1,
  losses: { ce: 1.25, negatives: 0.5 },
  loss: 1.75,
  lr: 0.1,
  accuracy: 0.5,
  gradientNorm: 1,
  imagesPerSecond: 512.4,
})
const warning = (message: string): RunEvent => ({ type: 'warning', message })

test('a bar with epoch, losses, accuracy, rate and time left on a terminal', () => {
  const { tell, last, written } = stream(120)
  tell(0, start)
  expect(last()).toBe('200 steps; 44,424 parameters\n')
  tell(10, step(50))
  expect(last()).toBe(
    '\r\x1b[2K██████░░░░░░░░░░░░░░░░░░ epoch 1  50/200  ce 1.250  negatives 0.500  acc 50 %  512 img/s  30 s left',
  )
  tell(0, warning('look'))
  expect(written.slice(-2)).toEqual(['\r\x1b[2K', 'warning: look\n'])
  tell(30, step(200))
  expect(last()).toContain(`${'█'.repeat(24)} epoch 1  200/200`)
})

test('a resumed run counts its own steps for the time left', () => {
  const { tell, last } = stream(120)
  tell(0, { ...start, step: 100 } as RunEvent)
  tell(10, step(150))
  expect(last()).toContain('10 s left')
})

test('on a narrow terminal the bar goes first, then the end of the line; never a second line', () => {
  const narrow = stream(78)
  narrow.tell(0, start)
  narrow.tell(10, step(50))
  expect(narrow.last()).not.toMatch(/[█░]/)
  expect(narrow.last()).toMatch(/ left$/)
  const tiny = stream(20)
  tiny.tell(0, start)
  tiny.tell(10, step(50))
  expect(tiny.last().replace('\r\x1b[2K', '')).toHaveLength(19)
})

test('elsewhere plain lines, one in half a minute', () => {
  const { tell, written } = stream()
  tell(100, start)
  for (let n = 1; n <= 70; n++) tell(1, step(n))
  const lines = written.slice(1)
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(line).toMatch(/^epoch 1 {2}\d+\/200 {2}ce 1\.250 .* left\n$/)
  expect(written.join('')).not.toContain('\x1b')
})

test('epochs, checkpoints and the end stay', () => {
  const { tell, written } = stream(100)
  tell(0, {
    type: 'epoch',
    epoch: 1,
    epochs: 8,
    step: 25,
    losses: { ce: 0.5 },
    loss: 0.5,
    trainAccuracy: 0.75,
    validation: { accuracy: 0.5, loss: 1, images: 10, auroc: { s_uno: 0.875 } },
    seconds: 200,
  })
  tell(0, { type: 'checkpoint', step: 1, path: 'a', reason: 'time' })
  tell(0, { type: 'checkpoint', step: 2, path: 'runs/x/checkpoints/step-2', reason: 'signal' })
  tell(0, { type: 'end', step: 200, steps: 200, seconds: 6120 })
  expect(written).toEqual([
    'epoch 1/8  ce 0.5000  train accuracy 75.00 %  held-out accuracy 50.00 %  AUROC s_uno 87.50 %  3 min 20 s\n',
    'checkpoint runs/x/checkpoints/step-2\n',
    'done: 200 steps in 1 h 42 min\n',
  ])
})

test('what validation could not measure is said to be undefined', () => {
  const { tell, last } = stream(200)
  const validation = { accuracy: 0.5, loss: 1, images: 1, meanIou: 0.25, averagePrecision: { s_uno: null } }
  const epoch = { epoch: 1, epochs: 8, step: 25, losses: {}, loss: 0.5, trainAccuracy: 0.75, seconds: 2 }
  tell(0, { type: 'epoch', ...epoch, validation })
  expect(last()).toContain('mIoU 25.00 %  AP s_uno undefined')
})

test('names in messages cannot steer the terminal', () => {
  const { tell, last } = stream(100)
  tell(0, warning('a\x1b[2Jb\rc\x9bd'))
  expect(last()).toBe('warning: a⟨U+001B⟩[2Jb⟨U+000D⟩c⟨U+009B⟩d\n')
})

test('so can none in what is told, warned of or printed', () => {
  const { progress, written, last } = stream(100)
  progress.tell('reading a\x1b[2J\nb')
  expect(last()).toBe('\r\x1b[2Kreading a⟨U+001B⟩[2J⟨U+000A⟩b')
  progress.warn('c\nwarning: forged')
  expect(written.slice(-2)).toEqual(['\r\x1b[2K', 'warning: c⟨U+000A⟩warning: forged\n'])
  progress.tell('on')
  const print = vi.spyOn(console, 'log').mockImplementation(() => {})
  progress.print('{"file":"d"}')
  expect(last()).toBe('\r\x1b[2K')
  expect(print.mock.calls).toEqual([['{"file":"d"}']])
  print.mockRestore()
})
