/** Which tensors a checkpoint and a model do not share, as a table for people. */
import { columns } from '../../columns.js'

export interface Difference {
  name: string
  /** `missing`: the model has it, the file has not; `surplus`: the reverse; `shape`: they differ in size. */
  kind: 'missing' | 'surplus' | 'shape'
  file?: readonly number[]
  model?: readonly number[]
  /** What was done about it. */
  done: string
  /** For a row that stands for many tensors: which they are. */
  covers?: (name: string) => boolean
}

const most = 20

/** Lines of equal columns, with a heading; none where there is no difference. */
export function differenceTable(differences: readonly Difference[]): string[] {
  if (differences.length === 0) return []
  const shown = differences.slice(0, most)
  const rows = [
    ['', 'tensor', 'file', 'model', ''],
    ...shown.map(({ kind, name, file, model, done }) => [kind, name, size(file), size(model), done]),
  ]
  const lines = columns(rows)
  const more = differences.length - shown.length
  return more > 0 ? [...lines, `and ${more} more`] : lines
}

const size = (shape?: readonly number[]): string => (shape ? `[${shape.join(', ')}]` : '–')
