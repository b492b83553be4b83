/** A benchmark of a few small pictures, models and runs of four channels: enough to evaluate for real. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileDigest } from '../../../src/data/file-digest.js'
import {
  fromTyped,
  readNpz,
  toFloat32Array,
  toFloat64Array,
  toInt32Array,
} from '../../../src/formats/index.js'
import {
  type ClassifierConfig,
  createModel,
  saveModel,
  standardPreprocessing,
} from '../../../src/models/index.js'
import type { ResolvedRecipe } from '../../../src/training/recipe.js'
import { freshState, writeState } from '../../../src/training/training-state.js'
import { png, temporaryFolder, writeTree } from '../../data/fixtures.js'
import { tinyConfig } from '../../models/tiny.js'

export const classNames = ['ant', 'bee', 'cow']

/** 8×8 pixels instead of 32×32: a sixteenth of the work. */
export const smallCrop = {
  classNames,
  preprocessing: { ...standardPreprocessing.cifar10, resize: 8, crop: 8 },
} satisfies Partial<ClassifierConfig>

/** `<folder>/<name>.png` for each of `count` pictures, all different. */
export const pictures = (folder: string, count: number, seed: number): Record<string, Uint8Array> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/${i}.png`, png(seed + i, 8)]))

const counts = { near: { alpha: 10, beta: 12 }, far: { gamma: 11 } }

/** Six test and eight training images of each of three classes, two near sets, a far one, negatives. */
export function miniBenchmark(changes: Record<string, unknown> = {}): string {
  const files = {
    ...Object.assign({}, ...classNames.map((name, k) => pictures(`test/${name}`, 6, 20 * k))),
    ...Object.assign({}, ...classNames.map((name, k) => pictures(`train/${name}`, 8, 1000 + 20 * k))),
    ...pictures('alpha', counts.near.alpha, 200),
    ...pictures('beta', counts.near.beta, 330),
    ...pictures('gamma', counts.far.gamma, 400),
    ...pictures('negatives', 9, 500),
  }
  const benchmark = {
    version: 1,
    name: 'mini',
    inlier: { name: 'animals', classNames, train: { path: 'train' }, test: { path: 'test' } },
    negatives: { name: 'negatives', path: 'negatives' },
    near: [
      { name: 'alpha', path: 'alpha' },
      { name: 'beta', path: 'beta' },
    ],
    far: [{ name: 'gamma', path: 'gamma' }],
    ...changes,
  }
  const folder = writeTree(temporaryFolder(), files)
  writeFileSync(join(folder, 'mini.json'), JSON.stringify(benchmark))
  return join(folder, 'mini.json')
}

/** A model folder whose random weights depend on the seed. */
export function miniModel(folder: string, changes: Partial<ClassifierConfig> = {}, seed = 0): string {
  const config = tinyConfig({ ...smallCrop, ...changes })
  saveModel(folder, config, createModel(config, seed).stateDict())
  return folder
}

/** A run as training leaves it, with two checkpoints of which the first is the better one. */
export function miniRun(benchmark: string, seed = 0, recipe: Record<string, unknown> = {}): string {
  const run = join(temporaryFolder(), `run-${seed}`)
  mkdirSync(join(run, 'checkpoints'), { recursive: true })
  const write = (path: string, value: unknown) => writeFileSync(join(run, path), JSON.stringify(value))
  write('recipe.json', { name: 'mini-uno', seed, threads: 1 + seed, ...recipe })
  write('data.json', { arguments: { data: benchmark } })
  for (const [step, validationQuality] of [
    [10, 0.9],
    [20, 0.8],
  ] as const) {
    const checkpoint = `checkpoints/step-000000${step}`
    miniModel(join(run, checkpoint), {}, 100 * seed + step)
    const files = { 'model.safetensors': fileDigest(join(run, checkpoint, 'model.safetensors')) }
    const state = { ...freshState(), step, validationQuality, optimiserSteps: step }
    writeState(join(run, checkpoint), { ...state, recipe: {} as ResolvedRecipe, files })
  }
  return run
}

/** The arrays of `<set>.npz`. */
export function readSet(home: string, set: string) {
  const arrays = readNpz(join(home, 'evaluation', 'outputs', `${set}.npz`))
  const values = (name: string) => toFloat64Array(arrays.get(name)!)
  return {
    names: [...arrays.keys()].sort(),
    labels: toInt32Array(arrays.get('labels')!),
    logits: toFloat32Array(arrays.get('logits')!),
    features: toFloat32Array(arrays.get('features')!),
    rank: (label: string) => values(arrays.has(`order.${label}`) ? `order.${label}` : `scores.${label}`),
    score: (label: string) => values(`scores.${label}`),
  }
}

/** Logits and labels of made-up rows, as somebody else's program would write them. */
export function rowsOf(logits: readonly (readonly number[])[], labels?: readonly number[]) {
  return {
    logits: fromTyped(Float32Array.from(logits.flat()), [logits.length, logits[0]!.length]),
    ...(labels && { labels: fromTyped(Int32Array.from(labels)) }),
  }
}
