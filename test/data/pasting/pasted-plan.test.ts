import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { openPastedPlan, type Paste } from '../../../src/data/pasting/pasted-plan.js'
import type { SceneSet } from '../../../src/data/scenes/scene-set.js'
import { openFileTree } from '../../../src/data/trees/file-tree.js'
import { encodePng } from '../../../src/formats/png-write.js'
import { temporaryFolder, writeTree } from '../fixtures.js'

const [width, height] = [7, 4]
const grey = new Uint8Array(3 * width * height).fill(9)
/** Class 2 of the closed set, and one pixel that is ignored. */
const classes = new Uint8Array(width * height).fill(2)
classes[width + 2] = 255

/** An object of 5 × 4, whose last column fills no block: red 10x + y, green twice that, blue 7. */
const [objectWidth, objectHeight] = [5, 4]
const pixels = Array.from({ length: objectWidth * objectHeight }, (_, i) => {
  return 10 * (i % objectWidth) + Math.floor(i / objectWidth)
})
const mask = [
  [1, 0, 1, 1, 1],
  [0, 1, 1, 1, 1],
  [1, 0, 0, 1, 1],
  [0, 0, 1, 0, 1],
].flat()

const sceneSet = (): SceneSet => ({
  ...{ name: 'base', path: 'base', kind: 'classes', classNames: ['a', 'b', 'c'], colours: [] },
  items: [
    {
      id: 'scene',
      imageFile: 'scene',
      pictureDigest: () => '',
      load: () => ({ width, height, image: grey, labels: classes }),
    },
  ],
  fingerprint: () => '',
})

function compose(pastes: Paste[], labels: Uint8Array) {
  const objects = writeTree(temporaryFolder(), {
    'crops/it.png': encodePng({
      ...{ width: objectWidth, height: objectHeight },
      data: Uint8Array.from(pixels.flatMap(value => [value, 2 * value, 7])),
    }),
    'masks/it.png': encodePng({
      ...{ width: objectWidth, height: objectHeight },
      data: Uint8Array.from(mask, value => 255 * value),
    }),
  })
  const count = (value: number) => labels.filter(label => label === value).length
  const planned = { anomalyPixels: count(1), ignorePixels: count(255), crc32: crc32(labels) }
  const plan = [{ image: 'scene', pastes, ...planned }]
  const tree = openFileTree(objects)
  return openPastedPlan({ path: 'plan.json', name: 'pasted', plan, base: sceneSet(), objects: tree })
    .items[0]!
}

/** The scene with these pixels of the object. */
function sceneWith(...placed: [x: number, y: number, red: number, green: number][]) {
  const [image, labels] = [grey.slice(), classes.map(label => (label === 255 ? 255 : 0))]
  for (const [x, y, ...colour] of placed) {
    labels[y * width + x] = 1
    image.set([...colour, 7], 3 * (y * width + x))
  }
  return { image, labels }
}

const whole: Paste = { object: 'crops/it.png', x: 1, y: 1, factor: 2, flip: false }

test('blocks of two: means rounded half up, covered from half of a block on', () => {
  // Means of red 5.5, 25.5 above and 7.5 below, of green 11, 51 and 15; the block below on the right has 2 of 4 pixels
  // covered, that below on the left one.
  const expected = sceneWith([1, 1, 6, 11], [2, 1, 26, 51], [2, 2, 28, 55])
  expect(compose([whole], expected.labels).load()).toMatchObject(expected)
})

test('flipped: columns are mirrored once reduced, and the place stays', () => {
  const expected = sceneWith([2, 1, 6, 11], [1, 1, 26, 51], [1, 2, 28, 55])
  const flipped = { ...whole, flip: true }
  expect(compose([flipped], expected.labels).load()).toMatchObject(expected)
  expect(() => compose([whole], expected.labels).load()).toThrow(
    'plan.json: scene: crc32 of the composed label is ',
  )
})

test('blocks of three: only whole ones; the later object covers the earlier', () => {
  // Red 11 and green 22 of the nine pixels, five of them covered; the object as it is lies over and around it.
  const single = { ...whole, x: 2, y: 0, factor: 1 }
  const covered = pixels.flatMap((red, i): [number, number, number, number][] =>
    mask[i] ? [[2 + (i % objectWidth), Math.floor(i / objectWidth), red, 2 * red]] : [],
  )
  const expected = sceneWith([3, 1, 11, 22], ...covered)
  const pastes = [{ ...whole, x: 3, factor: 3 }, single]
  expect(compose(pastes, expected.labels).load()).toMatchObject(expected)
  const other = sceneWith(...covered, [3, 1, 11, 22])
  expect(compose(pastes.toReversed(), other.labels).load()).toMatchObject(other)
})

test('an object beyond the border of the scene is refused', () => {
  const { labels } = sceneWith()
  expect(() => compose([{ ...whole, x: 6 }], labels).load()).toThrow(
    'plan.json: crops/it.png at (6, 1) reaches beyond the scene',
  )
})
