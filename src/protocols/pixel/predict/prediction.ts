/** What is said of an image that was segmented; one line of JSON, stable for scripts. */
import { readNumber } from '../../../formats/json-numbers.js'
import { jsonLine } from '../../predict/json-line.js'
import type { LineFormat } from '../../predict/results.js'

export interface PixelPrediction {
  file: string
  width: number
  height: number
  /** Largest and mean score of the method that decides; larger = more outlying. */
  max: number
  mean: number
  /** Where there is a threshold: share of the pixels whose score is ≥ it. */
  outlierShare?: number
  /** Share of the pixels by predicted class, those that occur. */
  classes: Record<string, number>
  /** Pixels whose score lies outside of the range of the 16-bit picture, and is cut there. */
  clipped?: number
  /** Files below the folder of results. */
  files?: string[]
}

export const pixelLines: LineFormat<PixelPrediction> = {
  write: jsonLine,
  read(line) {
    const read = JSON.parse(line) as PixelPrediction
    return { ...read, max: readNumber(read.max), mean: readNumber(read.mean) }
  },
  files: ({ files = [] }) => files,
}
