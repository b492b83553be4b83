/** From the stored maps of one method to its metrics on a set. */
import {
  type BootstrapOptions,
  type BoundedReplicates,
  IGNORED,
  OUTLIER,
  PixelPool,
  type PlotCurve,
  pixelReplicates,
  type RocPoints,
  replicateIntervals,
  thin,
} from '../../metrics/index.js'
import type { OpenedTestSet } from './open-test-set.js'
import { replicateBlocks } from './replicates.js'
import type { ImageSummary, MethodMetrics } from './results.js'
import { smiycMetrics } from './smiyc-metrics.js'
import { imageOf, imagesOf, type LabelledScene } from './stored-scenes.js'

export interface MeasureOptions {
  methods: readonly string[]
  /** The score that decides: images are told apart by it. */
  main: string
  fpr95: RocPoints
  /** Absent: no intervals. */
  bootstrap?: Required<Omit<BootstrapOptions, 'level'>>
}

type ImageScores = ImageSummary['scores'][string]

interface MeasuredMethod {
  metrics: MethodMetrics
  /** Of each image. */
  images: ImageScores[]
  /** AP within each image, for the main score. */
  aps: (number | null)[]
  replicates?: BoundedReplicates
  warnings: string[]
}

export function measureMethod(
  method: string,
  scenes: readonly LabelledScene[],
  smiyc: OpenedTestSet['set']['smiyc'],
  { fpr95, bootstrap, main }: MeasureOptions,
): MeasuredMethod {
  const pool = new PixelPool()
  const range = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }
  const aps: (number | null)[] = []
  for (const scene of scenes) {
    const image = imageOf(scene, method)
    pool.add(image)
    widen(range, image.scores, scene.labels)
    if (method === main) aps.push(apOf(image))
  }
  const { metrics, curves } = pool.result({ fpr95 })
  const replicates =
    bootstrap && curves && scenes.length > 1 ? pixelReplicates(pool, bootstrap, replicateBlocks) : undefined
  const { ap, auroc, fpr95: fpr, best_f1, threshold95, best_f1_threshold } = metrics
  const images = scenes.map(scene => imageScores(scene.scores(method), scene.labels, threshold95))
  const [reason] = Object.values(metrics.undefined ?? {})
  return {
    metrics: {
      ...{ ap, auroc, fpr95: fpr, best_f1, threshold95: finite(threshold95) },
      best_f1_threshold: finite(best_f1_threshold),
      ...(reason !== undefined && { undefined: reason }),
      ...(replicates && { intervals: replicateIntervals(replicates) }),
      ...(curves && { roc: pointsOf(curves.roc), pr: pointsOf(curves.pr) }),
      ...histogramOf(scenes, method, range),
      ...(smiyc && curves && { smiyc: smiycMetrics(smiyc, imagesOf(scenes, method)) }),
    },
    ...{ images, aps },
    ...(replicates && { replicates }),
    warnings: pool.warnings,
  }
}

/** JSON has no infinities; a threshold there separates nothing. */
const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null)

/** For drawing: more digits and points than a picture shows would fill the file. */
function pointsOf(curve: PlotCurve) {
  const { x, y } = thin(curve, 1 / 200)
  const rounded = (values: Float64Array) => Array.from(values, value => Math.round(value * 1e5) / 1e5)
  return { x: rounded(x), y: rounded(y) }
}

function widen(range: { low: number; high: number }, scores: Float32Array, labels: Uint8Array): void {
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!
    if (labels[i] === IGNORED || !Number.isFinite(score)) continue
    if (score < range.low) range.low = score
    if (score > range.high) range.high = score
  }
}

function apOf(image: Parameters<PixelPool['add']>[0]): number | null {
  const own = new PixelPool()
  own.add(image)
  return own.result().metrics.ap
}

function imageScores(scores: Float32Array, labels: Uint8Array, threshold: number | null): ImageScores {
  let [sum, max, counted, outliers, found, wrong] = [0, Number.NEGATIVE_INFINITY, 0, 0, 0, 0]
  for (let i = 0; i < scores.length; i++) {
    if (labels[i] === IGNORED) continue
    const score = scores[i]!
    counted++
    sum += score
    if (score > max) max = score
    const called = threshold !== null && score >= threshold
    if (labels[i] === OUTLIER) {
      outliers++
      if (called) found++
    } else if (called) wrong++
  }
  const share = (part: number, whole: number) => (whole > 0 && threshold !== null ? part / whole : null)
  return {
    found95: share(found, outliers),
    false95: share(wrong, counted - outliers),
    mean: finite(counted > 0 ? sum / counted : null),
    max: finite(max),
  }
}

const bins = 100

/** Of finite scores. */
function histogramOf(
  scenes: readonly LabelledScene[],
  method: string,
  { low, high }: { low: number; high: number },
): Pick<MethodMetrics, 'histogram'> {
  if (!(high > low)) return {}
  const counts = { inliers: new Array<number>(bins).fill(0), outliers: new Array<number>(bins).fill(0) }
  const perBin = bins / (high - low)
  for (const scene of scenes) {
    const scores = scene.scores(method)
    scores.forEach((score, i) => {
      const label = scene.labels[i]!
      if (label === IGNORED || !Number.isFinite(score)) return
      const kind = label === OUTLIER ? counts.outliers : counts.inliers
      kind[Math.min(bins - 1, Math.floor((score - low) * perBin))]!++
    })
  }
  const edges = Array.from({ length: bins + 1 }, (_, i) => Math.fround(low + (i / bins) * (high - low)))
  return { histogram: { edges, ...counts } }
}
