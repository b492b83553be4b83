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
  /** Where there is a threshold. */
  outlier?: boolean
}

export const lines: LineFormat<Prediction> = {
  write: jsonLine,
  read(line) {
    const read = JSON.parse(line) as Prediction
    const scores = Object.entries(read.scores).map(([name, score]) => [name, readNumber(score)])
    return { ...read, scores: Object.fromEntries(scores) }
  },
}
