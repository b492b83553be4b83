/** Patterns that figures are filled with: 0 (first colour) to 1 (second), in the figure's own coordinates. */
import type { Stream } from '../../random.js'

export type Fill = (x: number, y: number) => number

/** Width of the soft border between two colours, in units of the figure's radius. */
const softness = 0.12

const soft = (distance: number) => Math.min(1, Math.max(0, 0.5 + distance / softness))

/** Each draws its period and phase, and gives the pattern. */
export const fills = {
  plain: () => () => 0,
  stripes: random => {
    const period = 0.5 + 0.2 * random.uniform()
    const phase = random.uniform()
    return x => soft(wave(x / period + phase) * period)
  },
  dots: random => {
    const period = 0.55 + 0.2 * random.uniform()
    const [px, py] = [random.uniform(), random.uniform()]
    return (x, y) => soft(0.32 * period - period * Math.hypot(cell(x / period + px), cell(y / period + py)))
  },
  rings: random => {
    const period = 0.5 + 0.2 * random.uniform()
    const phase = random.uniform()
    return (x, y) => soft(wave(Math.hypot(x, y) / period + phase) * period)
  },
} as const satisfies Record<string, (random: Stream) => Fill>

/** A triangle wave of period 1 in −¼ … ¼: the signed distance to the border of a stripe. */
const wave = (t: number) => Math.abs(cell(t)) - 0.25

/** Position within a cell of width 1, −½ … ½. */
const cell = (t: number) => t - Math.floor(t) - 0.5
