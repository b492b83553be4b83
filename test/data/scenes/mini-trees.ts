/** Small data sets in the official layouts, drawn by rule: sky above road, with a box on it whose place is the scene's. */

import { join } from 'node:path'
import type { OfficialName } from '../../../src/data/scenes/scene-spec.js'
import { streetNames } from '../../../src/data/scenes/street-classes.js'
import { encodeJpeg } from '../../../src/formats/jpeg.js'
import { encodePng } from '../../../src/formats/png-write.js'
import { writeTree } from '../fixtures.js'

export interface MiniSize {
  width: number
  height: number
}

export const miniSize: MiniSize = { width: 64, height: 48 }

type Files = Record<string, Uint8Array | string>

/** What a pixel shows: 0 sky, 1 road, 2 box. */
export function regionsOf(seed: number, { width, height }: MiniSize): Uint8Array {
  const left = (seed * 7) % (width - 12)
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    const isBox = x >= left && x < left + 12 && y >= height / 2 - 4 && y < height / 2 + 6
    return isBox ? 2 : y < height / 2 ? 0 : 1
  })
}

const colours = [
  [120, 170, 220],
  [90, 90, 95],
  [200, 40, 40],
] as const

const picture = (seed: number, size: MiniSize) => {
  const regions = regionsOf(seed, size)
  const data = new Uint8Array(regions.length * 3)
  for (const [i, region] of regions.entries())
    for (const c of [0, 1, 2] as const) data[3 * i + c] = colours[region]![c] + ((i * 7 + seed) % 9)
  return { ...size, data }
}

const pngOf = (seed: number, size: MiniSize) => encodePng(picture(seed, size))
const jpegOf = (seed: number, size: MiniSize) => encodeJpeg(picture(seed, size), 90)

/** A label map with these three values; a palette that must not be looked at, if asked for. */
function labelPng(seed: number, size: MiniSize, values: readonly number[], palette = false): Uint8Array {
  const data = regionsOf(seed, size).map(region => values[region]!)
  const reversed = Uint8Array.from({ length: 768 }, (_, i) => 255 - Math.floor(i / 3))
  return encodePng({ ...size, data, ...(palette ? { palette: reversed } : {}) })
}

/** Raw ids: sky 23, road 7, car 26. Fine labels, and coarse ones of `train_extra`. */
export function writeCityscapes(folder: string, size = miniSize): string {
  const frame = (split: string, city: string, seed: number, kind = 'gtFine'): Files => {
    const name = `${split}/${city}/${city}_000000_${String(seed).padStart(6, '0')}`
    return {
      [`leftImg8bit/${name}_leftImg8bit.png`]: pngOf(seed, size),
      [`${kind}/${name}_${kind}_labelIds.png`]: labelPng(seed, size, [23, 7, 26]),
      [`${kind}/${name}_${kind}_instanceIds.png`]: labelPng(seed, size, [23, 7, 26]),
      [`${kind}/${name}_${kind}_polygons.json`]: '{}',
    }
  }
  return writeTree(folder, {
    ...frame('train', 'aachen', 1),
    ...frame('train', 'aachen', 2),
    ...frame('train', 'bochum', 3),
    ...frame('val', 'munster', 4),
    'leftImg8bit/test/berlin/berlin_000000_000005_leftImg8bit.png': pngOf(5, size),
    'gtFine/test/berlin/berlin_000000_000005_gtFine_labelIds.png': labelPng(5, size, [0, 0, 0]),
    ...frame('train_extra', 'erlangen', 6, 'gtCoarse'),
  })
}

const vistasNames = ['object--vehicle--car', 'nature--sky', 'construction--flat--road', 'void--unlabeled']
const vistasNames2 = ['marking--discrete--stop-line', 'nature--sky', 'human--person--individual']
const configOf = (names: string[]) => JSON.stringify({ version: 1, labels: names.map(name => ({ name })) })

/** v1.2: values by `config.json`, here car 0, sky 1, road 2; images and configuration in differently spelt folders. */
export function writeVistas(folder: string, size = miniSize): string {
  const item = (split: string, seed: number): Files => ({
    [`mapillary_vistas/${split}/images/id-${seed}.jpg`]: jpegOf(seed, size),
    [`mapillary_vistas/${split}/labels/id-${seed}.png`]: labelPng(seed, size, [1, 2, 0], true),
  })
  return writeTree(folder, {
    ...item('training', 1),
    ...item('training', 2),
    ...item('validation', 3),
    'mapillary_vistas/testing/images/id-9.jpg': jpegOf(9, size),
    'mapillary-vistas/config.json': configOf(vistasNames),
  })
}

/** v2.0: both versions beside each other. */
export function writeVistas2(folder: string, size = miniSize): string {
  return writeTree(folder, {
    'training/images/id-1.jpg': jpegOf(1, size),
    'training/v1.2/labels/id-1.png': labelPng(1, size, [1, 2, 0], true),
    'training/v2.0/labels/id-1.png': labelPng(1, size, [1, 0, 2], true),
    'config_v1.2.json': configOf(vistasNames),
    'config_v2.0.json': configOf(vistasNames2),
  })
}

const miniLegend = {
  classes: [
    { id: 0, name: 'sky', colour: [70, 130, 180] },
    { id: 1, name: 'road', colour: [128, 64, 128] },
    { id: 2, name: 'car', colour: [0, 0, 142] },
  ],
  ignore: { id: 255, name: 'void' },
}

/** Splits with `images/` and `labels/`, and `classes.json`, as camvid.tar. */
export function writeCamvid(folder: string, size = miniSize): string {
  const item = (split: string, seed: number): Files => ({
    [`${split}/images/000${seed}_f.jpg`]: jpegOf(seed, size),
    [`${split}/labels/000${seed}_f.png`]: labelPng(seed, size, [0, 1, 2]),
  })
  return writeTree(folder, {
    ...item('train', 1),
    ...item('train', 2),
    ...item('val', 3),
    ...item('test', 4),
    'classes.json': JSON.stringify(miniLegend),
  })
}

/** SegNet's CamVid: Sky 0, Road 3, Car 8, void 11 (here the car). */
export function writeSegnet(folder: string, size = miniSize): string {
  return writeTree(folder, {
    'train/a.png': pngOf(1, size),
    'trainannot/a.png': labelPng(1, size, [0, 3, 8]),
    'test/b.png': pngOf(2, size),
    'testannot/b.png': labelPng(2, size, [0, 3, 11]),
  })
}

/** Values of any kind, brought to 0, 1 by `legend.json`: 10 and 11 are `ground`, 200 `thing`, the rest ignored. */
export function writeLegendFolder(folder: string, size = miniSize): string {
  return writeTree(folder, {
    'images/deep/one.webp.jpg': jpegOf(1, size),
    'labels/deep/one.webp.png': labelPng(1, size, [10, 11, 200]),
    'images/two.png': pngOf(2, size),
    'labels/two.png': labelPng(2, size, [77, 11, 200]),
    'legend.json': JSON.stringify({
      classes: [
        { name: 'ground', values: [10, 11] },
        { name: 'thing', values: [200] },
      ],
      others: 'ignore',
    }),
  })
}

/** Values 0 inlier, 1 outlier, 255, as the small anomaly sets have it. */
export function writeAnomalyFolder(folder: string, size = miniSize): string {
  return writeTree(folder, {
    'images/0000.jpg': jpegOf(1, size),
    'labels/0000.png': labelPng(1, size, [255, 0, 1]),
    'index.json': JSON.stringify({ labels: { 0: 'inlier', 1: 'anomaly', 255: 'ignore' }, images: [] }),
  })
}

const officialFrames: Record<OfficialName, readonly [image: string, label: string]> = {
  'fishyscapes-laf': [
    'leftImg8bit/test/x/04_Weg_8_000000_000030_leftImg8bit.png',
    'a/0000_04_Weg_8_000000_000030_labels.png',
  ],
  'fishyscapes-static': ['fs/0000_ulm_000000_000294_rgb.jpg', 'fs/0000_ulm_000000_000294_labels.png'],
  'road-anomaly': ['frames/zebra.jpg', 'frames/zebra.labels/labels_semantic.png'],
  'smiyc-anomaly': [
    'dataset_AnomalyTrack/images/validation0003.jpg',
    'dataset_AnomalyTrack/labels_masks/validation0003_labels_semantic.png',
  ],
  'smiyc-obstacle': [
    'dataset_ObstacleTrack/images/validation_7.png',
    'dataset_ObstacleTrack/labels_masks/validation_7_labels_semantic.png',
  ],
}

/** One frame of a benchmark as its makers lay it out; the box is the outlier, with 2 in RoadAnomaly's labels. */
export function writeOfficial(
  folder: string,
  name: OfficialName,
  outlier = name === 'road-anomaly' ? 2 : 1,
  size = miniSize,
): string {
  const [image, label] = officialFrames[name]
  return writeTree(folder, {
    [image]: image.endsWith('.jpg') ? jpegOf(1, size) : pngOf(1, size),
    [label]: labelPng(1, size, [0, 0, outlier]),
  })
}

/** A benchmark file with a closed set (`camvid/train`, `camvid/val`) and an anomaly set (`odd`). Gives its path. */
export function writeSceneBenchmark(folder: string): string {
  writeCamvid(join(folder, 'camvid'))
  writeAnomalyFolder(join(folder, 'odd'))
  const split = (name: string) => ({
    imagePattern: `camvid/${name}/images/*.jpg`,
    labelPattern: `camvid/${name}/labels/*.png`,
  })
  const benchmark = {
    version: 1,
    name: 'mini',
    closedSet: {
      name: 'camvid',
      archive: { path: 'camvid.tar' },
      classes: miniLegend.classes,
      train: split('train'),
      val: split('val'),
    },
    anomaly: {
      far: [
        {
          name: 'odd',
          archive: { path: 'odd.tar' },
          imagePattern: 'odd/images/*.jpg',
          labelPattern: 'odd/labels/*.png',
        },
      ],
    },
  }
  writeTree(folder, { 'mini.json': JSON.stringify(benchmark) })
  return join(folder, 'mini.json')
}

/** Annotations 0 other, and classes of 1 to 150. */
export function writeAde20k(folder: string, size = miniSize): string {
  const item = (split: string, short: string, seed: number): Files => {
    const name = `ADE_${short}_${String(seed).padStart(8, '0')}`
    return {
      [`ADEChallengeData2016/images/${split}/${name}.jpg`]: jpegOf(seed, size),
      [`ADEChallengeData2016/annotations/${split}/${name}.png`]: labelPng(seed, size, [0, 7, 21]),
    }
  }
  return writeTree(folder, {
    ...item('training', 'train', 1),
    ...item('training', 'train', 2),
    ...item('validation', 'val', 1),
    'ADEChallengeData2016/objectInfo150.txt':
      'Idx\tRatio\tTrain\tVal\tName\n7\t0.04\t1\t1\troad, route\n21\t0.02\t1\t1\tcar, auto\n',
  })
}

/** The box of scene 1 as a `bowl` polygon and its sky as a `chair` by run lengths; scene 2 has a crowd only. */
export function writeCoco(folder: string, size = miniSize): string {
  const { width, height } = size
  const name = (id: number) => String(id).padStart(12, '0')
  const images = [1, 2].map(id => ({ id, file_name: `${name(id)}.jpg`, width, height, license: 1 }))
  const categories = [
    { id: 51, name: 'bowl' },
    { id: 62, name: 'chair' },
  ]
  const [left, top] = [7, height / 2 - 4]
  const box = [left, top, left + 12, top, left + 12, top + 10, left, top + 10]
  // Down each column: the upper half is sky.
  const counts = [0, ...Array.from({ length: width }, () => [height / 2, height / 2]).flat()]
  const annotation = (
    id: number,
    image_id: number,
    category_id: number,
    segmentation: unknown,
    iscrowd = 0,
  ) => ({
    ...{ id, image_id, category_id, segmentation, iscrowd },
    area: Array.isArray(segmentation) ? 120 : 1000,
    bbox: [0, 0, 1, 1],
  })
  const instances = {
    images,
    categories,
    annotations: [
      annotation(1, 1, 51, [box]),
      annotation(2, 1, 62, { size: [height, width], counts }),
      annotation(3, 2, 51, { size: [height, width], counts }, 1),
    ],
  }
  const segmentIds = [300, 70_000, 5]
  const regions = regionsOf(1, size)
  const ids = new Uint8Array(regions.length * 3)
  for (const [i, region] of regions.entries()) {
    const id = segmentIds[region]!
    ids.set([id & 255, (id >> 8) & 255, id >> 16], 3 * i)
  }
  const panoptic = {
    images,
    categories,
    annotations: [
      {
        image_id: 1,
        file_name: `${name(1)}.png`,
        segments_info: [
          { id: 70_000, category_id: 62, iscrowd: 0 },
          { id: 5, category_id: 51, iscrowd: 0 },
        ],
      },
    ],
  }
  return writeTree(folder, {
    [`train2017/${name(1)}.jpg`]: jpegOf(1, size),
    [`train2017/${name(2)}.jpg`]: jpegOf(2, size),
    [`panoptic_train2017/${name(1)}.png`]: encodePng({ ...size, data: ids }),
    'annotations/instances_train2017.json': JSON.stringify(instances),
    'annotations/panoptic_train2017.json': JSON.stringify(panoptic),
  })
}

/** Crops with masks of 0 and 255, one object a file, in two splits. */
export function writeCrops(folder: string, side = 24): string {
  const size = { width: side, height: side }
  const centre = (side - 1) / 2
  const isInside = (i: number) =>
    Math.hypot((i % side) - centre, Math.floor(i / side) - centre) < side / 2 - 2
  const mask = Uint8Array.from({ length: side * side }, (_, i) => (isInside(i) ? 255 : 0))
  const listed = ['bowl_1', 'chair_2', 'dog_3'].map((name, i) => ({
    file: `crops/${name}.jpg`,
    mask: `masks/${name}.png`,
    category: name.split('_')[0],
    split: i < 2 ? 'train' : 'test',
    touchesImageBorder: i === 1,
  }))
  return writeTree(folder, {
    'objects.json': JSON.stringify({ categories: {}, objects: listed }),
    ...Object.fromEntries(listed.map(({ file }, i) => [file, encodeJpeg(picture(i, size), 90)])),
    ...Object.fromEntries(listed.map(({ mask: file }) => [file, encodePng({ ...size, data: mask })])),
  })
}

/** Pictures with 16-bit instance maps. */
export function writeInstances(folder: string, size = miniSize): string {
  const map = Uint16Array.from(regionsOf(1, size), region => [0, 300, 70][region]!)
  return writeTree(folder, {
    'images/a.jpg': jpegOf(1, size),
    'instances/a.png': encodePng({ ...size, data: map }),
  })
}

/** What regions 0, 1, 2 become as train ids of Cityscapes: sky, road, car. */
export const streetLabels = ['sky', 'road', 'car'].map(name => streetNames.indexOf(name))
