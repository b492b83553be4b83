import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkReferences } from '../../../src/data/check/check.js'
import { openNegatives } from '../../../src/data/negatives/open-negatives.js'
import { openSceneSet } from '../../../src/data/sets/open-scenes.js'
import { openFileTree } from '../../../src/data/trees/file-tree.js'
import { encodeJpeg } from '../../../src/formats/jpeg.js'
import { encodePng } from '../../../src/formats/png-write.js'
import { tarGz, temporaryFolder, writeTree } from '../fixtures.js'
import {
  writeAnomalyFolder,
  writeCamvid,
  writeCityscapes,
  writeCoco,
  writeCrops,
  writeVistas,
} from './mini-trees.js'

const grey = (width: number, height: number, value = 0) =>
  encodePng({ width, height, data: new Uint8Array(width * height).fill(value) })
const rgb = (width: number, height: number) =>
  encodePng({ width, height, data: new Uint8Array(width * height * 3).fill(90) })

const legend = JSON.stringify({ classes: [{ name: 'ground' }, { name: 'thing' }] })

/** A folder of one scene of 8×6 with the label given. */
function oneScene(label: Uint8Array | undefined, image: Uint8Array = rgb(8, 6)): string {
  return writeTree(temporaryFolder(), {
    'images/a.png': image,
    'legend.json': legend,
    ...(label && { 'labels/a.png': label }),
  })
}

const load = (path: string) => openSceneSet(path).items.map(item => item.load())

/** EXIF of orientation 6 in a JPEG: APP1 right after the start of the image. */
function turned(jpeg: Uint8Array): Uint8Array {
  const tiff = Buffer.from('49492a0008000000010012010300010000000600000000000000', 'hex')
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, body.length + 2])
  return Buffer.concat([head, body, jpeg.subarray(2)])
}

describe('18: sizes that differ', () => {
  test.each([
    [9, 6],
    [7, 6],
    [8, 7],
    [8, 5],
    [6, 8],
    [4, 3],
  ])('a label of %ix%i to an image of 8x6 is refused, naming both', (width, height) => {
    const path = oneScene(grey(width, height))
    expect(() => load(path)).toThrow(
      `${path}/images/a.png: 8x6, but its label ${path}/labels/a.png is ${width}x${height}`,
    )
  })

  test('the message tells of EXIF where it turned the image', () => {
    const jpeg = turned(encodeJpeg({ width: 8, height: 6, data: new Uint8Array(144) }))
    const path = oneScene(grey(8, 6), jpeg)
    expect(() => load(path)).toThrow('6x8 (turned by its EXIF orientation), but its label')
    expect(load(oneScene(grey(6, 8), jpeg))[0]).toMatchObject({ width: 6, height: 8 })
  })
})

describe('19: labels outside the legend', () => {
  test('one pixel in the last of three maps: file, value, place, count, legend, remedy', () => {
    const root = writeCamvid(temporaryFolder())
    const data = new Uint8Array(64 * 48)
    data[64 * 20 + 5] = 19
    writeTree(root, { 'train/labels/0002_f.png': encodePng({ width: 64, height: 48, data }) })
    const set = openSceneSet(`${root}#train`)
    expect(() => set.items[0]!.load()).not.toThrow()
    expect(() => set.items[1]!.load()).toThrow(
      `${root}/train/labels/0002_f.png: label 19 in 1 pixel, the first at row 20, column 5; expected 0 to 2, 255; map the values`,
    )
  })

  test('2 in an anomaly set, 34 among raw ids, 254 among train ids, an index beyond the configuration', () => {
    const set = (root: string, label: string, value: number, split = '') => {
      writeTree(root, { [label]: grey(64, 48, value) })
      return () => load(`${root}${split}`)
    }
    const folder = writeAnomalyFolder(temporaryFolder())
    expect(set(folder, 'labels/0000.png', 2)).toThrow('label 2 in 3072 pixels')
    const frame = 'gtFine/val/munster/munster_000000_000004_gtFine_label'
    expect(set(writeCityscapes(temporaryFolder()), `${frame}Ids.png`, 34, '#val')).toThrow('expected 0 to 33')
    expect(set(writeCityscapes(temporaryFolder()), `${frame}TrainIds.png`, 254, '#val')).toThrow(
      'expected 0 to 18 and 255',
    )
    const vistas = writeVistas(temporaryFolder())
    expect(set(vistas, 'mapillary_vistas/validation/labels/id-3.png', 4, '#val')).toThrow(
      'expected 0 to 3 (the classes of mapillary-vistas/config.json)',
    )
  })

  test('colours, 16-bit instance ids and JPEGs in place of labels are refused', () => {
    expect(() => load(oneScene(rgb(8, 6)))).toThrow('expected one index a pixel')
    const ids = encodePng({ width: 8, height: 6, data: new Uint16Array(48).fill(24_000) })
    expect(() => load(oneScene(ids))).toThrow('are these instance ids?')
    const jpeg = encodeJpeg({ width: 8, height: 6, data: new Uint8Array(144) })
    expect(() => load(oneScene(jpeg))).toThrow('expected a label map as PNG')
  })
})

describe('20: nothing to read', () => {
  test('empty, hidden only, no images, no layout, missing, a file: each says what was sought', () => {
    const folder = temporaryFolder()
    const sought = 'no images; sought .jpg, .jpeg, .png'
    expect(() => openSceneSet(folder)).toThrow(`${folder}: ${sought}`)
    expect(() => openSceneSet(folder)).toThrow('found nothing visible')
    expect(() => openSceneSet(writeTree(folder, { '.hidden/images/a.png': rgb(1, 1) }))).toThrow(sought)
    expect(() => openSceneSet(writeTree(folder, { 'notes.txt': '' }))).toThrow('found "notes.txt"')
    expect(() => openSceneSet(writeTree(folder, { 'a.png': rgb(1, 1) }))).toThrow('no scenes of the layout')
    expect(() => openSceneSet(join(folder, 'missing'))).toThrow('no such file or folder')
    expect(() => openSceneSet(join(folder, 'notes.txt'))).toThrow('expected a folder or a .tar(.gz)')
    expect(() => openNegatives(folder)).toThrow('no negatives of the layout')
  })

  test('a split that is missing or must be named; no legend, with how to write one', () => {
    const root = writeCamvid(temporaryFolder())
    expect(() => openSceneSet(`${root}#dev`)).toThrow('no split "dev" in it; known: test, train, val')
    expect(() => openSceneSet(root)).toThrow('say which, as in')
    const bare = writeTree(temporaryFolder(), { 'images/a.png': rgb(8, 6), 'labels/a.png': grey(8, 6) })
    expect(() => openSceneSet(bare)).toThrow('no legend.json, which says what the labels mean; write one')
  })

  test('an archive that is cut, or a set whose legend contradicts itself', () => {
    const members = { 'x/images/a.png': rgb(8, 6), 'x/labels/a.png': grey(8, 6), 'x/legend.json': legend }
    const folder = writeTree(temporaryFolder(), { 'cut.tar.gz': tarGz(members).subarray(0, 200) })
    expect(() => openSceneSet(join(folder, 'cut.tar.gz'))).toThrow('cut.tar.gz')
    const twice = JSON.stringify({
      classes: [
        { name: 'a', id: 1 },
        { name: 'b', id: 1 },
      ],
    })
    const set = (content: string) => openSceneSet(writeTree(oneScene(grey(8, 6)), { 'legend.json': content }))
    expect(() => set(twice)).toThrow('the value 1 stands for two things')
    expect(() => set('{"classes": [{"name": "a"}], "classes": []}')).toThrow('has the name "classes" twice')
    expect(() => set('{"classes": [{"name": "a", "id": 300}]}')).toThrow('classes.0.id')
    expect(() => set('{"kind": "anomaly", "classes": [{"name": "a"}]}')).toThrow('expected two')
    const classes = Array.from({ length: 255 }, (_, id) => ({ name: `c${id}` }))
    expect(() => set(JSON.stringify({ classes, ignore: [] }))).toThrow('at most 254 classes')
  })
})

describe('21: missing partners', () => {
  const many = (images: number, labels: number) =>
    writeTree(temporaryFolder(), {
      'legend.json': legend,
      'images/both.png': rgb(8, 6),
      'labels/both.png': grey(8, 6),
      ...Object.fromEntries(Array.from({ length: images }, (_, i) => [`images/i${i + 10}.png`, rgb(8, 6)])),
      ...Object.fromEntries(Array.from({ length: labels }, (_, i) => [`labels/l${i + 10}.png`, grey(8, 6)])),
    })

  test('both sides are listed, ten of each at most', () => {
    const message = (() => {
      try {
        openSceneSet(many(12, 11))
      } catch (error) {
        return (error as Error).message
      }
      return ''
    })()
    expect(message).toContain('12 images without a label: "images/i10.png"')
    expect(message).toContain('11 labels without an image: "labels/l10.png"')
    expect(message).toContain('"images/i19.png", … (12 in all)')
    expect(message).not.toContain('i20')
    expect(message).not.toContain('l20')
    expect(message).not.toContain('\n')
  })

  test('images without a label can be left out, and are counted; labels without an image cannot', () => {
    const set = openSceneSet({ path: many(3, 0), unlabelled: 'skip' })
    expect([set.items.length, set.skipped]).toEqual([
      1,
      ['images/i10.png', 'images/i11.png', 'images/i12.png'],
    ])
    expect(openSceneSet({ path: many(3, 0), unlabelled: 'keep' }).items).toHaveLength(4)
    expect(() => openSceneSet({ path: many(0, 1), unlabelled: 'skip' })).toThrow('1 label without an image')
  })

  test('in Cityscapes, Vistas and COCO as well', () => {
    const city = writeCityscapes(temporaryFolder())
    rmSync(join(city, 'gtFine/train/bochum'), { recursive: true })
    expect(() => openSceneSet(`${city}#train`)).toThrow('1 image without a label: "leftImg8bit/train/bochum')
    const vistas = writeVistas(temporaryFolder())
    rmSync(join(vistas, 'mapillary_vistas/training/images/id-1.jpg'))
    expect(() => openSceneSet(`${vistas}#train`)).toThrow('1 label without an image')
    const coco = writeCoco(temporaryFolder())
    rmSync(join(coco, 'train2017/000000000001.jpg'))
    expect(() => openNegatives(coco)).toThrow(
      '1 file that annotations/instances_train2017.json names is missing',
    )
  })
})

test('22: an unreadable image is named when it is loaded, and the check lists all of them', () => {
  const root = writeCamvid(temporaryFolder())
  writeFileSync(join(root, 'train/images/0002_f.jpg'), 'no picture')
  writeFileSync(join(root, 'val/labels/0003_f.png'), '')
  const set = openSceneSet(`${root}#train`)
  expect(() => set.items[0]!.load()).not.toThrow()
  expect(() => set.items[1]!.load()).toThrow(`${root}/train/images/0002_f.jpg: a file of unknown type`)
  const { scenes } = checkReferences([root]).report
  expect(scenes.map(({ name, unreadable }) => [name.split('#')[1], unreadable.length])).toEqual([
    ['test', 0],
    ['train', 1],
    ['val', 1],
  ])
  expect(scenes[1]!.problems[0]).toContain('1 scene cannot be read, such as')
})

test('23: whatever files are called, they are paired', () => {
  const names = [
    'été',
    'e\u0301te\u0301',
    'a b',
    '"q\'',
    'new\nline',
    '100%',
    '-dash',
    'two.dots.x',
    'Ü'.repeat(100),
  ]
  const root = writeTree(temporaryFolder(), {
    'legend.json': legend,
    ...Object.fromEntries(names.map(name => [`images/${name}.PNG`, rgb(8, 6)])),
    ...Object.fromEntries(names.map(name => [`labels/${name}.png`, grey(8, 6)])),
  })
  const set = openSceneSet(root)
  expect(set.items.map(({ imageFile }) => imageFile).sort()).toEqual(
    names.map(name => `images/${name}.PNG`).sort(),
  )
  for (const item of set.items) expect(item.load().labels).toHaveLength(48)
})

test('24: one name twice is refused; equal names in two folders stay apart; loops of links end', () => {
  const root = writeTree(temporaryFolder(), {
    'legend.json': legend,
    'images/a/1.png': rgb(8, 6),
    'images/b/1.png': rgb(8, 6),
    'labels/a/1.png': grey(8, 6),
    'labels/b/1.png': grey(8, 6, 1),
  })
  symlinkSync('..', join(root, 'images/a/loop'))
  expect(load(root).map(({ labels }) => labels![0])).toEqual([0, 1])
  writeTree(root, { 'images/a/1.jpg': rgb(8, 6) })
  expect(() => openSceneSet(root)).toThrow('"images/a/1.jpg", "images/a/1.png" have one name')
})

test('37: no images, and labels that are all ignored', () => {
  const path = oneScene(grey(8, 6, 255))
  const { report } = checkReferences([path])
  expect(report.scenes[0]!.problems).toEqual(['all pixels are ignored: the labels say nothing'])
  const empty = temporaryFolder()
  mkdirSync(join(empty, 'images'))
  mkdirSync(join(empty, 'labels'))
  expect(() => openSceneSet(empty)).toThrow('no images')
})

test('names inside of files lead nowhere outside of the set', () => {
  const root = writeCrops(join(temporaryFolder(), 'set'))
  const object = {
    file: 'crops/../../secret.jpg',
    mask: 'masks/bowl_1.png',
    category: 'bowl',
    split: 'train',
  }
  writeTree(root, { '../secret.jpg': rgb(24, 24), 'objects.json': JSON.stringify({ objects: [object] }) })
  expect(() => openNegatives(root)).toThrow('1 file of objects.json is missing: "crops/../../secret.jpg"')
  expect(() => openFileTree(root).read('../secret.jpg')).toThrow('no such file in the set')
})

describe('COCO that is none', () => {
  test.each([
    ['no JSON', 'annotations', 'nothing', 'is not JSON'],
    ['a mask that is too short', 'counts', [1], 'run lengths of 1 pixel'],
    ['a category that is not listed', 'category_id', 999, 'no category 999'],
    ['a polygon of two points', 'segmentation', [[1, 2, 3, 4]], 'segmentation'],
  ])('%s is refused, naming the file', (_, field, value, message) => {
    const root = writeCoco(temporaryFolder())
    const file = join(root, 'annotations/instances_train2017.json')
    const annotation = {
      id: 1,
      image_id: 1,
      category_id: 51,
      iscrowd: 0,
      area: 9,
      segmentation: {} as object,
    }
    annotation.segmentation = field === 'counts' ? { size: [48, 64], counts: value } : [[1, 1, 5, 1, 5, 5]]
    if (field === 'category_id' || field === 'segmentation') Object.assign(annotation, { [field]: value })
    const images = [{ id: 1, file_name: '000000000001.jpg', width: 64, height: 48 }]
    const content = { images, categories: [{ id: 51, name: 'bowl' }], annotations: [annotation] }
    writeFileSync(file, field === 'annotations' ? String(value) : JSON.stringify(content))
    const open = () => openNegatives(root).items.map(item => item.load())
    expect(open).toThrow(message)
    expect(open).toThrow('instances_train2017.json')
  })
})
