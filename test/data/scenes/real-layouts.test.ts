import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { binaryTable, labelTable } from '../../../src/data/scenes/label-table.js'
import { readScene } from '../../../src/data/scenes/read-scene.js'
import { openSceneSet } from '../../../src/data/sets/open-scenes.js'
import { openFileTree } from '../../../src/data/trees/file-tree.js'
import { realData, temporaryFolder, writeTree } from '../fixtures.js'

const cityscapes = join(realData, 'cityscapes-sample.tar')
const official = join(realData, 'official-samples.tar')

describe.skipIf(!existsSync(cityscapes))('real files of Cityscapes (skipped without UNO_DATA)', () => {
  test('all scenes are read; images are not washed out by their gAMA', () => {
    const [train, val] = ['train', 'val'].map(split => openSceneSet(`${cityscapes}#${split}`))
    expect([train!.items.length, val!.items.length]).toEqual([6, 2])
    for (const { load } of [...train!.items, ...val!.items]) {
      const { labels, image } = load()
      expect(labels!.some(label => label < 19)).toBe(true)
      expect(labels!.every(label => label < 19 || label === 255)).toBe(true)
      // Cityscapes is dark: decoders that apply gAMA lift its mean beyond this.
      expect(image.reduce((sum, value) => sum + value, 0) / image.length).toBeLessThan(100)
    }
  })

  test('our mapping of labelIds is that of the file which Cityscapes’ own tool made', () => {
    const tree = openFileTree(cityscapes)
    const made = tree.files.find(file => file.endsWith('_gtFine_labelTrainIds.png'))!
    const frame = made.replace('_gtFine_labelTrainIds.png', '').replace('gtFine/', '')
    const kept = [`gtFine/${frame}_gtFine_labelIds.png`, `leftImg8bit/${frame}_leftImg8bit.png`]
    const files = Object.fromEntries(kept.map(file => [file, tree.read(file)]))
    const ours = openSceneSet(writeTree(temporaryFolder(), files)).items[0]!.load()
    const both = writeTree(temporaryFolder(), { ...files, [made]: tree.read(made) })
    const theirs = openSceneSet(both).items[0]!
    expect(theirs.labelFile).toBe(made)
    const expected = theirs.load().labels!
    const differing = expected.filter((label, i) => label !== ours.labels![i]).length
    // The two files of the sample were reduced differently, which shows along some borders.
    expect(differing / expected.length).toBeLessThan(0.005)
  })
})

describe.skipIf(!existsSync(official))('real files of anomaly sets (skipped without UNO_DATA)', () => {
  const roadAnomaly = labelTable(
    [
      [0, 0],
      [2, 1],
    ],
    '0 and 2',
  )

  test('JPEG with Exif and WebP beside their label maps, of one size', () => {
    const tree = openFileTree(official)
    const images = tree.files.filter(file => /\.(jpg|webp)$/.test(file))
    expect(images).toHaveLength(4)
    for (const image of images) {
      const isRoad = image.startsWith('RoadAnomaly_jpg/')
      const label = isRoad
        ? image.replace('.jpg', '.labels/labels_semantic.png')
        : image.replace('images/', 'labels_masks/').replace(/\.\w+$/, '_labels_semantic.png')
      const scene = readScene(
        { name: image, bytes: tree.read(image) },
        { name: label, bytes: tree.read(label), table: isRoad ? roadAnomaly : binaryTable },
      )
      expect(scene.labels!.includes(1), image).toBe(true)
      expect(scene.image).toHaveLength(3 * scene.labels!.length)
    }
  })
})
