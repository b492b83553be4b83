import { oklabToRgb } from './oklab.js'

/** Bytes of sRGB. */
export type Rgb = readonly [red: number, green: number, blue: number]

/**
 * The colour of a class that brings none, for pictures: hues by the golden angle in Oklab, so that neighbours in
 * number are far apart in hue, on three levels of lightness, so that they differ in grey too. No two of the first 194
 * are alike.
 */
export function classColour(label: number): [red: number, green: number, blue: number] {
  const angle = ((label * 137.508 + 20) * Math.PI) / 180
  const [L, chroma] = [[0.62, 0.78, 0.46][label % 3]!, 0.13]
  return oklabToRgb([L, chroma * Math.cos(angle), chroma * Math.sin(angle)])
}

/** Colours of so many classes that bring none. */
export const classColours = (count: number): ReturnType<typeof classColour>[] =>
  Array.from({ length: count }, (_, label) => classColour(label))
