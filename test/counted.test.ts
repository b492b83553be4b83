import { expect, test } from 'vitest'
import { counted } from '../src/counted.js'

test.each([
  [counted(0, 'image'), '0 images'],
  [counted(1, 'image'), '1 image'],
  [counted(2, 'image'), '2 images'],
  [counted(1, 'class', 'classes'), '1 class'],
  [counted(3, 'class', 'classes'), '3 classes'],
  [counted(1, 'file is', 'files are'), '1 file is'],
  [counted(1.5, 'core'), '1.5 cores'],
])('%s', (found, expected) => {
  expect(found).toBe(expected)
})
