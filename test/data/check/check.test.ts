import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkSets, setsToCheck } from '../../../src/data/check/check.js'
import { openImageSet } from '../../../src/data/images/image-set.js'
import { textLine } from '../../../src/data/sheets/sheet-text.js'
import { heldBytes } from '../../held-bytes.js'
import { png, temporaryFolder, writeTree } from '../fixtures.js'

const checked = (...references: string[]) => checkSets(references.flatMap(setsToCheck)).report

test('a good set: counts, classes, size, nothing to say', () => {
  const path = writeTree(temporaryFolder(), {
    'a/1.png': png(1),
    'a/2.png': png(2),
    'b/1.png': png(3),
    'b/2.png': png(4),
  })
  const { sets, shared, problems } = checked(path)
  expect(sets[0]).toMatchObject({
    images: 4,
    classes: [
      { name: 'a', images: 2 },
      { name: 'b', images: 2 },
    ],
    sizes: [{ width: 4, height: 4, images: 4 }],
    unreadable: [],
    duplicates: [],
    problems: [],
    notes: [],
  })
  expect([...shared, ...problems]).toEqual([])
})

test('unreadable images are listed with the reason; the others are still counted', () => {
  const path = writeTree(temporaryFolder(), {
    'a/cut.png': png(1).subarray(0, 50),
    'a/page.jpg': '<html>not found</html>',
    'a/good.png': png(2),
    'a/empty.png': '',
  })
  const [set] = checked(path).sets
  expect(set!.unreadable.map(({ file }) => file)).toEqual(['a/cut.png', 'a/empty.png', 'a/page.jpg'])
  expect(set!.unreadable[2]!.reason).toContain('HTML')
  expect(set!.problems).toEqual([expect.stringContaining('3 images cannot be read, such as a/cut.png:')])
  expect(set!.sizes).toEqual([{ width: 4, height: 4, images: 1 }])
})

test('copies go by pixels, not by bytes or names; in two classes they contradict each other', () => {
  // What follows the end of a PNG is not part of its picture.
  const twin = Buffer.concat([png(1), Buffer.from('tail')])
  const path = writeTree(temporaryFolder(), {
    'a/1.png': png(1),
    'a/2.png': twin,
    'a/3.png': png(2),
    'b/1.png': png(2),
  })
  const [set] = checked(path).sets
  expect(set!.duplicates).toEqual([
    { files: ['a/1.png', 'a/2.png'], sameClass: true },
    { files: ['a/3.png', 'b/1.png'], sameClass: false },
  ])
  expect(set!.notes).toEqual(['2 images are copies of others, such as a/1.png = a/2.png'])
  expect(set!.problems).toEqual(['1 image is in several classes, such as a/3.png = b/1.png'])
})

test('equal bytes of another shape are no copies', () => {
  const path = writeTree(temporaryFolder(), { 'wide.png': png(1, 8, 2), 'high.png': png(1, 2, 8) })
  const [set] = checked(path).sets
  expect(set!.duplicates).toEqual([])
  expect(set!.notes).toEqual(['2 sizes of image'])
})

test('images in two sets are found, and classes that one split lacks', () => {
  const train = writeTree(temporaryFolder(), { 'a/1.png': png(1), 'b/1.png': png(2), 'c/1.png': png(3) })
  const tests = writeTree(temporaryFolder(), { 'a/9.png': png(7), 'b/9.png': png(2), 'd/1.png': png(9) })
  const report = checked(train, tests)
  expect(report.shared).toMatchObject([{ images: 1, examples: [['b/1.png', 'b/9.png']] }])
  expect(report.problems).toEqual([
    expect.stringMatching(/1 image of .* is in .* too, such as b\/1.png = b\/9.png/),
    expect.stringMatching(/has classes that .* lacks: c$/),
    expect.stringMatching(/has classes that .* lacks: d$/),
  ])
  const others = writeTree(temporaryFolder(), { 'x/1.png': png(20), 'y/1.png': png(21) })
  expect(checked(train, others).problems).toEqual([])
})

test('empty, uneven and oddly spelt classes', () => {
  const many = Object.fromEntries([0, 1, 2, 3, 4].map(i => [`Sea Lion/${i}.png`, png(i)]))
  const path = writeTree(temporaryFolder(), { ...many, 'sea_lion/1.png': png(9) })
  mkdirSync(join(path, 'walrus'))
  const [set] = checked(path).sets
  expect(set!.problems).toEqual(['no images of walrus'])
  expect(set!.notes).toEqual([
    'uneven classes: 1 of sea_lion, 5 of Sea Lion',
    'the classes "Sea Lion" and "sea_lion" differ in spelling only',
  ])
})

test('pictures of kinds that are not read are a problem', () => {
  const folder = writeTree(temporaryFolder(), {
    'ant/1.png': png(1),
    'bee/1.png': png(2),
    'bee/2.tiff': 'II*',
    'bee/notes.txt': 'x',
  })
  const [set] = checkSets([openImageSet(folder)]).report.sets
  expect(set!.problems).toEqual([
    expect.stringContaining('passed over 1 × .tiff: of kinds that are not read'),
  ])
})

test('a file with the wrong extension is noted', () => {
  const path = writeTree(temporaryFolder(), { 'a.jpg': png(1) })
  expect(checked(path).sets[0]!.notes).toEqual([expect.stringContaining('a.jpg: is named .jpg but is a PNG')])
})

test('a benchmark: all its sets; one that cannot be opened is a problem, and the others are checked', () => {
  const folder = writeTree(temporaryFolder(), {
    'in/a/1.png': png(1),
    'in/b/1.png': png(2),
    'far/1.png': png(3),
  })
  const benchmark = {
    version: 1,
    name: 'x',
    inlier: { name: 'i', train: { path: 'in' }, test: { path: 'in', images: 9 } },
    far: [{ name: 'f', path: 'far' }],
  }
  writeFileSync(join(folder, 'b.json'), JSON.stringify(benchmark))
  const { sets } = checked(join(folder, 'b.json'))
  expect(sets.map(({ name, images }) => [name, images])).toEqual([
    ['inlier/train', 2],
    ['far/f', 1],
    ['inlier/test', 0],
  ])
  expect(sets[2]!.problems).toEqual([expect.stringContaining('2 images, expected 9')])
})

test('the contact sheet: a row a class, sixteen a row, within the number of rows', () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`a/${i}.png`, png(i, 64)]))
  const path = writeTree(temporaryFolder(), { ...files, 'b/1.png': png(30, 16), 'c/1.png': png(31, 128, 64) })
  const { sheet } = checkSets([openImageSet(path)], 2)
  const head = textLine + 2
  expect(sheet).toMatchObject({ width: 16 * 66 + 2, height: 2 * (66 + head) + 2 })
  const at = (x: number, y: number) => [
    ...sheet!.data.subarray((y * sheet!.width + x) * 3, (y * sheet!.width + x) * 3 + 3),
  ]
  // First image of class a, at its corner; one of 16 pixels enlarged fourfold below; paper beside it.
  expect(at(2, 2 + head)).toEqual([0, 11, 22])
  expect(at(2, 68 + 2 * head)).toEqual([(30 * 37) % 256, (30 * 37 + 11) % 256, (30 * 37 + 22) % 256])
  expect(at(5, 71 + 2 * head)).toEqual(at(2, 68 + 2 * head))
  expect(at(100, 100 + 2 * head)).toEqual([255, 255, 255])
  expect(checkSets([openImageSet(path)]).sheet).toBeUndefined()
})

test('no picture is held whole for the sheet', () => {
  const [side, held] = [600, [] as number[]]
  const load = () => {
    held.push(heldBytes())
    return { width: side, height: side, data: new Uint8Array(3 * side * side) }
  }
  const path = writeTree(temporaryFolder(), { 'a/1.png': png(1) })
  const items = Array.from({ length: 8 }, (_, i) => ({ file: `a/${i}.png`, label: 0, load }))
  checkSets([{ ...openImageSet(path), items, classNames: ['a'] }], 1)
  expect(Math.max(...held) - held[0]!).toBeLessThan(3 * 3 * side * side)
})
