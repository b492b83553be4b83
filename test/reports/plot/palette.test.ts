import { expect, test } from 'vitest'
import { paletteStyle } from '../../../src/reports/plot/palette.js'

/** Relative luminance of `#rrggbb` (WCAG 2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map(i => {
    const value = Number.parseInt(colour.slice(i, i + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const modes = paletteStyle
  .split('@media')
  .slice(0, 2)
  .map(part => {
    return Object.fromEntries(
      [...part.matchAll(/--(\w+):(#\w{6})/g)].map(([, name, value]) => [name!, value!]),
    )
  })

test.each([
  ['light', modes[0]!],
  ['dark', modes[1]!],
])('%s: series stand out from the ground, text can be read', (_, colours) => {
  const series = Object.keys(colours).filter(name => /^s\d$/.test(name))
  expect(series).toHaveLength(8)
  for (const name of [...series, 'inlier', 'negative'])
    expect(contrast(colours[name]!, colours.ground!), name).toBeGreaterThan(3)
  for (const name of ['ink', 'muted']) {
    for (const ground of ['ground', 'raised'])
      expect(contrast(colours[name]!, colours[ground]!), name).toBeGreaterThan(4.5)
  }
})
