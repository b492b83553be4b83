import { fromKey } from '../sort.js'
import type { Run, Runs } from './runs.js'

/** A point of the exact curve: outliers and inliers with score ≥ threshold. */
export type Visit = (threshold: number, tp: number, fp: number) => void

interface Cursor extends Run {
  at: number
  tally: Uint32Array
}

/** Below so many distinct values in a group they are sorted; else all 65,536 places are looked at. */
const few = 4096

/**
 * Walks the scores of all images from the highest to the lowest: one visit a distinct value. Takes memory for
 * one group of keys (those that share their upper half), however many pixels there are.
 */
export function walkRuns(images: readonly Runs[], visit: Visit): void {
  const [found, wrong] = [new Uint32Array(65536), new Uint32Array(65536)]
  const touched = new Uint16Array(65536)
  const cursors: Cursor[] = images.flatMap(({ outliers, inliers }) => [
    { ...outliers, at: 0, tally: found },
    { ...inliers, at: 0, tally: wrong },
  ])
  let [tp, fp] = [0, 0]
  for (let upper = highest(cursors); upper >= 0; upper = highest(cursors)) {
    let distinct = 0
    for (const cursor of cursors) {
      distinct = tallyGroup(cursor, upper, cursor.tally === found ? wrong : found, touched, distinct)
    }
    const lows = distinct < few ? touched.subarray(0, distinct).sort() : undefined
    for (let i = (lows ? distinct : 65536) - 1; i >= 0; i--) {
      const low = lows ? lows[i]! : i
      const [p, n] = [found[low]!, wrong[low]!]
      if (p === 0 && n === 0) continue
      found[low] = 0
      wrong[low] = 0
      visit(scoreOf((upper << 16) | low), (tp += p), (fp += n))
    }
  }
}

/** Counts a cursor's keys of one group; `touched` lists the lower halves that occur in it. */
function tallyGroup(
  cursor: Cursor,
  upper: number,
  other: Uint32Array,
  touched: Uint16Array,
  distinct: number,
): number {
  const { keys, counts, tally } = cursor
  let at = cursor.at
  for (; at < keys.length && keys[at]! >>> 16 === upper; at++) {
    const low = keys[at]! & 0xffff
    if (tally[low] === 0 && other[low] === 0) touched[distinct++] = low
    tally[low]! += counts ? counts[at]! : 1
  }
  cursor.at = at
  return distinct
}

/** The highest upper half that is left, −1 at the end. */
function highest(cursors: readonly Cursor[]): number {
  let upper = -1
  for (const { keys, at } of cursors) {
    if (at < keys.length && keys[at]! >>> 16 > upper) upper = keys[at]! >>> 16
  }
  return upper
}

const bits = new Uint32Array(1)
const single = new Float32Array(bits.buffer)

/** The score of a key. */
function scoreOf(key: number): number {
  bits[0] = fromKey(key)
  return single[0]!
}
