import { join } from 'node:path'
import { expect } from 'vitest'
import { readSafetensors, toInt32Array } from '../../src/formats/index.js'
import {
  accuracy,
  averageOverSets,
  type NamedMetrics,
  rankMetrics,
  type Scores,
  spreadOverRuns,
} from '../../src/metrics/index.js'
import { expectClose } from './expect-close.js'
import { type Parts, procedure } from './procedure.js'
import { scoresOf } from './scored-images.js'

const columns = ['fpr95', 'auroc', 'aupr_in', 'aupr_out', 'acc'] as const
type Column = (typeof columns)[number]

/** OpenOOD's five numbers: its confidence is our score with the other sign, its label −1 our outlier. */
function openood(confidence: Scores, labels: Int32Array, predictions: Int32Array): NamedMetrics<Column> {
  const scores = confidence.map(value => -value)
  const outliers = Uint8Array.from(labels, label => (label === -1 ? 1 : 0))
  const { fpr95, auroc, aupr_in, aupr_out } = rankMetrics(scores, outliers, { fpr95: 'sklearn' })
  return { fpr95, auroc, aupr_in, aupr_out, acc: accuracy(predictions, labels) }
}

const percent = (metrics: NamedMetrics<Column>) =>
  Object.fromEntries(columns.map(name => [name, 100 * metrics[name]!])) as NamedMetrics<Column>

export default procedure({
  kind: 'image/metrics-openood',
  parts({ folder, json }) {
    const { tensors } = readSafetensors(join(folder, 'scores.safetensors'))
    const confidence = (name: string) => scoresOf(tensors.get(name)!)
    const integers = (name: string) => toInt32Array(tensors.get(name)!)
    const toleranceOf = (name: Column) => json.tolerance[name] ?? json.tolerance.others

    const parts: Parts = {}
    for (const [name, { n_id, n_ood, expected }] of Object.entries<any>(json.cases)) {
      parts[name] = () => {
        const found = () =>
          openood(confidence(`${name}/conf`), integers(`${name}/label`), integers(`${name}/pred`))
        if (expected.official_error && !expected.by_rank) {
          expect(found).toThrow('is NaN')
          return
        }
        for (const column of columns) {
          const value = (expected.by_rank ?? expected)[column]
          // With one class only the official numbers are 0, ½, 1 or NaN; ours are undefined.
          const defined = column === 'acc' ? n_id > 0 : n_id > 0 && n_ood > 0
          if (defined) expectClose(found()[column], value, toleranceOf(column), column)
          else expect(found()[column], column).toBeNull()
        }
      }
    }

    const groups = (perRun: Record<string, number[]>) => {
      const names = Object.keys(perRun)
      const near = names.indexOf('nearood')
      return { nearood: names.slice(0, near), farood: names.slice(near + 1, -1) }
    }
    const runs = json.runs.per_run.map((perRun: Record<string, number[]>, r: number) => {
      const inliers = confidence(`run${r}/id_conf`)
      const sets: Record<string, NamedMetrics<Column>> = {}
      const { nearood, farood } = groups(perRun)
      for (const set of [...nearood, ...farood]) {
        const outliers = confidence(`run${r}/${set}`)
        const absent = new Int32Array(outliers.length).fill(-1)
        sets[set] = percent(
          openood(
            Float32Array.of(...inliers, ...outliers),
            Int32Array.of(...integers('runs/id_label'), ...absent),
            Int32Array.of(...integers('runs/id_pred'), ...absent),
          ),
        )
      }
      sets.nearood = averageOverSets(nearood.map(set => sets[set]!))
      sets.farood = averageOverSets(farood.map(set => sets[set]!))
      return sets
    })

    parts['sets, near and far of each run'] = () => {
      for (const [r, perRun] of json.runs.per_run.entries()) {
        for (const [set, values] of Object.entries<number[]>(perRun)) {
          for (const [i, column] of columns.entries()) {
            expectClose(runs[r][set][column], values[i]!, 100 * toleranceOf(column), `run ${r} ${set} ${column}`)
          }
        }
      }
    }
    parts['mean and deviation over runs'] = () => {
      for (const set of Object.keys(json.runs.mean)) {
        const over = spreadOverRuns<Column>(runs.map((sets: Record<string, NamedMetrics<Column>>) => sets[set]!))
        for (const [i, column] of columns.entries()) {
          const tolerance = 100 * toleranceOf(column)
          expectClose(over[column]?.mean, json.runs.mean[set][i], tolerance, `${set} ${column}`)
          expectClose(over[column]?.deviation, json.runs.std[set][i], tolerance, `${set} ${column}`)
        }
      }
    }
    return parts
  },
})
