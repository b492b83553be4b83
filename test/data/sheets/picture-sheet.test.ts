import { expect, test } from 'vitest'
import { classColours } from '../../../src/data/class-colours.js'
import { oklabDistance } from '../../../src/data/oklab.js'
import { blankSheet, fillBox, fitPicture, placePicture } from '../../../src/data/sheets/picture-sheet.js'
import type { Pixels } from '../../../src/formats/pixels.js'
import { rgbToOklab } from '../rgb-to-oklab.js'

const plain = (width: number, height: number, colour: number[]): Pixels => ({
  ...{ width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => colour[i % 3]!) },
})

test('large pictures are averaged down, small ones enlarged by whole factors', () => {
  const stripes = {
    width: 4,
    height: 2,
    data: Uint8Array.from({ length: 24 }, (_, i) => (Math.floor(i / 3) % 2) * 100),
  }
  expect(fitPicture(stripes, 2)).toEqual({ width: 2, height: 1, data: new Uint8Array(6).fill(50) })
  expect(fitPicture(plain(3, 1, [1, 2, 3]), 7)).toEqual(plain(6, 2, [1, 2, 3]))
})

test('extreme shapes keep at least one pixel', () => {
  expect(fitPicture(plain(500, 1, [7, 7, 7]), 50)).toEqual(plain(50, 1, [7, 7, 7]))
})

test('a cell that is no square bounds both sides', () => {
  expect(fitPicture(plain(4, 4, [1, 2, 3]), 8, 3)).toEqual(plain(3, 3, [1, 2, 3]))
  expect(fitPicture(plain(4, 2, [1, 2, 3]), 8, 16)).toEqual(plain(8, 4, [1, 2, 3]))
  const same = plain(5, 4, [1, 2, 3])
  expect(fitPicture(same, 6, 7)).toBe(same)
})

test('what was fitted fits as it is', () => {
  for (const [width, height] of [
    [500, 333],
    [37, 41],
    [1, 999],
    [21, 5],
    [64, 64],
  ] as const) {
    const fitted = fitPicture(plain(width, height, [1, 2, 3]), 64, 48)
    expect(fitPicture(fitted, 64, 48)).toBe(fitted)
  }
})

test('pictures lie in their place on white paper, boxes end at its edge', () => {
  const sheet = blankSheet(3, 2)
  placePicture(sheet, plain(1, 2, [5, 6, 7]), 1, 0)
  fillBox(sheet, 2, 1, 9, 9, [1, 2, 3])
  const white = [255, 255, 255]
  expect([...sheet.data]).toEqual([...white, 5, 6, 7, ...white, ...white, 5, 6, 7, 1, 2, 3])
})

test('classes without a colour have one each: twenty can be told apart, no two of 194 are alike', () => {
  const colours = classColours(20).map(rgbToOklab)
  for (const [i, a] of colours.entries())
    for (const b of colours.slice(i + 1)) expect(oklabDistance(a, b)).toBeGreaterThan(0.045)
  expect(new Set(classColours(194).map(colour => colour.join())).size).toBe(194)
})
