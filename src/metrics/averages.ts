import { UserError } from '../errors.js'

/** Metrics by name; `null` where undefined. */
export type NamedMetrics<Name extends string = string> = Record<Name, number | null>

/** A mean over runs with its population standard deviation (divided by the number of runs, as OpenOOD). */
export interface Spread {
  mean: number
  deviation: number
}

/**
 * Plain mean of each metric over data sets (OpenOOD's near and far averages: every set weighs the same,
 * whatever its size). `null` where any set has `null`.
 *
 * @throws UserError without a set, or if a set lacks a metric that another has
 */
export function averageOverSets<Name extends string>(
  sets: readonly NamedMetrics<Name>[],
): NamedMetrics<Name> {
  return combine(sets, 'data set', values => spread(values).mean)
}

/** Mean ± population standard deviation of each metric over runs; `null` where any run has `null`. */
export function spreadOverRuns<Name extends string>(
  runs: readonly NamedMetrics<Name>[],
): Record<Name, Spread | null> {
  return combine(runs, 'run', spread)
}

/** Mean and population standard deviation of at least one value. */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / values.length) }
}

/** As tables print it: `60.33 ± 0.82`. */
export function spreadText({ mean, deviation }: Spread, digits = 2): string {
  return `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`
}

function combine<Name extends string, Result>(
  rows: readonly NamedMetrics<Name>[],
  what: string,
  reduce: (values: number[]) => Result,
): Record<Name, Result | null> {
  if (rows.length === 0) throw new UserError(`no ${what} to average over; expected at least one`)
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))] as Name[]
  const entries = names.map(name => {
    const values = rows.map(row => row[name])
    const missing = values.indexOf(undefined as never)
    if (missing >= 0) throw new UserError(`${what} ${missing} lacks "${name}", which others have`)
    return [name, values.includes(null) ? null : reduce(values as number[])]
  })
  return Object.fromEntries(entries)
}
