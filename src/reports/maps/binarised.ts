import type { Rgb } from '../../data/class-colours.js'
import type { Pixels } from '../../formats/pixels.js'
import { above } from './contour.js'
import { type ScoreMap, sameSize } from './score-map.js'

/** What a threshold does to a pixel whose label is known, and how it is drawn. Apart in lightness as well as hue. */
export const outcomes = {
  found: { name: 'outlier found', colour: [255, 214, 64] },
  missed: { name: 'outlier missed', colour: [214, 64, 150] },
  false: { name: 'false alarm', colour: [70, 150, 235] },
  inlier: { name: 'inlier', colour: [24, 26, 32] },
  ignored: { name: 'ignored', colour: [84, 88, 96] },
} as const satisfies Record<string, { name: string; colour: Rgb }>

/**
 * What has a score of at least `threshold` light, all else dark. With labels (0 inlier, 1 outlier, 255 ignored)
 * right and wrong have colours of their own.
 * @throws UserError if map and labels differ in size
 */
export function binarised(map: ScoreMap, threshold: number, labels?: Uint8Array): Pixels {
  const { width, height } = map
  if (labels) sameSize('binarised map', map, { width, height: labels.length / width })
  const called = above(map, threshold)
  const data = new Uint8Array(3 * called.length)
  for (let i = 0; i < called.length; i++) {
    const kind = labels ? outcome(called[i] === 1, labels[i]!) : called[i] ? 'found' : 'inlier'
    data.set(outcomes[kind].colour, 3 * i)
  }
  return { width, height, data }
}

function outcome(called: boolean, label: number): keyof typeof outcomes {
  if (label > 1) return 'ignored'
  if (label === 1) return called ? 'found' : 'missed'
  return called ? 'false' : 'inlier'
}
