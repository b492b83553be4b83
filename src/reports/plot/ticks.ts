/** Round numbers for axes. */

/**
 * The step 1, 2 or 5 · 10ⁿ that divides `span` into about `count` parts.
 *
 * @param span length of the axis in data units, > 0
 */
export function niceStep(span: number, count: number): number {
  const raw = span / count
  const power = 10 ** Math.floor(Math.log10(raw))
  const fraction = raw / power
  const nice = fraction < 1.5 ? 1 : fraction < 3.5 ? 2 : fraction < 7.5 ? 5 : 10
  return nice * power
}

/** Multiples of a nice step within [low, high]. */
export function linearTicks(low: number, high: number, count = 5): number[] {
  const step = niceStep(high - low, count)
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)]
  // Multiplying integers, not adding steps: 0.3 stays 0.3.
  return Array.from({ length: last - first + 1 }, (_, i) => round((first + i) * step, step))
}

/** The smallest interval with nice ends that holds all finite values; never empty. */
export function niceDomain(values: Iterable<number>, count = 5): [number, number] {
  const [low, high] = extent(values)
  if (low === high)
    return low === 0 ? [0, 1] : low > 0 ? [0, round(low * 1.2, low)] : [round(low * 1.2, low), 0]
  const step = niceStep(high - low, count)
  return [
    round(Math.floor(low / step + 1e-9) * step, step),
    round(Math.ceil(high / step - 1e-9) * step, step),
  ]
}

/** Least and greatest finite value; [0, 1] if there is none. */
export function extent(values: Iterable<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? [low, high] : [0, 1]
}

/** The texts of an axis' ticks: all with the same decimals, thousands and millions short, a true minus. */
export function tickLabels(ticks: readonly number[]): string[] {
  const largest = Math.max(...ticks.map(Math.abs))
  const [unit, suffix] = largest >= 1e6 ? [1e6, 'M'] : largest >= 1e4 ? [1e3, 'k'] : [1, '']
  const scaled = ticks.map(tick => tick / unit)
  const tiny = largest > 0 && largest < 1e-3
  const decimals = Math.max(0, ...scaled.map(decimalsOf))
  return scaled.map((value, i) => {
    if (ticks[i] === 0) return '0'
    const text = tiny ? value.toExponential(1).replace('.0e', 'e') : value.toFixed(decimals)
    return `${text.replaceAll('-', '−')}${suffix}`
  })
}

function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < 6; decimals++) {
    if (Math.abs(value - Number(value.toFixed(decimals))) < 1e-9) return decimals
  }
  return 6
}

/** A multiple of `step` without the dust of binary fractions. */
function round(value: number, step: number): number {
  return Number(value.toPrecision(12 + Math.max(0, Math.ceil(Math.log10(Math.abs(value / step) || 1))))) + 0
}
