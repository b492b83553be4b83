/** What the values of label files mean: each is a label of the set, ignored, or refused. */
import { UserError } from '../../errors.js'
import type { LabelMap } from '../../formats/label-map.js'
import { binaryLegend, type Legend } from '../../metrics/legend.js'

const outside = -1

export interface LabelTable {
  /** `[256]`: the label that a value of the file becomes; −1 if the file may not hold it. */
  readonly table: Int16Array
  /** The values that are taken, in words. */
  readonly words: string
}

/** @param meanings label by value; @param others what every other value becomes; nothing: it is refused */
export function labelTable(
  meanings: Iterable<readonly [value: number, label: number]>,
  words: string,
  others?: number,
): LabelTable {
  const table = new Int16Array(256).fill(others ?? outside)
  for (const [value, label] of meanings) table[value] = label
  return { table, words }
}

/** 0 to K − 1, and 255 for ignored pixels. */
export const trainIdTable = (classes: number): LabelTable =>
  labelTable(
    [...Array.from({ length: classes }, (_, i) => [i, i] as const), [255, 255]],
    `0 to ${classes - 1} and 255 (ignored)`,
  )

/** What a legend of the metrics says, as labels of a set of anomalies: 0 inlier, 1 outlier, 255 ignored. */
export function anomalyTable({ inliers, outliers, ignored = [] }: Legend): LabelTable {
  const meanings = [inliers, outliers, [...ignored, 255]]
  const labels = [0, 1, 255]
  const words = [inliers, outliers].map((values, i) => `${values.join(', ')} (${['inlier', 'outlier'][i]})`)
  return labelTable(
    meanings.flatMap((values, i) => values.map(value => [value, labels[i]!] as const)),
    `${words.join(', ')} and ${meanings[2]!.join(', ')} (ignored)`,
  )
}

/** 0 inlier, 1 outlier, 255 ignored. */
export const binaryTable: LabelTable = anomalyTable(binaryLegend)

/**
 * The labels of a map, `[height, width]`.
 * @throws UserError naming the file, the value, its first place, how often it occurs, and what is taken
 */
export function applyTable(
  { data, width }: LabelMap,
  { table, words }: LabelTable,
  file: string,
): Uint8Array {
  const labels = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) {
    const label = table[data[i]!] ?? outside
    if (label < 0) throw strange(data, i, width, words, file)
    labels[i] = label
  }
  return labels
}

function strange(data: ArrayLike<number>, at: number, width: number, words: string, file: string): UserError {
  let count = 0
  for (let i = at; i < data.length; i++) if (data[i] === data[at]) count++
  const place = `row ${Math.floor(at / width)}, column ${at % width}`
  return new UserError(
    `${file}: label ${data[at]} in ${count} ${count === 1 ? 'pixel' : 'pixels'}, the first at ${place}; ` +
      `expected ${words}; map the values with a legend.json, or mend the file`,
  )
}
