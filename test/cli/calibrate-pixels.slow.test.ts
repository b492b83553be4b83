import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { calibrateCommand } from '../../src/cli/calibrate.js'
import { makePasted } from '../../src/cli/data/make-pasted.js'
import { evaluateCommand } from '../../src/cli/evaluate.js'
import { predictCommand } from '../../src/cli/predict.js'
import { openSceneSet } from '../../src/data/sets/open-scenes.js'
import { readNpy, toFloat32Array } from '../../src/formats/index.js'
import { riskControlThreshold } from '../../src/metrics/index.js'
import { writeCrops, writeSceneBenchmark } from '../data/scenes/mini-trees.js'
import { tinyModel } from '../models/tiny.js'
import {
  anomalyTrack,
  drawScene,
  imagePng,
  labelPng,
  tinyRun,
  tinySegmenter,
  writeTree,
} from '../protocols/pixel/tiny.js'
import { runner } from './run-command.js'

const run = runner()
const root = mkdtempSync(join(tmpdir(), 'calibrate-pixels-'))
const model = join(root, 'model')
const track = anomalyTrack(join(root, 'track'), 10)
const data = ['--data', 'smiyc-anomaly', '--root', track]
const calibration = () => JSON.parse(readFileSync(join(model, 'calibration.json'), 'utf8'))

beforeAll(() => {
  tinySegmenter(model)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('a share of inlier pixels is accepted on average over images, and what is promised is said', async () => {
  const { exitCode, output } = await run(calibrateCommand, model, ...data, '--accept', '0.85')
  expect(exitCode).toBe(0)
  expect(output).toContain("at least 85 % of a new image's inlier pixels are accepted on average")
  expect(output).toContain('Pixels are not exchangeable')
  expect(calibration()).toMatchObject({ rule: 'acceptance', rate: 0.85, data: { images: 10 } })
  const out = join(root, 'accepted')
  await run(predictCommand, model, join(track, 'dataset_AnomalyTrack/images'), '--out', out, '--json')
  const shares = Array.from({ length: 10 }, (_, i) => {
    const scores = toFloat32Array(readNpy(join(out, `validation000${i}.anomaly.npy`)))
    const { labels } = drawScene(48, 40, i, i < 9)
    const own = scores.filter((_, at) => labels[at] === 0)
    return own.filter(score => score >= calibration().threshold).length / own.length
  })
  expect((shares.reduce((a, b) => a + b) + 1) / 11).toBeLessThanOrEqual(0.15 + 1e-12)
  const inliers = Array.from({ length: 10 }, (_, i) => {
    const scores = toFloat32Array(readNpy(join(out, `validation000${i}.anomaly.npy`)))
    return scores.filter((_, at) => drawScene(48, 40, i, i < 9).labels[at] === 0).sort()
  })
  expect(calibration().threshold).toBe(riskControlThreshold(inliers, 0.85))
  // Ten images suffice for no more than 10/11.
  expect(calibration().levels).toEqual(
    Array.from({ length: 90 }, (_, i) => [(i + 1) / 100, riskControlThreshold(inliers, (i + 1) / 100)]),
  )
  expect(readdirSync(model).sort()).toEqual(['calibration.json', 'config.json', 'model.safetensors'])
})

test('scenes that the run was trained on are warned of', async () => {
  const files: Record<string, Uint8Array | string> = {
    'legend.json': JSON.stringify({ classes: ['road', 'wall', 'sky'].map(name => ({ name })) }),
  }
  for (let i = 0; i < 9; i++) {
    files[`images/${i}.png`] = imagePng(drawScene(48, 40, i))
    files[`labels/${i}.png`] = labelPng(drawScene(48, 40, i))
  }
  const scenes = writeTree(join(root, 'scenes'), files)
  const { fingerprint } = openSceneSet(scenes)
  const calibrated = async (name: string, inliers: object, given = scenes) => {
    const trained = tinyRun(join(root, name), { arguments: { data: given }, inliers })
    return run(calibrateCommand, trained, '--data', scenes, '--accept', '0.8')
  }
  const same = await calibrated('same', { fingerprint: fingerprint() })
  expect(same.said).toContain('training was given these images, so the guarantee does not hold')
  expect(same.output).toContain('No guarantee follows for new images: training was given 9 of these 9.')
  const predicted = await run(predictCommand, join(root, 'same'), join(scenes, 'images/0.png'))
  expect(predicted.output).toContain(
    'calibrated on images that it was trained on: of new ones nothing is promised.',
  )
  // The same pictures under another set's name: three of them, and a namesake that shows something else.
  const some = Object.entries(files).filter(([name]) => /legend|[012]\.png/.test(name))
  const others = {
    'images/3.png': imagePng(drawScene(48, 40, 20)),
    'labels/3.png': labelPng(drawScene(48, 40, 20)),
  }
  const mixed = writeTree(join(root, 'mixed'), { ...Object.fromEntries(some), ...others })
  const part = await calibrated('part', { fingerprint: 'of others' }, mixed)
  expect(part.said).toContain('training was given 3 of these 9 images, so the guarantee does not hold')
  const legend = { 'legend.json': files['legend.json']! }
  const other = await calibrated('other', {}, writeTree(join(root, 'others'), { ...legend, ...others }))
  expect(other.said).not.toContain('training was given')
  expect(other.output).toContain('at least 80 % of a new image')
  const moved = await calibrated('moved', {}, join(root, 'nowhere'))
  expect(moved.said).toMatch(/whether training was given these images could not be seen: .*nowhere/)
  expect([same, part, other, moved].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0])
  // Weights that know them through another run, and pictures with objects pasted into them.
  const weights = { path: join(root, 'part/checkpoints/step-00000001/model.safetensors'), sha256: '' }
  const later = tinyRun(join(root, 'later'), { arguments: { data: join(root, 'others') }, weights })
  const crops = writeCrops(join(root, 'crops'))
  const pasting = { style: 'objects', number: [1, 1], size: [16, 16], enlarge: true }
  const composed = join(root, 'composed.json')
  makePasted(scenes, { out: composed, negatives: `${crops}#train`, pasting })
  for (const data of [scenes, composed])
    expect(
      (await run(calibrateCommand, later, '--data', data, '--overwrite', '--accept', '0.8')).said,
    ).toContain('training was given 3 of these 9 images')
})

test('mIoU of what a run was trained on is said to be that', async () => {
  const scenes = join(root, 'scenes')
  const { name, items, fingerprint } = openSceneSet(scenes)
  const inliers = { name, images: items.length, fingerprint: fingerprint() }
  const trained = tinyRun(join(root, 'measured'), { arguments: { data: scenes }, inliers })
  const evaluated = (...flags: string[]) => run(evaluateCommand, trained, ...flags, '--bootstrap', '0')
  expect((await evaluated('--benchmark', scenes)).said).toContain(
    'the run was trained on these images, so its mIoU is not of new ones',
  )
  const other = await evaluated('--benchmark', join(root, 'others'), '--overwrite')
  expect([other.exitCode, other.said.includes('trained on')]).toEqual([0, false])
})

test('a threshold comes from one set: a benchmark file with several is refused', async () => {
  const file = writeSceneBenchmark(join(root, 'several'))
  const benchmark = JSON.parse(readFileSync(file, 'utf8'))
  benchmark.anomaly.far.push({ ...benchmark.anomaly.far[0], name: 'odder' })
  writeFileSync(file, JSON.stringify(benchmark))
  const several = await run(calibrateCommand, model, '--data', file, '--overwrite')
  expect([several.exitCode, several.message]).toEqual([
    2,
    `${file}: holds several sets; name one to calibrate on, as ${file}#NAME: camvid/train, camvid/val, odd, odder`,
  ])
})

test('predict decides by it, and --accept moves the threshold', async () => {
  const input = join(root, 'one.png')
  writeFileSync(input, imagePng(drawScene(48, 40, 3)))
  const line = async (...flags: string[]) =>
    JSON.parse((await run(predictCommand, model, input, '--json', ...flags)).output)
  const own = await line()
  expect(own.outlierShare).toBeGreaterThanOrEqual(0)
  expect((await line('--accept', '0.01')).outlierShare).toBeGreaterThan(own.outlierShare)
  const rba = await run(predictCommand, model, input, '--method', 'rba')
  expect(rba.output).toContain(
    'No threshold: the calibration that is there is of s_uno; "uno calibrate --method rba --overwrite" sets one',
  )
  const few = await run(predictCommand, model, input, '--accept', '0.99')
  expect(few.message).toContain('has too few images to accept 0.99; at most 0.9')
})

test('the very rate that was calibrated can be asked for, between the levels that are kept', async () => {
  await run(calibrateCommand, model, ...data, '--accept', '0.905', '--overwrite')
  const input = join(root, 'one.png')
  const predict = (...flags: string[]) => run(predictCommand, model, input, ...flags)
  expect((await predict('--accept', '0.905', '--json')).output).toBe((await predict('--json')).output)
  expect((await predict('--accept', '0.906')).message).toContain('to accept 0.906; at most 0.905')
})

test('of scores that are computed otherwise a calibration promises nothing', async () => {
  const input = join(root, 'one.png')
  const predict = (...flags: string[]) => run(predictCommand, model, input, ...flags)
  expect((await predict()).output).toContain("90.5 % of an image's inlier pixels on average by calibration")
  const tiled = await predict('--tile', '512', '--precision', 'bfloat16')
  expect(tiled.said).toContain('in float32: of tiles and bfloat16 it promises nothing')
  expect(tiled.output).not.toContain('by calibration')
  expect(tiled.output).toMatch(/Outliers are pixels with s_uno ≥ /)
})

test('--tpr is threshold95 of the metrics, and promises nothing', async () => {
  const { output } = await run(calibrateCommand, model, ...data, '--tpr', '0.95', '--overwrite')
  expect(output).toContain('No guarantee follows')
  const [benchmark, ...rest] = ['smiyc-anomaly', '--root', track, '--out', join(root, 'evaluated')]
  const flags = ['--method', 's_uno', '--bootstrap', '0', '--json', '--quiet']
  const evaluated = await run(evaluateCommand, model, '--benchmark', benchmark!, ...rest, ...flags)
  const { threshold95 } = JSON.parse(evaluated.output).sets[0].methods.s_uno
  expect(calibration().threshold).toBe(threshold95)
})

test('what cannot be is refused before any computing', async () => {
  const refusals = [
    [[], 'has a calibration.json already'],
    [['--overwrite', '--accept', '0.99'], '10 calibration images are too few'],
    [['--overwrite', '--accept', '0.9', '--tpr', '0.9'], 'give one of them'],
    [['--overwrite', '--method', 'msp'], 'unknown method'],
  ] as const
  for (const [flags, expected] of refusals) {
    const { exitCode, message } = await run(calibrateCommand, model, ...data, ...flags)
    expect(exitCode).toBe(2)
    expect(message).toContain(expected)
  }
})

test('a calibration of other weights decides about nothing', async () => {
  await run(calibrateCommand, model, ...data, '--accept', '0.8', '--overwrite')
  const path = join(model, 'calibration.json')
  writeFileSync(path, JSON.stringify({ ...calibration(), weights: '0'.repeat(64) }))
  const { message } = await run(predictCommand, model, join(root, 'one.png'))
  expect(message).toContain('belongs to other weights')
})

test('evaluate refuses options of classifiers, and benchmarks of segmenters for them', async () => {
  const benchmark = ['--benchmark', 'smiyc-anomaly', '--root', track, '--out', join(root, 'refused')]
  for (const flag of ['--batch', '--fit-images', '--negatives']) {
    const { exitCode, message } = await run(evaluateCommand, model, ...benchmark, flag, '8')
    expect(exitCode).toBe(2)
    expect(message).toContain(`${flag} is of classifiers`)
  }
  const classifier = tinyModel()
  const { message } = await run(evaluateCommand, classifier, ...benchmark)
  expect(message).toContain('smiyc-anomaly is a benchmark of segmenters')
  const shown = await run(evaluateCommand, classifier, '--benchmark', 'x.json', '--shown-images', '2')
  expect(shown.message).toContain('--shown-images is of segmenters')
})
