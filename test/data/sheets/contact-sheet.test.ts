import { expect, test } from 'vitest'
import { contactSheet, type SheetCell } from '../../../src/data/sheets/contact-sheet.js'
import type { Pixels } from '../../../src/formats/pixels.js'

const plain = (width: number, height: number, value: number): Pixels => ({
  ...{ width, height, data: new Uint8Array(3 * width * height).fill(value) },
})

/** Values of one row of pixels, a number a pixel. */
const line = ({ width, data }: Pixels, y: number) =>
  Array.from({ length: width }, (_, x) => data[3 * (y * width + x)]!)

test('pictures lie in the middle of cells of equal size, short rows leave paper', () => {
  const rows: SheetCell[][] = [
    [{ picture: plain(4, 2, 1) }, { picture: plain(2, 4, 2) }],
    [{ picture: plain(4, 4, 3) }],
  ]
  const sheet = contactSheet(rows, { thumbnail: 4, gap: 1 })
  expect([sheet.width, sheet.height]).toEqual([11, 11])
  expect(line(sheet, 1)).toEqual([255, 255, 255, 255, 255, 255, 255, 2, 2, 255, 255])
  expect(line(sheet, 2)).toEqual([255, 1, 1, 1, 1, 255, 255, 2, 2, 255, 255])
  expect(line(sheet, 6)).toEqual([255, 3, 3, 3, 3, 255, 255, 255, 255, 255, 255])
})

test('captions stand above their picture, up to the next one', () => {
  const picture = plain(20, 20, 200)
  const cells = (captions: (string | undefined)[]) => [captions.map(caption => ({ picture, caption }))]
  const options = { thumbnail: 20, gap: 2 }
  const bare = contactSheet(cells([undefined, undefined]), options)
  const both = contactSheet(cells(['WWWWWWWWWWWW', 'I']), options)
  const one = contactSheet(cells(['WWWWWWWWWWWW', undefined]), options)
  const head = both.height - bare.height
  expect(head).toBeGreaterThan(0)
  const inked = ({ width, data }: Pixels) => {
    const columns = new Set<number>()
    for (let y = 0; y < head; y++)
      for (let x = 0; x < width; x++) if (data[3 * (y * width + x)]! < 100) columns.add(x)
    return [...columns]
  }
  expect(inked(bare)).toEqual([])
  expect(inked(both).filter(x => x >= 20 && x < 24)).toEqual([])
  expect(inked(one).some(x => x >= 20 && x < 24)).toBe(true)
  expect(line(one, head + 2).slice(2, 22)).toEqual(Array(20).fill(200))
})

test('a sheet may be wider than its rows, and without a row it is paper', () => {
  expect(contactSheet([[{ picture: plain(4, 4, 3) }]], { thumbnail: 4, gap: 1, columns: 3 }).width).toBe(16)
  expect(contactSheet([]).data.every(value => value === 255)).toBe(true)
})
