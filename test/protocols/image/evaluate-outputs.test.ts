import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { fromTyped, type NDArray, writeNpz } from '../../../src/formats/index.js'
import { rankMetrics } from '../../../src/metrics/index.js'
import { evaluate } from '../../../src/protocols/image/evaluate.js'
import { evaluateOutputs } from '../../../src/protocols/image/evaluate-outputs.js'
import { chooseDetectors, fitDetectors } from '../../../src/protocols/image/scoring.js'
import { liveTensors } from '../../../src/torch/index.js'
import { temporaryFolder } from '../../data/fixtures.js'
import { miniBenchmark, miniModel, rowsOf } from './mini-benchmark.js'

beforeEach(() => {
  vi.stubEnv('UNO_CACHE', temporaryFolder())
})

const id = rowsOf(
  [
    [4, 0, -2],
    [0, 3, -1],
    [1, 2, 0],
    [2, 1, -3],
  ],
  [0, 1, 0, 0],
)
const alpha = rowsOf([
  [1, 1, 0],
  [0, 1, 2],
])
const gamma = rowsOf([
  [0, 0, 5],
  [3, 0, 0],
])

/** Files by stem in a folder of their own. */
function folderOf(files: Record<string, Record<string, NDArray>>): string {
  const folder = temporaryFolder()
  for (const [stem, arrays] of Object.entries(files)) writeNpz(join(folder, `${stem}.npz`), arrays)
  return folder
}

const whole = () => folderOf({ id, 'near-alpha': alpha, 'far-gamma': gamma })

describe("somebody's arrays", () => {
  test('are scored and measured; the name tells the group', async () => {
    const results = await evaluateOutputs({ outputs: [whole()], methods: ['max-logit'] })
    expect(results.sets.map(({ name, group, images }) => [name, group, images])).toEqual([
      ['id', 'inliers', 4],
      ['alpha', 'near', 2],
      ['gamma', 'far', 2],
    ])
    const expected = rankMetrics(Float64Array.of(-4, -3, -2, -2, -1, -2), Uint8Array.of(0, 0, 0, 0, 1, 1))
    expect(results.averages.near!['max-logit']!.auroc).toBe(expected.auroc)
    expect(results.accuracy).toBe(3 / 4)
    expect(results.confusion).toEqual([
      [2, 1, 0],
      [0, 1, 0],
      [0, 0, 0],
    ])
  })

  test('files do as a folder does, in any order', async () => {
    const folder = whole()
    const files = ['far-gamma', 'id', 'near-alpha'].map(stem => join(folder, `${stem}.npz`))
    const { benchmark: _, ...named } = await evaluateOutputs({ outputs: files })
    const { benchmark: __, ...found } = await evaluateOutputs({ outputs: [folder] })
    expect(named).toEqual(found)
  })

  test('with --classes the logit after the inlier classes is the outlier class', async () => {
    const results = await evaluateOutputs({ outputs: [whole()], inlierClasses: 2 })
    expect(Object.keys(results.averages.near!)).toEqual(['s_unc', 's_no', 's_uno', 'msp'])
    expect(results.confusion).toEqual([
      [2, 1],
      [0, 1],
    ])
    // Of gamma one row is an outlier beyond doubt, the other an inlier like the second of id.
    const { auroc } = results.averages.far!.s_no!
    const odds = (z: number[]) => z[2]! - Math.log(Math.exp(z[0]!) + Math.exp(z[1]!))
    const inliers = [
      [4, 0, -2],
      [0, 3, -1],
      [1, 2, 0],
      [2, 1, -3],
    ].map(odds)
    const wins = [
      [0, 0, 5],
      [3, 0, 0],
    ]
      .map(odds)
      .flatMap(o => inliers.map(i => Number(o > i)))
    expect(auroc).toBeCloseTo(wins.reduce((a, b) => a + b) / wins.length, 12)
  })

  test('a fitted method learns from train.npz', async () => {
    const mine = join(temporaryFolder(), 'mine.mjs')
    writeFileSync(
      mine,
      `export default {
        name: 'mine',
        needs: { features: true },
        fit: ({ features }) => features.mean(0),
        score: ({ features }, _, mean) => features.sub(mean).abs().sum(-1),
      }`,
    )
    const withFeatures = (arrays: Record<string, NDArray>, values: number[]) => ({
      ...arrays,
      features: fromTyped(Float32Array.from(values), [values.length, 1]),
    })
    const files = {
      id: withFeatures(id, [1, 2, 3, 4]),
      'far-gamma': withFeatures(gamma, [2.5, 9]),
      train: withFeatures(id, [2, 2, 3, 3]),
    }
    const results = await evaluateOutputs({ outputs: [folderOf(files)], methods: [mine] })
    // |f − 2.5|: inliers 1.5 0.5 0.5 1.5, outliers 0 6.5.
    expect(results.averages.far!.mine).toMatchObject({ auroc: 0.5 })
    expect(results.sets.map(({ name }) => name)).toEqual(['id', 'gamma'])
    const { train: _, ...rest } = files
    await expect(evaluateOutputs({ outputs: [folderOf(rest)], methods: [mine] })).rejects.toThrow(
      'method mine is fitted on inlier training images; add train.npz',
    )
  })

  test('methods that are not fitted hold no training data', async () => {
    const chosen = await chooseDetectors(['msp', 'energy'])
    const before = liveTensors()
    const logits = Float32Array.of(1, 2)
    fitDetectors(chosen, { logits, outputs: 2, inlierClasses: 2, labels: Int32Array.of(0) })
    expect(liveTensors()).toBe(before)
  })

  test('outputs that uno evaluate wrote give its results again', async () => {
    const [out, folder] = [join(temporaryFolder(), 'out'), temporaryFolder()]
    const first = await evaluate({ model: miniModel(join(folder, 'model')), benchmark: miniBenchmark(), out })
    const again = await evaluateOutputs({ outputs: [join(out, 'evaluation/outputs')] })
    expect(again.averages).toEqual(first.averages)
    expect(again.accuracy).toBe(first.accuracy)
    expect(again.correlation).toEqual(first.correlation)
  })
})

describe('refusals name the file', () => {
  test.each<[string, () => string[], RegExp]>([
    ['no such place', () => ['/nowhere/data'], /^\/nowhere\/data: no such file or folder$/],
    ['an empty folder', () => [temporaryFolder()], /no \.npz files; expected id\.npz and near-<name>\.npz/],
    ['no inliers', () => [folderOf({ 'near-alpha': alpha })], /0 sets of inliers, expected one \(id\.npz/],
    ['no outliers', () => [folderOf({ id })], /no outliers; expected files near-<name>\.npz/],
    [
      'an unknown group',
      () => [folderOf({ id, other: alpha })],
      /other\.npz: the name does not tell its group/,
    ],
    [
      'two sets of one name',
      () => [folderOf({ id, 'near-a': alpha, 'far-a': gamma })],
      /two sets are called "a"/,
    ],
    [
      'no logits',
      () => [folderOf({ id: { labels: id.labels! }, 'far-a': gamma })],
      /id\.npz: no array "logits"/,
    ],
    [
      'no labels',
      () => [folderOf({ id: { logits: id.logits }, 'far-a': gamma })],
      /id\.npz: no array "labels"/,
    ],
    [
      'labels of another length',
      () => [folderOf({ id: { ...id, labels: fromTyped(Int32Array.of(1)) }, 'far-a': gamma })],
      /id\.npz: labels is \[1\], expected \[4\] as logits have 4 rows/,
    ],
    [
      'a label that is no class',
      () => [folderOf({ id: { ...id, labels: fromTyped(Int32Array.of(0, 1, 3, 0)) }, 'far-a': gamma })],
      /id\.npz: label 3 in row 2, expected −1 to 2/,
    ],
    [
      'other logits than the inliers have',
      () => [folderOf({ id, 'far-a': rowsOf([[1, 2]]) })],
      /far-a\.npz: logits have 2 columns, those of the inliers 3/,
    ],
    [
      'features on one side',
      () => [folderOf({ id: { ...id, features: fromTyped(new Float32Array(4), [4, 1]) }, 'far-a': gamma })],
      /far-a\.npz: features have no columns, those of the inliers 1/,
    ],
    [
      'a NaN',
      () => [folderOf({ id, 'far-a': rowsOf([[Number.NaN, 0, 0]]) })],
      /method msp on a: the score of row 0 is NaN/,
    ],
  ])('%s', async (_, make, message) => {
    await expect(evaluateOutputs({ outputs: make() })).rejects.toThrow(message)
  })

  test('a list that is none', async () => {
    const folder = whole()
    writeFileSync(join(folder, 'outputs.json'), '{ "sets": [{ "name": "../x", "group": "far" }] }')
    await expect(evaluateOutputs({ outputs: [folder] })).rejects.toThrow(
      /outputs\.json: sets\.0\.name: cannot be/,
    )
  })
})
