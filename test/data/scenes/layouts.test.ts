import { readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openNegatives } from '../../../src/data/negatives/open-negatives.js'
import type { SceneSet } from '../../../src/data/scenes/scene-set.js'
import { streetNames } from '../../../src/data/scenes/street-classes.js'
import { vistasTrainId } from '../../../src/data/scenes/vistas-classes.js'
import { openSceneSet } from '../../../src/data/sets/open-scenes.js'
import { tarGz, temporaryFolder, writeTree } from '../fixtures.js'
import {
  miniSize,
  regionsOf,
  streetLabels,
  writeAde20k,
  writeAnomalyFolder,
  writeCamvid,
  writeCityscapes,
  writeCoco,
  writeCrops,
  writeInstances,
  writeLegendFolder,
  writeSegnet,
  writeVistas,
  writeVistas2,
} from './mini-trees.js'

const files = (set: SceneSet) => set.items.map(({ imageFile }) => imageFile)
const mapped = (seed: number, values: readonly number[]) => regionsOf(seed, miniSize).map(r => values[r]!)

describe('scenes', () => {
  test('Cityscapes: raw ids are mapped, splits and cities in order, test without labels', () => {
    const root = writeCityscapes(temporaryFolder())
    const set = openSceneSet(`${root}#train`)
    expect(set.classNames).toEqual(streetNames)
    expect(files(set).map(file => file.replace(/^.*\//, ''))).toEqual([
      'aachen_000000_000001_leftImg8bit.png',
      'aachen_000000_000002_leftImg8bit.png',
      'bochum_000000_000003_leftImg8bit.png',
    ])
    const { labels, width, height } = set.items[1]!.load()
    expect([width, height]).toEqual([miniSize.width, miniSize.height])
    expect(labels).toEqual(mapped(2, streetLabels))
    const hidden = openSceneSet(`${root}#test`)
    expect(hidden.items[0]!.load().labels).toBeUndefined()
    expect(openSceneSet(`${root}#validation`).items).toHaveLength(1)
  })

  test('Cityscapes: train_extra has coarse labels', () => {
    const [extra, ...others] = openSceneSet(`${writeCityscapes(temporaryFolder())}#train_extra`).items
    expect(others).toEqual([])
    expect(extra!.labelFile).toMatch(/^gtCoarse.*_gtCoarse_labelIds.png$/)
    expect(extra!.load().labels).toEqual(mapped(6, streetLabels))
  })

  test('Vistas: through the names of config.json, in both spellings of its folder, palettes as indices', () => {
    const root = writeVistas(temporaryFolder())
    for (const split of ['train', 'training']) {
      const set = openSceneSet(`${root}#${split}`)
      expect(set.items.map(item => item.load().labels)).toEqual([
        mapped(1, streetLabels),
        mapped(2, streetLabels),
      ])
    }
    expect(openSceneSet(`${root}#testing`).items[0]!.load().labels).toBeUndefined()
    // The configuration beside the images does as well.
    renameSync(join(root, 'mapillary-vistas/config.json'), join(root, 'mapillary_vistas/config.json'))
    expect(openSceneSet(`${join(root, 'mapillary_vistas')}#val`).items[0]!.load().labels).toEqual(
      mapped(3, streetLabels),
    )
    rmSync(join(root, 'mapillary_vistas/config.json'))
    expect(() => openSceneSet(`${root}#train`)).toThrow('config.json is missing')
  })

  test('Vistas 2.0: v1.2 by default, v2.0 when asked for, whose finer classes are their coarser ones', () => {
    const root = writeVistas2(temporaryFolder())
    expect(openSceneSet(`${root}`).items[0]!.load().labels).toEqual(mapped(1, streetLabels))
    const [sky, road, person] = ['sky', 'road', 'person'].map(name => streetNames.indexOf(name))
    const set = openSceneSet({ path: root, version: 'v2.0' })
    expect(set.items[0]!.load().labels).toEqual(mapped(1, [sky!, road!, person!]))
  })

  test('every class of Cityscapes has names in Vistas, and unknown names are ignored', () => {
    const names = ['object--vehicle--car', 'human--rider--other-rider', 'marking--general', 'nature--snow']
    expect(names.map(name => streetNames[vistasTrainId(name)])).toEqual(['car', 'rider', 'road', 'terrain'])
    expect(vistasTrainId('animal--bird')).toBe(255)
    expect(vistasTrainId('object--vehicle--caravan')).toBe(255)
    expect(vistasTrainId('human')).toBe(255)
  })

  test('CamVid: from a folder, from a tar, and from the folder that a missing tar was unpacked to', () => {
    const root = writeCamvid(join(temporaryFolder(), 'camvid'))
    const set = openSceneSet(`${root}#train`)
    expect(set.classNames).toEqual(['sky', 'road', 'car'])
    expect(files(set)).toEqual(['train/images/0001_f.jpg', 'train/images/0002_f.jpg'])
    expect(set.items[0]!.load().labels).toEqual(regionsOf(1, miniSize))
    const missing = openSceneSet(`${root}.tar#train`)
    expect(missing.fingerprint()).toBe(set.fingerprint())
    const paths = ['classes.json', 'val/images/0003_f.jpg', 'val/labels/0003_f.png']
    const members = Object.fromEntries(paths.map(path => [`top/${path}`, readFileSync(join(root, path))]))
    const archive = writeTree(temporaryFolder(), { 'set.tar.gz': tarGz(members) })
    const packed = openSceneSet(join(archive, 'set.tar.gz'))
    expect(packed.items[0]!.load()).toEqual(openSceneSet(`${root}#val`).items[0]!.load())
  })

  test('SegNet’s CamVid: 11 is void', () => {
    const root = writeSegnet(temporaryFolder())
    expect(openSceneSet(`${root}#train`).items[0]!.load().labels).toEqual(mapped(1, [0, 3, 8]))
    expect(openSceneSet(`${root}#test`).items[0]!.load().labels).toEqual(mapped(2, [0, 3, 255]))
  })

  test('any folder with a legend, at any depth; values that it leaves out are ignored if it says so', () => {
    const set = openSceneSet(writeLegendFolder(temporaryFolder()))
    expect(set.classNames).toEqual(['ground', 'thing'])
    expect(set.items.map(item => item.load().labels)).toEqual([mapped(1, [0, 0, 1]), mapped(2, [255, 0, 1])])
  })

  test('an anomaly set by its index.json', () => {
    const set = openSceneSet(writeAnomalyFolder(temporaryFolder()))
    expect(set.kind).toBe('anomaly')
    expect(set.items[0]!.load().labels).toEqual(mapped(1, [255, 0, 1]))
  })

  test('include and exclude choose by the beginning of the file name, and change the fingerprint', () => {
    const path = writeCamvid(temporaryFolder())
    const all = openSceneSet({ path, split: 'train' })
    const without = openSceneSet({ path, split: 'train', exclude: ['0001'] })
    expect(files(without)).toEqual(['train/images/0002_f.jpg'])
    expect(files(openSceneSet({ path, split: 'train', include: ['0001'] }))).toEqual([
      'train/images/0001_f.jpg',
    ])
    expect(without.fingerprint()).not.toBe(all.fingerprint())
    expect(() => openSceneSet({ path, split: 'train', include: ['x'] })).toThrow('none of 2 images is left')
  })

  test('sets of one list of classes are joined in their order', () => {
    const city = writeCityscapes(temporaryFolder())
    const vistas = writeVistas(temporaryFolder())
    const joined = openSceneSet([`${city}#train`, `${vistas}#train`])
    expect(joined.items).toHaveLength(5)
    expect(new Set(joined.items.map(({ id }) => id)).size).toBe(5)
    expect(joined.items[4]!.load().labels).toEqual(mapped(2, streetLabels))
    expect(() => openSceneSet([`${city}#train`, `${writeCamvid(temporaryFolder())}#train`])).toThrow(
      'need the same',
    )
  })

  test('the fingerprint follows names and bytes, not the place', () => {
    const [a, b] = [writeCamvid(temporaryFolder()), writeCamvid(temporaryFolder())]
    expect(openSceneSet(`${a}#train`).fingerprint()).toBe(openSceneSet(`${b}#train`).fingerprint())
    expect(openSceneSet(`${a}#train`).fingerprint()).not.toBe(openSceneSet(`${a}#val`).fingerprint())
    const other = writeCamvid(temporaryFolder())
    const label = readFileSync(join(other, 'train/labels/0002_f.png'))
    writeTree(other, { 'train/labels/0001_f.png': label })
    expect(openSceneSet(`${other}#train`).fingerprint()).not.toBe(openSceneSet(`${a}#train`).fingerprint())
  })
})

describe('negatives', () => {
  test('ADE20K: raw annotations, "other" among what is pasted', () => {
    const source = openNegatives(writeAde20k(temporaryFolder()))
    expect(source.items).toHaveLength(2)
    const { regions, background } = source.items[0]!.load()
    expect(regions).toEqual(mapped(1, [0, 7, 21]))
    expect(background).toBeUndefined()
    const path = writeAde20k(temporaryFolder())
    expect(openNegatives({ path, split: 'val' }).items).toHaveLength(1)
    // As in Table 8: one category alone.
    const cars = openNegatives({ path, categories: ['auto'] }).items[0]!
    expect(cars.categories).toEqual(['car'])
    expect(cars.load()).toMatchObject({ regions: mapped(1, [0, 0, 21]), background: 0 })
    expect(openNegatives({ path, without: ['car'] }).items[0]!.load().regions).toEqual(mapped(1, [0, 7, 0]))
    expect(() => openNegatives({ path, categories: ['sea'] })).toThrow('no category "sea"; known: auto, car')
  })

  test('COCO instances: polygons and run lengths, smaller on top, crowds left out', () => {
    const path = writeCoco(temporaryFolder())
    const source = openNegatives(`${path}#train`)
    expect(source.items.map(({ id, categories }) => [id, [...categories].sort()])).toEqual([
      ['train2017/000000000001.jpg', ['bowl', 'chair']],
    ])
    // The larger object, the sky as a chair, is number 1; the box lies on it.
    const expected = mapped(1, [1, 0, 2])
    expect(Uint8Array.from(source.items[0]!.load().regions)).toEqual(expected)
    const bowls = openNegatives({ path, categories: ['bowl'] })
    expect(Uint8Array.from(bowls.items[0]!.load().regions)).toEqual(mapped(1, [0, 0, 2]))
    expect(openNegatives({ path, without: ['bowl'] }).items[0]!.categories).toEqual(['chair'])
    expect(() => openNegatives({ path, categories: ['cat'] })).toThrow('no category "cat"')
    expect(() => openNegatives({ path, minShortSide: 480 })).toThrow('no object of the categories')
  })

  test('COCO panoptic: segments by R + 256 G + 65536 B', () => {
    const path = writeCoco(temporaryFolder())
    const source = openNegatives({ path, split: 'train', annotations: 'panoptic' })
    expect(Uint8Array.from(source.items[0]!.load().regions)).toEqual(mapped(1, [0, 1, 2]))
    const chairs = openNegatives({ path, annotations: 'panoptic', categories: ['chair'] })
    expect(Uint8Array.from(chairs.items[0]!.load().regions)).toEqual(mapped(1, [0, 1, 0]))
  })

  test('crops: by split and category', () => {
    const path = writeCrops(temporaryFolder())
    expect(openNegatives(`${path}#train`).items.map(({ id }) => id)).toEqual([
      'crops/bowl_1.jpg',
      'crops/chair_2.jpg',
    ])
    const { items } = openNegatives({ path, split: 'train', without: ['bowl'] })
    expect(items.map(({ categories }) => categories)).toEqual([['chair']])
    const { regions, cutByBorder, background } = items[0]!.load()
    expect([Math.max(...regions), background, cutByBorder]).toEqual([1, 0, true])
    expect(() => openNegatives(path)).toThrow('say which one to use')
    expect(() => openNegatives(`${path}#val`)).toThrow('no object of split "val"; known: train, test')
    expect(() => openNegatives({ path, split: 'train', categories: ['dog'] })).toThrow('no category "dog"')
  })

  test('instance maps of 16 bits', () => {
    const source = openNegatives(writeInstances(temporaryFolder()))
    const { regions, background } = source.items[0]!.load()
    expect(Array.from(regions)).toEqual(Array.from(regionsOf(1, miniSize), region => [0, 300, 70][region]!))
    expect(background).toBe(0)
  })
})

test('what a layout does not read of a description is refused, not passed over', () => {
  const crops = writeCrops(temporaryFolder())
  expect(() => openNegatives({ path: crops, minShortSide: 480 })).toThrow(
    'minShortSide is of COCO, and these are negatives of the layout crops',
  )
  expect(() => openNegatives({ path: crops, annotations: 'panoptic' })).toThrow('annotations is of COCO')
  const camvid = writeCamvid(temporaryFolder())
  expect(() => openSceneSet({ path: camvid, split: 'train', version: 'v2.0' })).toThrow(
    'version is of the layout vistas, and this is folder',
  )
  const city = writeCityscapes(temporaryFolder())
  expect(() => openSceneSet({ path: city, split: 'train', labels: 'coarse' })).toThrow(
    'labels is of the layout folder, and this is cityscapes',
  )
})

test('a list of sets in a file is one set wherever a set is named', () => {
  const folder = temporaryFolder()
  const one = writeCamvid(join(folder, 'one'))
  const list = [
    { path: 'one', split: 'train' },
    { path: one, split: 'val' },
  ]
  writeTree(folder, { 'list.json': JSON.stringify(list) })
  const set = openSceneSet(join(folder, 'list.json'))
  expect(set.items.map(({ id }) => id)).toEqual([
    '0/train/images/0001_f.jpg',
    '0/train/images/0002_f.jpg',
    '1/val/images/0003_f.jpg',
  ])
  expect(() => openSceneSet(`${join(folder, 'list.json')}#val`)).toThrow(
    'the file is one set, without entries',
  )
  writeTree(folder, { 'list.json': '[{"path": "list.json"}]' })
  expect(() => openSceneSet(join(folder, 'list.json'))).toThrow(
    'list.json is a list itself; name its sets here',
  )
  writeTree(folder, { 'list.json': '[{"path": "one", "split": "train"}]' })
  expect(() => openSceneSet({ path: join(folder, 'list.json'), labels: 'masks' })).toThrow(
    'labels is of the layout folder',
  )
  rmSync(join(one, 'train/labels/0001_f.png'))
  const left = openSceneSet({ path: join(folder, 'list.json'), unlabelled: 'skip' })
  expect([left.items.length, left.skipped?.length]).toEqual([1, 1])
  writeTree(folder, { 'list.json': '[{"path": "one", "splits": "train"}]' })
  expect(() => openSceneSet(join(folder, 'list.json'))).toThrow(/list.json: .*splits/)
})

test('a legend with a field that nobody reads is refused: its labels would have another meaning', () => {
  const folder = writeLegendFolder(temporaryFolder())
  const write = (legend: object) => writeTree(folder, { 'legend.json': JSON.stringify(legend) })
  write({ classes: [{ name: 'ground', label: 10 }, { name: 'thing' }], others: 'ignore' })
  expect(() => openSceneSet(folder)).toThrow(/legend.json: .*label/)
  write({ classes: [{ name: 'ground' }, { name: 'thing' }], ignored: 255 })
  expect(() => openSceneSet(folder)).toThrow(/legend.json: .*ignored/)
})

test('where label maps are sought is said, and what lies there instead', () => {
  const folder = writeLegendFolder(temporaryFolder())
  renameSync(join(folder, 'labels'), join(folder, 'masks'))
  expect(() => openSceneSet(folder)).toThrow(
    'no folder labels/ of label maps; found "images/", "legend.json", "masks/"',
  )
})
