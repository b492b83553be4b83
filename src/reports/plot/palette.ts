/**
 * Colours of plots, by role, as custom properties with a light and a dark value. The series follow Okabe and
 * Ito's palette (Color Universal Design, 2008), darkened or lightened until each has a contrast of at least
 * 3 : 1 with its ground. Marks differ in shape too, and lines from the fifth on are dashed, then dotted.
 */

/** Inliers are grey, as in the paper's Figure 2; negatives the ink; the outlier sets take the series. */
export type Colour = 'inlier' | 'negative' | `s${number}`

const SERIES = [
  ['#0072b2', '#4fa8e0'],
  ['#d55e00', '#ff8a4c'],
  ['#00875f', '#35c99a'],
  ['#b8478a', '#eb9ac9'],
  ['#a67500', '#f0b840'],
  ['#2b88c4', '#8fd0f7'],
  ['#6a4bb0', '#b199ee'],
  ['#7d5a2b', '#cfa970'],
] as const

const ROLES = {
  ground: ['#ffffff', '#16181c'],
  raised: ['#f6f7f8', '#1f2228'],
  ink: ['#1b1e23', '#e8eaed'],
  muted: ['#5d6570', '#a1a9b4'],
  grid: ['#e4e7eb', '#2c3038'],
  rule: ['#c6ccd4', '#454b56'],
  inlier: ['#868e99', '#8b939e'],
  negative: ['#1b1e23', '#e8eaed'],
} as const

/** The colour of the i-th outlier set. */
export function seriesColour(index: number): Colour {
  return `s${index % SERIES.length}`
}

/** Four plain lines, four dashed ones, and dotted ones where the colours begin again. */
export function seriesDash(index: number): 'dashed' | 'dotted' | undefined {
  return index < 4 ? undefined : index < SERIES.length ? 'dashed' : 'dotted'
}

/** The custom properties: `:root` for a page or a picture of its own, light unless the reader prefers dark. */
export const paletteStyle = `:root{color-scheme:light dark;${properties(0)}}
@media (prefers-color-scheme:dark){:root{${properties(1)}}}
${[...SERIES.keys()].map(i => `.c-s${i}{--c:var(--s${i})}`).join('')}
.c-inlier{--c:var(--inlier)}.c-negative{--c:var(--negative)}`

function properties(mode: 0 | 1): string {
  const series = SERIES.map((pair, i) => `--s${i}:${pair[mode]}`)
  const roles = Object.entries(ROLES).map(([name, pair]) => `--${name}:${pair[mode]}`)
  return [...roles, ...series].join(';')
}
