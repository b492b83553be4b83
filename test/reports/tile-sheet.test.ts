import { expect, test } from 'vitest'
import { drawText, shorten } from '../../src/data/sheets/bitmap-font.js'
import { decodeImage, type Pixels } from '../../src/formats/pixels.js'
import { tileSheet } from '../../src/reports/tile-sheet.js'

const plain = (width: number, height: number, colour: number[]): Pixels => ({
  ...{ width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => colour[i % 3]!) },
})
const pixel = ({ width, data }: Pixels, x: number, y: number) => [
  ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
]

test('every picture stands in its place, within its frame', () => {
  const colours = [
    [200, 0, 0],
    [0, 200, 0],
    [0, 0, 200],
  ]
  const tiles = colours.map(colour => ({ picture: () => plain(8, 8, colour), colour: '#102030' }))
  const sheet = decodeImage(tileSheet(tiles, { columns: 2, side: 16 }), { name: 'sheet.png' })
  expect([sheet.width, sheet.height]).toEqual([12 + 2 * 34, 12 + 2 * 34])
  const corners = [
    [12, 12],
    [46, 12],
    [12, 46],
  ] as const
  corners.forEach(([x, y], i) => {
    expect(pixel(sheet, x, y)).toEqual([0x10, 0x20, 0x30])
    expect(pixel(sheet, x + 3, y + 3)).toEqual(colours[i])
    expect(pixel(sheet, x + 18, y + 18)).toEqual(colours[i])
    expect(pixel(sheet, x + 21, y + 21)).toEqual([0x10, 0x20, 0x30])
  })
  expect(pixel(sheet, 50, 50)).toEqual([255, 255, 255])
})

test('captions add lines below all tiles, cut to the width of a picture', () => {
  const tile = { picture: () => plain(4, 4, [9, 9, 9]) }
  const height = (caption?: string) =>
    decodeImage(tileSheet([{ ...tile, caption }, tile]), { name: 'sheet.png' }).height
  expect(height('one') - height()).toBe(14)
  expect(height(`a name that is far too long\nand a second line`) - height()).toBe(28)
})

test('letters are drawn whole: accents and case are dropped, the unknown is a box', () => {
  const drawn = (text: string) => {
    const dots: string[] = []
    drawText(text, (x, y) => dots.push(`${x},${y}`))
    return dots.join(' ')
  }
  expect(drawn('é')).toBe(drawn('E'))
  expect(drawn('−1')).toBe(drawn('-1'))
  expect(drawn('日')).not.toBe('')
  expect(drawn('i')).toBe('0,0 1,0 2,0 1,1 1,2 1,3 0,4 1,4 2,4')
  expect(shorten('abcdef', 4)).toBe('abc…')
})

test('a wrong colour and an empty sheet are refused', () => {
  expect(() => tileSheet([])).toThrow('no image to show')
  expect(() => tileSheet([{ picture: () => plain(1, 1, [0, 0, 0]), colour: 'red' }])).toThrow('colour "red"')
})
