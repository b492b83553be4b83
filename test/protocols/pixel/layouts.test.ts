import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { OfficialName } from '../../../src/data/scenes/scene-spec.js'
import { encodePng, fromTyped, writeNpz } from '../../../src/formats/index.js'
import { type OfficialOptions, officialSet } from '../../../src/protocols/pixel/official.js'
import { countLabels, openTestSet } from '../../../src/protocols/pixel/open-test-set.js'
import { city, frame, officialLayouts } from './official-layouts.js'
import { drawScene, imagePng, labelPng, writeTree } from './tiny.js'

const root = mkdtempSync(join(tmpdir(), 'pixel-layouts-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const image = imagePng(drawScene(20, 16, 0))
const label = labelPng(drawScene(20, 16, 0))
let serial = 0
const tree = (files: Record<string, Uint8Array>) => writeTree(join(root, String(serial++)), files)
const idsOf = (name: OfficialName, options: OfficialOptions) =>
  openTestSet(officialSet(name, options)).scenes.map(({ id }) => id)

test('both sets of Fishyscapes may lie below one root', () => {
  const both = {
    [`laf_images/${frame}_leftImg8bit.png`]: image,
    [`fishyscapes_lostandfound/0000_${frame}_labels.png`]: label,
  }
  const whole = { [`fs/0001_${city}_rgb.png`]: image, [`fs/0001_${city}_labels.png`]: label }
  const rgb = fromTyped(new Float32Array(16 * 20 * 3), [16, 20, 3])
  const npz = join(root, 'zero.npz')
  writeNpz(npz, new Map([['rgb', rgb]]))
  const difference = {
    [`fs/0001_${city}_rgb.npz`]: readFileSync(npz),
    [`fs/0001_${city}_labels.png`]: label,
    [`leftImg8bit/val/frankfurt/${city}_leftImg8bit.png`]: image,
  }
  for (const rendered of [whole, difference]) {
    const place = { root: tree({ ...both, ...rendered }) }
    expect(idsOf('fishyscapes-laf', place)).toEqual([`0000_${frame}`])
    expect(idsOf('fishyscapes-static', place)).toEqual([`0001_${city}`])
  }
})

test.each(officialLayouts)('layout %s: %s', (_, name, [imageFile, labelFile], id) => {
  const folder = tree({ [imageFile]: image, [labelFile]: label })
  // Pictures are told by their content: the bundle has JPEG data in files called .png.
  expect(idsOf(name, { root: folder })).toEqual([id])
})

test('the root may be the data set’s own folder', () => {
  const folder = tree({
    'dataset_AnomalyTrack/images/validation0.png': image,
    'dataset_AnomalyTrack/labels_masks/validation0_labels_semantic.png': label,
  })
  expect(idsOf('smiyc-anomaly', { root: join(folder, 'dataset_AnomalyTrack') })).toEqual(['validation0'])
})

test('Fishyscapes Static as published is a signed difference to Cityscapes', () => {
  const scene = drawScene(20, 16, 0)
  const folder = tree({
    [`leftImg8bit/val/frankfurt/${city}_leftImg8bit.png`]: encodePng({
      width: 20,
      height: 16,
      data: scene.image,
    }),
    [`fs_val_v3/0000_${city}_labels.png`]: label,
  })
  const difference = Int16Array.from(scene.image, (_, i) => (i % 3 === 0 ? 300 : i % 3 === 1 ? -300 : 2))
  writeNpz(join(folder, `fs_val_v3/0000_${city}_rgb.npz`), { rgb: fromTyped(difference, [16, 20, 3]) })
  const [opened] = openTestSet(officialSet('fishyscapes-static', { root: folder })).scenes
  const { data } = opened!.picture()
  scene.image.forEach((value, i) => {
    expect(data[i]).toBe(i % 3 === 0 ? 255 : i % 3 === 1 ? 0 : Math.min(255, value + 2))
  })
})

test('images are known by the bytes of their files, as in results that are stored', () => {
  const folder = tree({ 'RoadAnomaly/images/3.jpg': image, 'RoadAnomaly/labels_masks/3.png': label })
  const { fingerprint } = openTestSet(officialSet('road-anomaly', { root: folder }))
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const known = Buffer.from(JSON.stringify(['3', 20, 16, sha256(image)]))
  expect(fingerprint).toBe(sha256(Buffer.concat([known, drawScene(20, 16, 0).labels])))
})

describe('SegmentMeIfYouCan’s splits', () => {
  const files = ['validation_7', 'validation_19_a', 'validation_22_b', 'snowstorm1_00_16_02.578', 'road_1']
  const folder = () =>
    tree(
      Object.fromEntries(
        files.flatMap(fid => [
          [`dataset_ObstacleTrack/images/${fid}.webp`, image],
          [`dataset_ObstacleTrack/labels_masks/${fid}_labels_semantic.png`, label],
        ]),
      ),
    )

  test('validation leaves out what the tool leaves out', () => {
    expect(idsOf('smiyc-obstacle', { root: folder() })).toEqual(['validation_7'])
  })

  test('a submission is of all frames; labels count for validation alone', () => {
    const opened = openTestSet(officialSet('smiyc-obstacle', { root: folder(), all: true }))
    expect(opened.scenes.map(({ id }) => id)).toEqual([...files].sort())
    expect(opened.scenes.filter(({ labels }) => labels).map(({ id }) => id)).toEqual(['validation_7'])
  })
})

test('RoadAnomaly’s labels are told by the whole set: 0 with 1 or 2, never both', () => {
  const scene = drawScene(20, 16, 0)
  const files = (outlier: number) => ({
    [`frames/${outlier}.jpg`]: image,
    [`frames/${outlier}.labels/labels_semantic.png`]: labelPng({
      ...scene,
      labels: scene.labels.map(value => (value === 1 ? outlier : value)),
    }),
  })
  const [two] = openTestSet(officialSet('road-anomaly', { root: tree(files(2)) })).scenes
  expect(countLabels(two!.labels!)).toEqual(countLabels(scene.labels))
  const both = tree({ ...files(1), ...files(2) })
  expect(() => openTestSet(officialSet('road-anomaly', { root: both }))).toThrow('labels hold both 1')
})

describe('RoadAnomaly’s list of frames', () => {
  const frames = Object.fromEntries(
    ['a', 'b', 'c'].flatMap(name => [
      [`RoadAnomaly/frames/${name}.jpg`, image],
      [`RoadAnomaly/frames/${name}.labels/labels_semantic.png`, label],
    ]),
  )
  const withList = (text: string) => tree({ ...frames, 'RoadAnomaly/frame_list.json': Buffer.from(text) })

  test('says which belong to the set, and in which order; those that are not there are not sought', () => {
    expect(idsOf('road-anomaly', { root: withList('["c.webp", "gone.webp", "a.webp"]') })).toEqual(['c', 'a'])
    expect(idsOf('road-anomaly', { root: tree(frames) })).toEqual(['a', 'b', 'c'])
    expect(idsOf('road-anomaly', { root: join(tree(frames), 'RoadAnomaly/frames') })).toEqual(['a', 'b', 'c'])
  })

  test.each(['{"a": 1}', '[', '[3]', '[]', `${'['.repeat(50)}${']'.repeat(50)}`])(
    'that is none: %s',
    text => {
      expect(() => idsOf('road-anomaly', { root: withList(text) })).toThrow(/RoadAnomaly\/frame_list\.json: /)
    },
  )
})

test('a set that is there in two layouts is not taken by chance', () => {
  const folder = tree({
    'a/frames/zebra.jpg': image,
    'a/frames/zebra.labels/labels_semantic.png': label,
    'b/RoadAnomaly/images/3.jpg': image,
    'b/RoadAnomaly/labels_masks/3.png': label,
  })
  expect(() => idsOf('road-anomaly', { root: folder })).toThrow(
    'holds road-anomaly twice, in a/frames and in b/RoadAnomaly/images; give --root with one of them below it',
  )
  expect(idsOf('road-anomaly', { root: join(folder, 'b') })).toEqual(['3'])
})

const samples = resolve(process.env.UNO_DATA ?? '../shared/data', 'official-samples.tar')
test.skipIf(!existsSync(samples))('untouched official frames, read from their archive', () => {
  const expected = { 'road-anomaly': 2, 'smiyc-anomaly': 1, 'smiyc-obstacle': 1 } as const
  for (const [name, count] of Object.entries(expected) as ['road-anomaly', number][]) {
    const opened = openTestSet(officialSet(name, { root: samples }))
    expect(opened.scenes).toHaveLength(count)
    expect(opened.warnings.join()).toContain('the official set has')
    for (const { labels, picture, width } of opened.scenes) {
      expect(countLabels(labels!).outliers).toBeGreaterThan(0)
      expect(picture().width).toBe(width)
    }
  }
})
