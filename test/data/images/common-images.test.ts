import { expect, test } from 'vitest'
import { commonImages, openImageSet } from '../../../src/data/index.js'
import { png, temporaryFolder, writeTree } from '../fixtures.js'

const itemsOf = (files: Record<string, number>) => {
  const tree = Object.entries(files).map(([file, seed]) => [file, png(seed)] as const)
  return openImageSet(writeTree(temporaryFolder(), Object.fromEntries(tree))).items
}

test('images of two sets are compared by their bytes, whatever they are called', () => {
  const these = itemsOf({ 'a/1.png': 1, 'a/2.png': 2, 'b/3.png': 1 })
  const those = itemsOf({ 'x/9.png': 1, 'x/2.png': 7 })
  expect(commonImages(these, those)).toEqual({ images: 2, example: ['a/1.png', 'x/9.png'] })
  expect(commonImages(those, these).images).toBe(1)
  expect(commonImages(these, itemsOf({ '1.png': 3 }))).toEqual({ images: 0 })
})

test('or only where they have the same file name', () => {
  const these = itemsOf({ 'a/1.png': 1, 'a/2.png': 2 })
  const those = itemsOf({ 'x/9.png': 1, 'y/2.png': 2 })
  // The same bytes under two names are two images.
  expect(
    commonImages(itemsOf({ '1.png': 2 }), itemsOf({ '1.png': 1, '2.png': 2 }), { sameName: true }).images,
  ).toBe(0)
  expect(commonImages(these, those, { sameName: true })).toEqual({
    images: 1,
    example: ['a/2.png', 'y/2.png'],
  })
})
