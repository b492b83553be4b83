import { join } from 'node:path'
import { expect } from 'vitest'
import { type NDArray, readSafetensors, toInt32Array } from '../../src/formats/index.js'
import {
  accuracy,
  averageOverSets,
  type NamedMetrics,
  rankMetrics,
  type Scores,
  spreadOverRuns,
  spreadText,
} from '../../src/metrics/index.js'
import { expectClose } from './expect-close.js'
import { type Parts, procedure } from './procedure.js'
import { scoresOf } from './scored-images.js'

const columns = ['fpr95', 'auroc', 'aupr_in', 'aupr_out', 'acc'] as const
type Column = (typeof columns)[number]
type Tensors = Map<string, NDArray>
type Tolerance = (column: Column) => number

/** One set of `case.json`. */
interface SetCase {
  n_id: number
  n_ood: number
  expected: NamedMetrics<Column> & { official_error?: string; by_rank?: NamedMetrics<Column> }
}

/** The runs of `case.json`, in per cent: the near sets stand before `nearood`, the far ones before `farood`. */
interface Runs {
  per_run: Record<string, number[]>[]
  mean: Record<string, number[]>
  std: Record<string, number[]>
  formatted: Record<string, string[]>
}

export default procedure({
  kind: 'image/metrics-openood',
  parts({ folder, json }) {
    const { tensors } = readSafetensors(join(folder, 'scores.safetensors'))
    const tolerance: Tolerance = column => json.tolerance[column] ?? json.tolerance.others
    const cases = Object.entries<SetCase>(json.cases)
    return {
      ...Object.fromEntries(
        cases.map(([name, set]) => [name, () => checkSet(tensors, name, set, tolerance)]),
      ),
      ...runParts(tensors, json.runs, column => 100 * tolerance(column)),
    }
  },
})

/** OpenOOD's five numbers: its confidence is our score with the other sign, its label −1 our outlier. */
function openood(confidence: Scores, labels: Int32Array, predictions: Int32Array): NamedMetrics<Column> {
  const outliers = Uint8Array.from(labels, label => (label === -1 ? 1 : 0))
  const metrics = rankMetrics(
    confidence.map(value => -value),
    outliers,
    { fpr95: 'sklearn' },
  )
  return pick(column => (column === 'acc' ? accuracy(predictions, labels) : metrics[column]))
}

const pick = (value: (column: Column) => number | null) =>
  Object.fromEntries(columns.map(column => [column, value(column)])) as NamedMetrics<Column>

function checkSet(
  tensors: Tensors,
  name: string,
  { n_id, n_ood, expected }: SetCase,
  tolerance: Tolerance,
): void {
  const integers = (part: string) => toInt32Array(tensors.get(`${name}/${part}`)!)
  const found = () => openood(scoresOf(tensors.get(`${name}/conf`)!), integers('label'), integers('pred'))
  // scikit-learn refuses infinities as well, which we rank.
  if (expected.official_error && !expected.by_rank) {
    expect(found).toThrow('is NaN')
    return
  }
  for (const column of columns) {
    // With one class only the official numbers are 0, ½, 1 or NaN; ours are undefined.
    const defined = n_id > 0 && (column === 'acc' || n_ood > 0)
    if (defined) {
      expectClose(found()[column], (expected.by_rank ?? expected)[column]!, tolerance(column), column)
    } else expect(found()[column], column).toBeNull()
  }
}

function runParts(tensors: Tensors, expected: Runs, tolerance: Tolerance): Parts {
  const runs = expected.per_run.map((perRun, r) => metricsOfRun(tensors, r, Object.keys(perRun)))
  const over = (set: string) => spreadOverRuns<Column>(runs.map(sets => sets[set]!))
  return {
    'sets, near and far of each run'() {
      for (const [r, perRun] of expected.per_run.entries()) {
        for (const [set, values] of Object.entries(perRun)) {
          for (const [i, column] of columns.entries()) {
            expectClose(runs[r]![set]![column], values[i]!, tolerance(column), `run ${r} ${set} ${column}`)
          }
        }
      }
    },
    'mean and deviation over runs'() {
      for (const set of Object.keys(expected.mean)) {
        for (const [i, column] of columns.entries()) {
          const found = over(set)[column]!
          expectClose(found.mean, expected.mean[set]![i]!, tolerance(column), `${set} ${column}`)
          expectClose(found.deviation, expected.std[set]![i]!, tolerance(column), `${set} ${column}`)
          expect(spreadText(found)).toBe(expected.formatted[set]![i])
        }
      }
    },
  }
}

/** Metrics of each set of a run, and of the near and far averages, in per cent. */
function metricsOfRun(tensors: Tensors, r: number, names: string[]): Record<string, NamedMetrics<Column>> {
  const integers = (name: string) => toInt32Array(tensors.get(`runs/${name}`)!)
  const inliers = scoresOf(tensors.get(`run${r}/id_conf`)!)
  const ofSet = (set: string) => {
    const outliers = scoresOf(tensors.get(`run${r}/${set}`)!)
    const absent = new Int32Array(outliers.length).fill(-1)
    const metrics = openood(
      Float32Array.of(...inliers, ...outliers),
      Int32Array.of(...integers('id_label'), ...absent),
      Int32Array.of(...integers('id_pred'), ...absent),
    )
    return pick(column => 100 * metrics[column]!)
  }
  const border = names.indexOf('nearood')
  const [near, far] = [names.slice(0, border), names.slice(border + 1, -1)]
  const sets = Object.fromEntries([...near, ...far].map(set => [set, ofSet(set)]))
  return {
    ...sets,
    nearood: averageOverSets(near.map(set => sets[set]!)),
    farood: averageOverSets(far.map(set => sets[set]!)),
  }
}
