/** A plausible run of a segmenter: drawn streets with made-up scores, and results that are computed from them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawStreet } from '../../src/data/street/scene.js'
import { OUTLIER, streetClasses } from '../../src/data/street/stage.js'
import { animals, cargo, type Thing } from '../../src/data/street/things.js'
import { fromTyped, type NDArray } from '../../src/formats/array.js'
import { writeNpz } from '../../src/formats/npz.js'
import { bestF1 } from '../../src/metrics/best-f1.js'
import { curve } from '../../src/metrics/curve.js'
import { pearson } from '../../src/metrics/pearson.js'
import { precisionRecallCurve, rocCurve, thin } from '../../src/metrics/plot-curve.js'
import { rankMetrics } from '../../src/metrics/rank-metrics.js'
import type {
  AnomalySetResults,
  ImageSummary,
  MethodMetrics,
  PixelResults,
  SegmentationResults,
} from '../../src/protocols/pixel/results.js'
import { type Stream, stream } from '../../src/random.js'

export interface FakePixelRunOptions {
  size?: { width: number; height: number }
  images?: number
  /** Names of the two anomaly sets, the classes, and the images: `name` + number. */
  setNames?: readonly [string, string]
  classNames?: readonly string[]
  imageName?: string
  outlierClass?: boolean
  recipe?: Record<string, unknown>
}

const K = streetClasses.length

export function fakePixelRun(folder: string, options: FakePixelRunOptions = {}): void {
  const { size = { width: 96, height: 64 }, images = 3, outlierClass = true } = options
  const { setNames = ['cargo', 'animals'], imageName = 'images/00' } = options
  const classNames = [...(options.classNames ?? streetClasses.map(({ name }) => name))]
  mkdirSync(join(folder, 'evaluation', 'maps'), { recursive: true })
  const json = (path: string, value: unknown) =>
    writeFileSync(join(folder, path), JSON.stringify(value, null, 1))
  json('recipe.json', { track: 'pixel', name: 'demo-street-uno', seed: 0, ...options.recipe })
  json('data.json', { scenes: { path: 'street', images: 160 } })
  json('environment.json', { libtorch: '1.13.0', cpu: 'a processor', threads: 2, node: process.version })
  writeFileSync(join(folder, 'events.jsonl'), fakePixelEvents(stream(0, 'events')))
  const context = { folder, size, images, imageName, outlierClass }
  const results: PixelResults = {
    ...{ format: 1, track: 'pixel', benchmark: 'generated street world', weights: '0'.repeat(64) },
    ...{ recipe: 'demo-street-uno', seed: 0, precision: 'float32', inlierClasses: K, outlierClass },
    classNames,
    classColours: streetClasses.map(({ colour: [r, g, b] }) => [r, g, b]),
    fpr95: 'exact',
    bootstrap: { replicates: 1000, seed: 0, level: 0.95 },
    methods: [],
    sets: [
      fakeSet(setNames[0], 'near', cargo, [1.2, 1.6], context),
      fakeSet(setNames[1], 'far', animals, [1.8, 0.7], context),
    ],
    segmentation: [fakeSegmentation(context)],
    warnings: [],
  }
  json('evaluation/results.json', results)
}

interface Context {
  folder: string
  size: { width: number; height: number }
  images: number
  imageName: string
  outlierClass: boolean
}

type Maps = Record<string, Float32Array>

function fakeSet(
  name: string,
  group: string,
  kinds: Record<string, Thing>,
  strength: readonly [uncertain: number, negative: number],
  context: Context,
): AnomalySetResults {
  const { images, size, imageName, outlierClass } = context
  const scenes = Array.from({ length: images }, (_, index) => {
    const kind = Object.values(kinds)[index % Object.keys(kinds).length]!
    const scene = drawStreet(size, { seed: 0, purpose: group, index }, [kind])
    const labels = scene.labels.map(label => (label === OUTLIER ? 1 : 0))
    labels.fill(255, 0, size.width * 2)
    return { ...scene, labels, classes: scene.labels.map(label => label % K) }
  })
  const random = stream(1, group)
  const maps = scenes.map(({ labels, classes }) => fakeScores(labels, classes, strength, size.width, random))
  const methods = outlierClass ? ['s_unc', 's_no', 's_uno'] : ['s_unc']
  const counted = scenes.map(({ labels }) => [...labels.keys()].filter(i => labels[i] !== 255))
  const pooled = (method: string) =>
    Float64Array.from(maps.flatMap((map, i) => counted[i]!.map(at => map[method]![at]!)))
  const truth = Uint8Array.from(scenes.flatMap(({ labels }, i) => counted[i]!.map(at => labels[at]!)))
  const metrics = Object.fromEntries(methods.map(method => [method, fakeMetrics(pooled(method), truth)]))
  const of = (label: number) => truth.filter(value => value === label).length
  const pick = (method: string, label: number | undefined) =>
    pooled(method).filter((_, i) => label === undefined || truth[i] === label)
  const r = (label?: number) => pearson(pick('s_unc', label), pick('s_no', label))
  return {
    ...{ name, group, images, imagesWithoutOutliers: 0, prevalence: of(1) / truth.length },
    pixels: { inliers: of(0), outliers: of(1), ignored: images * size.width * 2 },
    fingerprint: group,
    methods: metrics,
    ...(outlierClass && { correlation: { outliers: r(1), inliers: r(0), all: r() } }),
    perImage: scenes.map(({ labels, image, classes }, i): ImageSummary => {
      const path = join('maps', `${group}-${i}.npz`)
      writeMaps(join(context.folder, 'evaluation', path), size, { image, labels, classes }, maps[i]!, methods)
      return {
        ...{ id: `${imageName}${i}.png`, ...size, ap: 0.5, maps: path, why: 'outliers found best' },
        inliers: labels.filter(label => label === 0).length,
        outliers: labels.filter(label => label === 1).length,
        ignored: size.width * 2,
        scores: Object.fromEntries(
          methods.map(method => [method, { found95: 0.95, false95: 0.1, mean: -0.5, max: 1 }]),
        ),
      }
    }),
    norms: {
      ...{ share: 0.5, pixels: 900 },
      masks: Array.from({ length: 30 }, (_, q): [number, number | null, number] => {
        const long = q % 2 === 0
        const norm = (long ? 15 : 8) + random.normal()
        return [norm, outlierClass ? (long ? 5 : -1) + random.normal() : null, 5 + random.below(50)]
      }),
    },
  }
}

/** s_Unc is high at outliers and at borders of classes, s_NO at outliers and somewhere else. */
function fakeScores(
  labels: Uint8Array,
  classes: Uint8Array,
  [uncertain, negative]: readonly [number, number],
  width: number,
  random: Stream,
): Maps {
  const maps: Maps = Object.fromEntries(
    ['s_unc', 's_no', 's_uno'].map(name => [name, new Float32Array(labels.length)]),
  )
  labels.forEach((label, i) => {
    const border = classes[i] !== classes[i + 1] || classes[i] !== classes[i + width]
    const outlier = label === 1 ? 0.5 : 0
    maps.s_unc![i] = -0.95 + uncertain * outlier + (border ? 0.5 : 0) + 0.08 * random.normal()
    maps.s_no![i] = 0.05 + negative * outlier + (i % 700 < 12 ? 0.4 : 0) + 0.05 * random.normal()
    maps.s_uno![i] = maps.s_unc![i]! + maps.s_no![i]!
  })
  return maps
}

function fakeMetrics(scores: Float64Array, truth: Uint8Array): MethodMetrics {
  const ranked = curve(scores, truth)
  const { ap, auroc, fpr95 } = rankMetrics(scores, truth)
  const [roc, pr] = [rocCurve(ranked)!, precisionRecallCurve(ranked)!]
  const plain = ({ x, y }: { x: Float64Array; y: Float64Array }) => ({ x: [...x], y: [...y] })
  const at = roc.y.findIndex(tpr => tpr >= 0.95)
  const interval = (value: number | null) => ({
    ...{ low: value === null ? null : 0.9 * value, high: value, standardError: 0.01, bound: 0 },
    ...{ replicates: 1000, undefinedReplicates: 0 },
  })
  const f1 = bestF1(ranked)
  const edges = Array.from({ length: 41 }, (_, i) => -1.5 + (3 * i) / 40)
  const counts = (label: number) => {
    const bins = new Array<number>(40).fill(0)
    scores.forEach((score, i) => {
      if (truth[i] === label) bins[Math.min(39, Math.max(0, Math.floor(((score + 1.5) / 3) * 40)))]!++
    })
    return bins
  }
  return {
    ...{ ap, auroc, fpr95, best_f1: f1?.f1 ?? null, threshold95: roc.thresholds[at]! },
    best_f1_threshold: f1?.threshold ?? null,
    intervals: { ap: interval(ap), auroc: interval(auroc), fpr95: interval(fpr95) },
    roc: plain(thin(roc, 1 / 100)),
    pr: plain(thin(pr, 1 / 100)),
    histogram: { edges, inliers: counts(0), outliers: counts(1) },
  }
}

function fakeSegmentation({ folder, size, imageName }: Context): SegmentationResults {
  const iou = Array.from({ length: K }, (_, k) => (k === K - 1 ? null : 0.95 - 0.08 * k))
  const { image, labels } = drawStreet(size, { seed: 0, purpose: 'closed', index: 1 })
  const path = join('maps', 'closed-0.npz')
  const classes = labels.map((_, i) => labels[Math.max(0, i - 2)]!)
  writeMaps(join(folder, 'evaluation', path), size, { image, labels, classes }, {}, [])
  return {
    ...{ name: 'street/test', images: 40, miou: 0.71, pixelAccuracy: 0.94, iou, fingerprint: 'closed' },
    confusion: iou.map((_, row) => iou.map((_, column) => (row === column ? 900 : 10))),
    shown: [{ id: `${imageName}9.png`, maps: path, miou: 0.68 }],
  }
}

function writeMaps(
  path: string,
  { width, height }: Context['size'],
  { image, labels, classes }: Record<'image' | 'labels' | 'classes', Uint8Array>,
  maps: Maps,
  methods: readonly string[],
): void {
  writeNpz(
    path,
    new Map<string, NDArray>([
      ['picture', fromTyped(image, [height, width, 3])],
      ['labels', fromTyped(labels, [height, width])],
      ['classes', fromTyped(classes, [height, width])],
      ...methods.map((name): [string, NDArray] => [
        `scores.${name}`,
        fromTyped(maps[name]!, [height, width]),
      ]),
    ]),
  )
}

function fakePixelEvents(random: Stream): string {
  const lines: unknown[] = []
  for (let step = 1; step <= 300; step++) {
    const t = step / 300
    const losses = {
      class: 1.6 * Math.exp(-3 * t) + 0.1 * random.uniform(),
      mask: 0.6 * Math.exp(-2 * t) + 0.1,
    }
    lines.push({
      ...{ time: step, type: 'step', step, steps: 300, epoch: 0, losses, loss: losses.class + losses.mask },
      ...{ lr: 4e-4 * (1 - t) ** 0.9, accuracy: 0.5 + 0.4 * t, imagesPerSecond: 14 + random.normal() },
    })
    if (step % 50 === 0)
      lines.push({
        ...{
          time: step,
          type: 'epoch',
          epoch: step / 50,
          epochs: 6,
          step,
          losses,
          loss: 1,
          trainAccuracy: 0.8,
        },
        validation: {
          ...{ accuracy: 0.6 + 0.3 * t, loss: 1 - 0.5 * t, images: 24, meanIou: 0.2 + 0.5 * t },
          averagePrecision: { s_unc: 0.2 + 0.2 * t, s_no: 0.1 + 0.6 * t, s_uno: 0.2 + 0.6 * t },
        },
        seconds: 20,
      })
  }
  lines.push({ time: 301, type: 'end', step: 300, steps: 300, seconds: 130 })
  return `${lines.map(line => JSON.stringify(line)).join('\n')}\n`
}
