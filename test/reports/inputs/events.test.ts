import { expect, test } from 'vitest'
import { parseEvents } from '../../../src/reports/inputs/events.js'

const step = (n: number, loss: number) => JSON.stringify({ type: 'step', step: n, losses: { total: loss } })

test('what a resumed run did again stands once, as it ended', () => {
  const { steps } = parseEvents([step(1, 5), step(2, 4), step(3, 9), step(2, 3), step(3, 2)].join('\n'))
  expect(steps.map(({ step, losses }) => [step, losses.total])).toEqual([
    [1, 5],
    [2, 3],
    [3, 2],
  ])
})

test('the cut last line of a killed run is counted, the rest is read', () => {
  const events = parseEvents(`${step(1, 5)}\n{"type":"step","st`)
  expect(events.steps).toHaveLength(1)
  expect(events.unreadable).toBe(1)
})

test('types that a report does not show are passed over', () => {
  const events = parseEvents('{"type":"checkpoint","path":"x"}\n{"type":"warning","message":"slow"}\n\n')
  expect(events).toMatchObject({ warnings: ['slow'], steps: [], unreadable: 0 })
})
