import { expect, test } from 'vitest'
import { figure } from '../../../src/reports/plot/figure.js'
import { histograms, lines, points, threshold } from '../../../src/reports/plot/layers.js'
import { legendRows } from '../../../src/reports/plot/legend.js'
import { linePath } from '../../../src/reports/plot/path.js'
import { scale } from '../../../src/reports/plot/scale.js'

const area = { x: scale('linear', [0, 10], [0, 100]), y: scale('linear', [0, 1], [50, 0]) }
const axes = { x: { label: 'x', domain: [0, 10] as const }, y: { label: 'y', domain: [0, 1] as const } }

test('scales send their domain to their range, and what lies beyond to its ends', () => {
  expect([0, 5, 10, -1, Infinity].map(area.x.at)).toEqual([0, 50, 100, 0, 100])
  expect(scale('sqrt', [0, 1], [0, 10]).at(0.25)).toBeCloseTo(5)
})

test('a line breaks where a value is missing', () => {
  expect(linePath(area, [0, 5, 6, 10], [0, 1, Number.NaN, 0.5])).toBe('M0,50L50,0M100,25')
})

test('a histogram is outlined by runs of bins that are not empty', () => {
  const layer = histograms([{ name: 'a', colour: 's0', heights: [0.5, 1, 0, 0.2], edges: [0, 2, 4, 6, 8] }])
  expect(layer.draw(area).text).toContain('d="M0,50V25H20V0H40V50M60,50V40H80V50"')
})

test('a figure has a title and a description, and a legend if there are several series', () => {
  const series = (name: string) => ({ name, colour: 's0' as const, x: [0, 1], y: [0, 1] })
  const both = figure({ title: 'T', description: 'D', ...axes }, [
    lines([series('first'), series('second')]),
  ]).text
  expect(both).toContain('<title>T</title><desc>D</desc>')
  expect(both).toContain('>second</text>')
  expect(figure({ title: 'T', description: 'D', ...axes }, [lines([series('only')])]).text).not.toContain(
    '>only</text>',
  )
})

test('points of one series are one path; a threshold stands at its value', () => {
  const drawn = points([{ name: 'p', colour: 's0', shape: 'square', x: [0, 10], y: [0, 1] }]).draw(area).text
  expect(drawn.match(/<path/g)).toHaveLength(1)
  expect(drawn.match(/z/g)).toHaveLength(2)
  expect(threshold(5, 's_uno').draw(area).text).toContain('translate(50 0)')
})

test('a legend breaks into rows that fit', () => {
  const entries = Array.from({ length: 7 }, () => ({
    name: 'ten letters',
    colour: 's0' as const,
    key: 'line' as const,
  }))
  const rows = legendRows(entries, 420)
  expect(rows.length).toBeGreaterThan(1)
  expect(rows.flat()).toEqual(entries)
})
