/** Score tables: a score and a label for each sample, as CSV or as arrays in an `.npz`. */
import { UserError } from '../errors.js'
import { type NDArray, shapeText, toFloat32Array, toFloat64Array } from './array.js'
import { withFile } from './byte-source.js'
import { textRecords } from './delimited-text.js'
import { parseNpz } from './npz.js'
import { quoted } from './quoted.js'

export interface ScoreTable {
  /** Higher = more outlying; float32 where the file has float32 or less. */
  scores: Float32Array | Float64Array
  /** 1 outlier, 0 inlier, 255 ignored. */
  labels: Uint8Array
  /** What the file has one of for each score, in the plural. */
  unit: 'rows' | 'samples'
}

const ignored = 255
const expected = 'expected "score", and "label" or "outlier" (1 outlier, 0 inlier, 255 ignored)'

/**
 * Reads columns (CSV) or arrays (npz) named `score`, and `label` or `outlier`; others may stand beside. The kind
 * of file is told by its content. A NaN score is refused unless its label is 255.
 *
 * @throws UserError with the line or index of what is wrong
 */
export function readScoreTable(path: string): ScoreTable {
  const bytes = withFile(path, source => source.read(0, source.size))
  return parseScoreTable(bytes, path)
}

/** Reads a file that is in memory; `name` is what errors call it. */
export function parseScoreTable(bytes: Uint8Array, name: string): ScoreTable {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
  return isZip ? fromArrays(parseNpz(bytes, name), name) : fromText(bytes, name)
}

function fromText(bytes: Uint8Array, name: string): ScoreTable {
  const records = textRecords(bytes, name)
  const header = records.next().value?.fields.map((field: string) => field.trim()) ?? []
  const columns = findColumns(header, name, 'column')
  const [scoreAt, labelAt] = [header.indexOf(columns.score), header.indexOf(columns.label)]
  const [scores, labels]: [number[], number[]] = [[], []]
  for (const { line, fields } of records) {
    const where = `${name}: line ${line}`
    if (fields.length !== header.length) {
      const found = `${fields.length} field${fields.length === 1 ? '' : 's'}`
      throw new UserError(`${where}: ${found} where the header has ${header.length}`)
    }
    const score = parseNumber(fields[scoreAt]!, where)
    const label = parseNumber(fields[labelAt]!, where)
    checkSample(score, label, where)
    scores.push(score)
    labels.push(label)
  }
  if (scores.length === 0) throw new UserError(`${name}: no rows below the header`)
  return { scores: Float64Array.from(scores), labels: Uint8Array.from(labels), unit: 'rows' }
}

function fromArrays(arrays: Map<string, NDArray>, name: string): ScoreTable {
  const columns = findColumns([...arrays.keys()], name, 'array')
  const [score, label] = [arrays.get(columns.score)!, arrays.get(columns.label)!]
  if (shapeText(score.shape) !== shapeText(label.shape)) {
    throw new UserError(
      `${name}: score is ${shapeText(score.shape)}, ${columns.label} is ${shapeText(label.shape)}; ` +
        'expected one shape',
    )
  }
  const scores = scoresOf(score, name)
  const labels = toFloat64Array(label)
  for (let i = 0; i < scores.length; i++) checkSample(scores[i]!, labels[i]!, `${name}: index ${i}`)
  if (scores.length === 0) throw new UserError(`${name}: the arrays are empty`)
  return { scores, labels: Uint8Array.from(labels), unit: 'samples' }
}

/** In the precision in which they came: float16 is widened, and integers are only taken if doubles hold them. */
function scoresOf(array: NDArray, name: string): Float32Array | Float64Array {
  if (['float32', 'float16', 'bfloat16'].includes(array.dtype)) return toFloat32Array(array)
  const scores = toFloat64Array(array)
  if (array.dtype === 'float64') return scores
  const large = scores.findIndex(score => !Number.isSafeInteger(score))
  if (large < 0) return scores
  throw new UserError(
    `${name}: index ${large}: score ${scores[large]} of type ${array.dtype} is beyond 2⁵³; expected floats`,
  )
}

/** The names under which scores and labels stand, each exactly once. */
function findColumns(found: string[], name: string, kind: string): { score: string; label: string } {
  const list = found.map(field => quoted(field).slice(1, -1)).join(', ')
  const missing = (column: string) =>
    new UserError(`${name}: ${kind} "${column}" is missing; found: ${list.slice(0, 200)}; ${expected}`)
  for (const column of ['score', 'label', 'outlier']) {
    if (found.indexOf(column) !== found.lastIndexOf(column)) {
      throw new UserError(`${name}: ${kind} "${column}" occurs twice; keep one`)
    }
  }
  if (found.includes('label') && found.includes('outlier')) {
    throw new UserError(`${name}: ${kind}s "label" and "outlier" both say what is an outlier; keep one`)
  }
  if (!found.includes('score')) throw missing('score')
  const label = found.find(column => column === 'label' || column === 'outlier')
  if (!label) throw missing('label')
  return { score: 'score', label }
}

function checkSample(score: number, label: number, where: string): void {
  if (label !== 0 && label !== 1 && label !== ignored) {
    throw new UserError(`${where}: label ${label} is neither 0 nor 1 (255 = ignore)`)
  }
  if (Number.isNaN(score) && label !== ignored) {
    throw new UserError(`${where}: score is NaN; only ignored samples (label 255) may have none`)
  }
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const special = /^([+-]?)(inf|infinity|nan)$/i

function parseNumber(field: string, where: string): number {
  const text = field.trim()
  if (decimal.test(text)) {
    const value = Number(text)
    if (Number.isFinite(value)) return value
    throw new UserError(`${where}: ${quoted(text)} is too large for a number; write inf if that is meant`)
  }
  const [, sign, word] = special.exec(text) ?? []
  if (word) return word.toLowerCase() === 'nan' ? Number.NaN : sign === '-' ? -Infinity : Infinity
  const hint = /^[+-]?\d+,\d+$/.test(text) ? ' (decimal comma?)' : ''
  throw new UserError(`${where}: ${quoted(text)} is no number${hint}`)
}
