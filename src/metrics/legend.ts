import { UserError } from '../errors.js'
import { IGNORED, INLIER, OUTLIER } from './curve.js'

const outside = -1

/** What the raw values of a label map mean. */
export interface Legend {
  inliers: readonly number[]
  outliers: readonly number[]
  /** Beside 255, which is ignored in every legend. */
  ignored?: readonly number[]
}

/** A map of raw labels, row-major, with the name that messages use. */
export interface LabelMap {
  name: string
  width: number
  labels: Uint8Array
}

/** 0 inlier, 1 outlier. */
export const binaryLegend: Legend = { inliers: [0], outliers: [1] }

/**
 * The legend that the values of a whole set tell: {0, 1} or {0, 2}, whichever occurs, is inlier, outlier
 * (copies of RoadAnomaly hold either).
 *
 * @throws UserError if both 1 and 2 occur, as nothing then tells whether 1 is road or outlier
 */
export function legendOf(maps: Iterable<LabelMap>): Legend {
  const firstWith = new Map<number, string>()
  for (const { name, labels } of maps) {
    for (const label of labels) if (!firstWith.has(label)) firstWith.set(label, name)
  }
  if (firstWith.has(1) && firstWith.has(2)) {
    throw new UserError(
      `labels hold both 1 (${firstWith.get(1)}) and 2 (${firstWith.get(2)}); expected 0 with 1, or 0 with 2: ` +
        'say whether 1 is inlier or outlier by a legend.json of kind "anomaly", with images/ and labels/ beside it',
    )
  }
  return { inliers: [0], outliers: firstWith.has(2) ? [2] : [1] }
}

/**
 * Raw labels as 1 outlier, 0 inlier, 255 ignored.
 *
 * @throws UserError with map, value, first position and count, if a value is outside the legend
 */
export function applyLegend({ name, width, labels }: LabelMap, legend: Legend): Uint8Array {
  const table = new Int16Array(256).fill(outside)
  for (const value of legend.inliers) table[value] = INLIER
  for (const value of legend.outliers) table[value] = OUTLIER
  for (const value of [...(legend.ignored ?? []), IGNORED]) table[value] = IGNORED
  const mapped = new Uint8Array(labels.length)
  for (let i = 0; i < labels.length; i++) {
    const meaning = table[labels[i]!]!
    if (meaning === outside) throw new UserError(stranger({ name, width, labels }, i, legend))
    mapped[i] = meaning
  }
  return mapped
}

/** How often each of the 256 values occurs. */
export function countLabels(labels: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256)
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++
  return counts
}

function stranger({ name, width, labels }: LabelMap, i: number, legend: Legend): string {
  const { inliers, outliers, ignored = [] } = legend
  const label = labels[i]!
  const count = labels.filter(other => other === label).length
  return (
    `${name}: label ${label} at row ${Math.floor(i / width)}, column ${i % width} (${count} of them) is outside ` +
    `the legend: inlier ${inliers.join(' ')}, outlier ${outliers.join(' ')}, ignored ${[...ignored, IGNORED].join(' ')}; ` +
    'name it as inlier, outlier or ignored'
  )
}
