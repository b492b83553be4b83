import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromTyped } from '../../src/formats/array.js'
import { writeNpz } from '../../src/formats/npz.js'
import { writeSafetensors } from '../../src/formats/safetensors.js'
import { averageOverSets } from '../../src/metrics/averages.js'
import { rankMetrics } from '../../src/metrics/rank-metrics.js'
import { standardPreprocessing } from '../../src/models/classifier-config.js'
import { type Stream, stream } from '../../src/random.js'

const K = 10
const D = 64
export const fakeClasses = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
]

/** A set of a made-up run: how strongly its pre-logits point at classes and at the outlier class. */
interface FakeSet {
  name: string
  group: string
  count: number
  /** Mean strengths along a class' weights and the outlier class' weights. */
  known: number
  outlying: number
}

export const fakeSets: FakeSet[] = [
  { name: 'cifar10', group: 'inliers', count: 500, known: 6.5, outlying: -1 },
  { name: 'negatives', group: 'negatives', count: 250, known: 0.5, outlying: 6 },
  { name: 'cifar100', group: 'near', count: 300, known: 4, outlying: 0.6 },
  { name: 'tin32-near', group: 'near', count: 260, known: 1, outlying: 5 },
  { name: 'textures', group: 'far', count: 180, known: 2, outlying: 3.2 },
  { name: 'scenes', group: 'far', count: 240, known: 2.6, outlying: 2.6 },
  { name: 'letters', group: 'far', count: 200, known: 3, outlying: 2 },
]

export interface FakeRunOptions {
  seed?: number
  sets?: FakeSet[]
  classNames?: string[]
  recipe?: Record<string, unknown>
  /** `sets[].source` of the results. */
  sources?: Record<string, unknown>
}

/** Writes a plausible run: files as training and evaluation leave them, made of draws. */
export function fakeRun(folder: string, options: FakeRunOptions = {}): void {
  const { seed = 0, sets = fakeSets, classNames = fakeClasses } = options
  mkdirSync(join(folder, 'evaluation', 'outputs'), { recursive: true })
  mkdirSync(join(folder, 'checkpoints', 'step-900'), { recursive: true })
  const json = (path: string, value: unknown) =>
    writeFileSync(join(folder, path), JSON.stringify(value, null, 1))
  json('recipe.json', {
    name: 'cifar10-uno-short',
    seed,
    objective: { name: 'uno', options: {} },
    model: { arch: 'resnet18_32x32', width: 32 },
    ...options.recipe,
  })
  json('data.json', {
    inliers: { path: 'cifar10-jpeg', images: 50000 },
    negatives: { path: 'tin32-negatives', images: 20000 },
  })
  json('environment.json', {
    libtorch: '1.13.0',
    cpu: 'a processor',
    cores: 2,
    threads: 2,
    node: process.version,
  })
  writeFileSync(join(folder, 'events.jsonl'), fakeEvents(stream(seed, 'events')))
  const weight = directions(stream(7, 'weights'))
  writeSafetensors(join(folder, 'checkpoints', 'step-900', 'model.safetensors'), {
    'fc.weight': fromTyped(weight, [K + 1, D]),
  })
  json('checkpoints/step-900/config.json', {
    format: 1,
    arch: 'resnet18_32x32',
    width: 32,
    inlierClasses: K,
    outlierClass: true,
    classNames,
    preprocessing: standardPreprocessing.cifar10,
  })
  const outputs = sets.map((set, i) => ({
    ...set,
    ...fakeOutputs(set, weight, stream(seed, 'outputs', 0, i)),
  }))
  for (const { name, labels, features, logits, scores } of outputs) {
    writeNpz(join(folder, 'evaluation', 'outputs', `${name}.npz`), {
      labels: fromTyped(labels),
      features: fromTyped(features, [labels.length, D]),
      logits: fromTyped(logits, [labels.length, K + 1]),
      ...Object.fromEntries(
        Object.entries(scores).map(([score, values]) => [`scores.${score}`, fromTyped(values)]),
      ),
    })
  }
  json('evaluation/results.json', fakeResults(outputs, seed, options.sources))
}

/** Unit vectors, one a class and one for the outlier class. */
function directions(random: Stream): Float32Array {
  const rows = Float32Array.from({ length: (K + 1) * D }, () => random.normal())
  for (let k = 0; k <= K; k++) {
    const row = rows.subarray(k * D, (k + 1) * D)
    const length = Math.hypot(...row)
    for (let d = 0; d < D; d++) row[d]! /= length
  }
  return rows
}

function fakeOutputs({ group, count, known, outlying }: FakeSet, weight: Float32Array, random: Stream) {
  const labels = new Int32Array(count)
  const features = new Float32Array(count * D)
  const logits = new Float32Array(count * (K + 1))
  const scores = {
    s_unc: new Float64Array(count),
    s_no: new Float64Array(count),
    s_uno: new Float64Array(count),
  }
  for (let i = 0; i < count; i++) {
    const k = random.below(K)
    labels[i] = group === 'inliers' ? k : -1
    const shown = random.uniform() < 0.07 ? random.below(K) : k
    const [a, b] = [known * (0.35 + random.uniform()), outlying * (0.2 + 1.4 * random.uniform())]
    const z = features.subarray(i * D, (i + 1) * D)
    for (let d = 0; d < D; d++)
      z[d] = a * weight[shown * D + d]! + b * weight[K * D + d]! + 0.8 * random.normal()
    const row = logits.subarray(i * (K + 1), (i + 1) * (K + 1))
    for (let c = 0; c <= K; c++) for (let d = 0; d < D; d++) row[c]! += z[d]! * weight[c * D + d]!
    const exponents = Array.from(row, Math.exp)
    const sum = exponents.reduce((x, y) => x + y, 0)
    scores.s_unc[i] = -Math.max(...exponents.slice(0, K)) / sum
    scores.s_no[i] = exponents[K]! / sum
    scores.s_uno[i] = scores.s_unc[i]! + scores.s_no[i]!
  }
  return { labels, features, logits, scores }
}

type Outputs = FakeSet & ReturnType<typeof fakeOutputs>

function fakeResults(outputs: Outputs[], seed: number, sources: Record<string, unknown> = {}) {
  const inliers = outputs.find(set => set.group === 'inliers')!
  const metrics = (set: Outputs) =>
    Object.fromEntries(
      (['s_unc', 's_no', 's_uno'] as const).map(score => {
        const pooled = Float64Array.of(...inliers.scores[score], ...set.scores[score])
        const { auroc, ap, fpr95, aupr_in, aupr_out } = rankMetrics(
          pooled,
          new Uint8Array(pooled.length).fill(1, inliers.count),
        )
        return [score, { auroc, ap, fpr95, aupr_in, aupr_out }]
      }),
    )
  const sets = outputs.map(set => ({
    ...{ name: set.name, group: set.group, images: set.count, source: sources[set.name] },
    metrics: set.group === 'near' || set.group === 'far' ? metrics(set) : {},
  }))
  const average = (group: string) => {
    const members = sets.filter(set => set.group === group)
    const scores = Object.keys(members[0]!.metrics)
    return Object.fromEntries(
      scores.map(score => [score, averageOverSets(members.map(set => set.metrics[score]!))]),
    )
  }
  const groups = ['near', 'far'].filter(group => sets.some(set => set.group === group))
  const averages = Object.fromEntries(groups.map(group => [group, average(group)]))
  return {
    benchmark: 'openood-cifar10',
    model: 'checkpoints/step-900',
    seed,
    accuracy: 0.9307,
    sets,
    averages,
  }
}

function fakeEvents(random: Stream): string {
  const steps = 900
  const lines: unknown[] = [{ time: 0, type: 'start' }]
  for (let step = 1; step <= steps; step++) {
    const t = step / steps
    const epoch = Math.floor((step - 1) / 100)
    const total = 0.15 + 2.1 * Math.exp(-4 * t) + 0.12 * random.normal() * (1.2 - t)
    const losses = { inliers: 0.6 * total, negatives: 0.4 * total }
    const accuracy = Math.min(1, 0.95 - 0.8 * Math.exp(-4 * t) + 0.03 * random.normal())
    const lr = 0.1 * 0.5 * (1 + Math.cos(Math.PI * t))
    lines.push({
      time: step,
      type: 'step',
      step,
      steps,
      epoch,
      losses,
      loss: total,
      lr,
      accuracy,
      imagesPerSecond: 870 + 25 * random.normal(),
    })
    if (step % 100 === 0) {
      const progress = 1 - Math.exp(-4 * t)
      const auroc = {
        s_unc: 0.6 + 0.28 * progress,
        s_no: 0.62 + 0.34 * progress,
        s_uno: 0.61 + 0.33 * progress,
      }
      const validation = { accuracy: 0.18 + 0.75 * progress, loss: 2 - 1.7 * progress, images: 2000, auroc }
      const trainAccuracy = 0.15 + 0.8 * progress
      lines.push({
        time: step,
        type: 'epoch',
        epoch,
        epochs: 9,
        step,
        losses,
        loss: total,
        trainAccuracy,
        validation,
        seconds: 400,
      })
    }
  }
  lines.push({ time: steps, type: 'end', step: steps, steps, seconds: 4210 })
  return `${lines.map(line => JSON.stringify(line)).join('\n')}\n`
}
