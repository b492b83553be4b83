/** What is said of an image; one line of JSON, stable for scripts. */
import { readNumber } from '../../../formats/json-numbers.js'
import { jsonLine } from '../../predict/json-line.js'
import type { LineFormat } from '../../predict/results.js'

export interface Prediction {
  file: string
  /** Name of the likeliest inlier class. */
  label: string
  /** Its probability among all classes, the outlier class included. */
  confidence: number
  /** By method; larger = more outlying. */
  scores: Record<string, number>
  /** By method, where its score saturates: strictly increasing in the score, without its ceiling; what ranks. */
  order: Record<string, number>
  /** Where there is a threshold. */
  outlier?: boolean
  /** Files below the folder of results. */
  files?: string[]
}

/** Those of the largest score of the method first; where it saturates, of the largest order. */
export function mostOutlyingFirst(predictions: readonly Prediction[], method: string): Prediction[] {
  const rank = ({ scores, order }: Prediction) => order[method] ?? scores[method]!
  return predictions.toSorted((a, b) => rank(b) - rank(a))
}

export const lines: LineFormat<Prediction> = {
  write: jsonLine,
  read(line) {
    const read = JSON.parse(line) as Prediction
    // Lines of an earlier version have no order.
    return { ...read, scores: numbers(read.scores), order: numbers(read.order ?? {}) }
  },
  files: ({ files = [] }) => files,
}

const numbers = (values: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, readNumber(value)]))
