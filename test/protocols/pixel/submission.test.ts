import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHdf5 } from '../../../src/formats/hdf5/read.js'
import { readNpy, readNpz, toFloat32Array } from '../../../src/formats/index.js'
import { toFloat16 } from '../../../src/half.js'
import { rankMetrics } from '../../../src/metrics/index.js'
import { evaluatePixels } from '../../../src/protocols/pixel/evaluate.js'
import { halfRanks } from '../../../src/protocols/pixel/half-ranks.js'
import { trainIds } from '../../../src/protocols/pixel/train-ids.js'
import { stream } from '../../../src/random.js'
import { anomalyTrack, drawScene, imagePng, labelPng, tinySegmenter, writeTree } from './tiny.js'

const root = mkdtempSync(join(tmpdir(), 'pixel-submission-'))
const model = join(root, 'model')
beforeAll(() => {
  tinySegmenter(model)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('the map to float16 is increasing, gives float16 values, and keeps AP where rounding loses it', () => {
  const random = stream(9, 'half-ranks')
  // Scores that float16 cannot tell apart.
  const labels = Uint8Array.from({ length: 40000 }, (_, i) => (i % 50 === 0 ? 1 : 0))
  const scores = Float32Array.from(labels, label => 1000 + 0.05 * random.normal() + 0.1 * label)
  const toHalf = halfRanks(scores.length, () => [scores])
  const order = [...scores].sort((a, b) => a - b)
  for (let i = 1; i < order.length; i++)
    expect(toHalf(order[i]!)).toBeGreaterThanOrEqual(toHalf(order[i - 1]!))
  const mapped = Float32Array.from(scores, toHalf)
  for (const value of mapped.subarray(0, 500)) expect(toFloat16(value)).toBe(value)
  const ap = (values: Float32Array) => rankMetrics(values, labels).ap!
  expect(Math.abs(ap(mapped) - ap(scores))).toBeLessThan(0.005)
  expect(ap(scores) - ap(Float32Array.from(scores, toFloat16))).toBeGreaterThan(0.05)
})

test('extremes of the map: infinities, one value alone', () => {
  const toHalf = halfRanks(3, () => [
    Float32Array.from([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY]),
  ])
  expect(toHalf(Number.NEGATIVE_INFINITY)).toBeLessThanOrEqual(toHalf(0))
  expect(toHalf(0)).toBeLessThanOrEqual(toHalf(Number.POSITIVE_INFINITY))
  expect(Number.isFinite(halfRanks(2, () => [Float32Array.from([5, 5])])(5))).toBe(true)
})

test('SMIYC: HDF5 of all frames, those with hidden labels too; AP before and after', async () => {
  const tree = anomalyTrack(join(root, 'track'), 3)
  const hidden = drawScene(50, 42, 9)
  writeTree(tree, { 'dataset_AnomalyTrack/images/a.b_0001.png': imagePng(hidden) })
  const submission = join(root, 'smiyc')
  const { sets } = await evaluatePixels({
    ...{ model, benchmark: 'smiyc-anomaly', root: tree, out: join(root, 'out'), bootstrap: 0, submission },
    methods: ['s_unc', 's_uno'],
  })
  const place = join(submission, 'anomaly_p/s_uno/AnomalyTrack-all')
  expect(readdirSync(place).sort()).toEqual(
    ['a.b_0001', 'validation0000', 'validation0001', 'validation0002'].map(fid => `${fid}.hdf5`),
  )
  const map = readHdf5(join(place, 'a.b_0001.hdf5'))
  expect(map).toMatchObject({ dtype: 'float16', shape: [42, 50] })
  const [set] = sets
  expect(set).toMatchObject({
    images: 3,
    unlabelled: 1,
    submission: { form: 'smiyc', method: 's_uno', files: 4 },
  })
  expect(set!.submission!.apBefore).toBe(set!.methods.s_uno!.ap)
  expect(Math.abs(set!.submission!.apAfter! - set!.submission!.apBefore!)).toBeLessThan(0.02)
  // The track has metrics of its own as well.
  expect(set!.methods.s_uno!.smiyc!.pixel.area_PRC).toBeCloseTo(set!.methods.s_uno!.ap!, 1)
  expect(set!.methods.s_uno!.smiyc!.components).toHaveProperty('f1_mean')
})

test('SMIYC: frames with hidden labels alone give no score, and a submission', async () => {
  const tree = writeTree(join(root, 'hidden'), {
    'dataset_ObstacleTrack/images/road_1.png': imagePng(drawScene(40, 33, 1)),
  })
  const job = { model, benchmark: 'smiyc-obstacle', root: tree, bootstrap: 0, methods: ['s_uno'] }
  await expect(evaluatePixels({ ...job, out: join(root, 'none') })).rejects.toThrow('holds no smiyc-obstacle')
  const { sets } = await evaluatePixels({
    ...job,
    out: join(root, 'hid'),
    submission: join(root, 'obstacle'),
  })
  expect(sets[0]).toMatchObject({ images: 0, unlabelled: 1, submission: { apBefore: null, files: 1 } })
})

test('SMIYC: a NaN on a frame with hidden labels is not submitted', async () => {
  const tree = writeTree(join(root, 'nan'), {
    'dataset_ObstacleTrack/images/road_1.png': imagePng(drawScene(40, 33, 1)),
  })
  const method = join(root, 'nan.mjs')
  writeFileSync(
    method,
    `export default {
      name: 'nan', path: 'score',
      weights: P => P.select(1, 0).unsqueeze(0),
      combine: maps => maps.select(0, 0).sub(1e9).sqrt(),
    }`,
  )
  const job = { model, benchmark: 'smiyc-obstacle', root: tree, bootstrap: 0, methods: [method] }
  await expect(
    evaluatePixels({ ...job, out: join(root, 'nan-out'), submission: join(root, 'nan-submission') }),
  ).rejects.toThrow(/road_1: the score of .*nan.* is NaN at row 0, column 0/)
})

test('Fishyscapes: two arrays an image, and the numbers that the entrant states', async () => {
  const files: Record<string, Uint8Array> = {}
  for (let i = 0; i < 2; i++) {
    const scene = drawScene(44, 36, i)
    const frame = `04_Maurener_Weg_8_000000_0000${i}0`
    files[`leftImg8bit/test/04_Maurener_Weg_8/${frame}_leftImg8bit.png`] = imagePng(scene)
    files[`fishyscapes_lostandfound/000${i}_${frame}_labels.png`] = labelPng(scene)
  }
  // Lost & Found has more frames than Fishyscapes labels.
  files['leftImg8bit/test/x/04_Maurener_Weg_8_000000_000070_leftImg8bit.png'] = files[
    Object.keys(files)[0]!
  ] as Uint8Array
  const tree = writeTree(join(root, 'fishyscapes'), files)
  const submission = join(root, 'fs')
  const { sets } = await evaluatePixels({
    ...{
      model,
      benchmark: 'fishyscapes-laf',
      root: tree,
      out: join(root, 'fs-out'),
      bootstrap: 0,
      submission,
    },
    methods: ['s_uno'],
  })
  expect(sets[0]!.images).toBe(2)
  const frame = '0001_04_Maurener_Weg_8_000000_000010'
  expect(readdirSync(submission)).toContain(`${frame}_anomaly.npy`)
  expect(readNpy(join(submission, `${frame}_anomaly.npy`))).toMatchObject({
    dtype: 'float32',
    shape: [36, 44],
  })
  const classes = toFloat32Array(readNpy(join(submission, `${frame}_segmentation.npy`)))
  // Train ids of road, wall and sky, where the model has them in another order.
  const maps = readNpz(join(root, 'fs-out/evaluation', sets[0]!.perImage[1]!.maps!))
  expect([...classes]).toEqual([...toFloat32Array(maps.get('classes')!)].map(k => [0, 3, 10][k]))
  const stated = JSON.parse(readFileSync(join(submission, 'validation_performance.json'), 'utf8'))
  expect(stated).toEqual({ ap: sets[0]!.methods.s_uno!.ap, fpr: sets[0]!.methods.s_uno!.fpr95 })
})

test('a benchmark that takes no submissions is refused one before anything is computed', async () => {
  const tree = writeTree(join(root, 'road-anomaly'), {
    'RoadAnomaly/images/3.png': imagePng(drawScene(44, 36, 0)),
    'RoadAnomaly/labels_masks/3.png': labelPng(drawScene(44, 36, 0)),
  })
  const places = { out: join(root, 'ra-out'), submission: join(root, 'ra-submission') }
  await expect(
    evaluatePixels({ ...{ model, benchmark: 'road-anomaly', root: tree, bootstrap: 0 }, ...places }),
  ).rejects.toThrow('--submission: road-anomaly takes none; smiyc-anomaly')
  expect(Object.values(places).map(place => existsSync(place))).toEqual([false, false])
})

test('Fishyscapes: images alone, as its test gives them, are scored in the order of their numbers', async () => {
  const images = ['10_bremen_leftImg8bit.png', '9_aachen_rgb.png']
  const input = writeTree(
    join(root, 'input'),
    Object.fromEntries(images.map((name, i) => [name, imagePng(drawScene(44, 36, i))])),
  )
  const job = { model, benchmark: 'fishyscapes-static', root: input, bootstrap: 0, methods: ['s_uno'] }
  await expect(evaluatePixels({ ...job, out: join(root, 'no') })).rejects.toThrow(
    'holds no fishyscapes-static',
  )
  const output = join(root, 'output')
  const { sets } = await evaluatePixels({ ...job, out: join(root, 'in-out'), submission: output })
  expect(sets[0]).toMatchObject({
    ...{ images: 0, unlabelled: 2 },
    submission: { form: 'fishyscapes', apBefore: null, files: 4 },
  })
  expect(readdirSync(output).sort()).toEqual(
    ['10_bremen', '9_aachen'].flatMap(id => [`${id}_anomaly.npy`, `${id}_segmentation.npy`]),
  )
  // Numbers that do not tell frames apart are no ids.
  const twice = writeTree(join(root, 'twice'), {
    '04_a.png': imagePng(drawScene(44, 36, 0)),
    '04_b.png': imagePng(drawScene(44, 36, 1)),
  })
  const again = { ...job, root: twice, out: join(root, 'twice-out'), submission: join(root, 'twice-fs') }
  await evaluatePixels(again)
  expect(readdirSync(join(root, 'twice-fs')).sort()).toEqual([
    ...['0000_04_a_anomaly.npy', '0000_04_a_segmentation.npy'],
    ...['0001_04_b_anomaly.npy', '0001_04_b_segmentation.npy'],
  ])
})

test('Fishyscapes: a class that Cityscapes has not is refused before anything is computed', async () => {
  expect(() => trainIds({ classNames: ['road', 'Pavement'] })).toThrow(
    '--submission: Fishyscapes takes the classes of Cityscapes (road, sidewalk, building, …), and the model has "Pavement"',
  )
  expect(trainIds({ classNames: ['sky', 'car', 'road'] })).toEqual([10, 13, 0])
})
