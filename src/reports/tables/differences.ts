import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { byMetric, type Estimate } from '../../metrics/bootstrap/rank-intervals.js'
import type { MetricName, Results } from '../inputs/results.js'
import { meanInterval } from './student.js'
import { metricColumns } from './summary.js'
import { percent, type Table } from './table.js'

/** The difference "a minus b" of one set or average; fractions. */
export interface Difference {
  name: string
  summary?: boolean
  /** `bound`: by how much an end of the interval may be off, where it was counted in bins. */
  metrics: Record<MetricName, Pick<Estimate, 'value' | 'low' | 'high'> & { bound?: number }>
}

/** One side of a comparison: runs that differ in their seed only, read by one score. */
export interface Side {
  name: string
  runs: readonly Results[]
  score: string
}

/**
 * a − b over pairs of runs with equal seeds, with Student's 95 % interval of the mean difference (none for a
 * single pair; `rankDifferences` of src/metrics gives one over images).
 *
 * @throws UserError if a seed has no partner, or a side has it twice
 */
export function pairedDifferences(a: Side, b: Side): Difference[] {
  const pairs = pairUp(a, b)
  return rowsOf(a.runs[0]!).map(({ name, summary, metricsIn }) => {
    const metrics = byMetric(metric => {
      const values = pairs.map(([left, right]) => {
        const [x, y] = [metricsIn(left)?.[a.score]?.[metric], metricsIn(right)?.[b.score]?.[metric]]
        return typeof x === 'number' && typeof y === 'number' ? x - y : null
      })
      return values.includes(null) ? { value: null, low: null, high: null } : meanInterval(values as number[])
    })
    return { name, ...(summary && { summary }), metrics }
  })
}

/** Differences with their intervals; strong where the interval leaves zero out. */
export function differencesTable(caption: string, differences: readonly Difference[], note: string): Table {
  return {
    caption,
    columns: [
      { title: 'Set', align: 'left' },
      ...metricColumns.map(({ title }) => ({ title: `Δ ${title}`, align: 'right' as const })),
    ],
    rows: differences.map(({ name, summary, metrics }) => ({
      ...(summary && { summary }),
      cells: [
        { text: name },
        ...metricColumns.map(column => {
          const { value, low, high, bound = 0 } = metrics[column.name]
          const clear = low !== null && high !== null && (low > bound || high < -bound)
          return { text: differenceText(value, low, high), ...(clear && { strong: true }) }
        }),
      ],
    })),
    notes: [note, 'Percentage points; bold or with a star where the interval leaves zero out.'],
  }
}

function pairUp(a: Side, b: Side): [Results, Results][] {
  const bySeed = [a, b].map(side => {
    const seeds = new Map(side.runs.map(run => [run.seed ?? null, run]))
    if (seeds.size === side.runs.length && seeds.size > 0) return seeds
    throw new UserError(
      `${side.name}: ${counted(side.runs.length, 'run')} with ${counted(seeds.size, 'seed')}; expected one run a seed`,
    )
  }) as [Map<number | null, Results>, Map<number | null, Results>]
  const [left, right] = bySeed.map(seeds => [...seeds.keys()].join(', '))
  const pairs = [...bySeed[0]].map(([seed, run]) => [run, bySeed[1].get(seed)] as const)
  if (bySeed[0].size !== bySeed[1].size || pairs.some(([, partner]) => !partner))
    throw new UserError(
      `${a.name} has the seeds ${left}, ${b.name} ${right}; expected the same, to pair them`,
    )
  return pairs as unknown as [Results, Results][]
}

/** The evaluated sets and averages of results, by group, each with the way to its metrics in any run. */
function rowsOf(first: Results) {
  const evaluated = first.sets.filter(set => Object.keys(set.metrics).length > 0)
  return [...new Set(evaluated.map(set => set.group))].flatMap(group => {
    const sets = evaluated.filter(set => set.group === group)
    const rows = sets.map(({ name }) => ({
      ...{ name, summary: false },
      metricsIn: (run: Results) => run.sets.find(set => set.name === name)?.metrics,
    }))
    if (!first.averages[group]) return rows
    const average = {
      name: `${group} average`,
      summary: true,
      metricsIn: (run: Results) => run.averages[group],
    }
    return [...rows, average]
  })
}

function differenceText(value: number | null, low: number | null, high: number | null): string {
  if (value === null) return '–'
  const interval = low === null || high === null ? '' : ` [${signed(low)}, ${signed(high)}]`
  return `${signed(value)}${interval}`
}

function signed(fraction: number): string {
  const text = percent(Math.abs(fraction), 2)
  return Number(text) === 0 ? text : `${fraction < 0 ? '−' : '+'}${text}`
}
