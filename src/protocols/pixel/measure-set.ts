/** From the stored maps of a set to its results, one method in memory at a time. */
import {
  type BootstrapOptions,
  type BoundedReplicates,
  type ClassCorrelations,
  IGNORED,
  OUTLIER,
  PearsonPool,
  PixelPool,
  type PixelReplicates,
  type PlotCurve,
  pixelReplicates,
  type RocPoints,
  replicateIntervals,
  type ScoredImage,
  thin,
} from '../../metrics/index.js'
import { countLabels, type OpenedScene, type OpenedTestSet } from './open-test-set.js'
import { replicateBlocks } from './replicates.js'
import type { AnomalySetResults, ImageSummary, MethodMetrics } from './results.js'
import type { ScoreStore, StoredImage } from './score-store.js'
import { smiycMetrics } from './smiyc-metrics.js'
import { normsOfMasks, showingScore } from './standing-masks.js'

export interface MeasureOptions {
  methods: readonly string[]
  /** The score that decides: images are told apart by it. */
  main: string
  fpr95: RocPoints
  /** Undefined: no intervals. */
  bootstrap: Required<Omit<BootstrapOptions, 'level'>> | undefined
}

/** An image whose maps are stored, with its place in them. */
export interface ScoredScene extends OpenedScene {
  labels: Uint8Array
  first: number
  standing?: StoredImage['standing'] & { first: number }
}

/** Those that have labels and maps. */
export function scoredScenes({ scenes }: OpenedTestSet, store: ScoreStore): ScoredScene[] {
  const byId = new Map(scenes.map(scene => [scene.id, scene]))
  let [first, firstMask] = [0, 0]
  return store.images.flatMap(({ id, pixels, standing }) => {
    const scene = byId.get(id)!
    const [at, masksAt] = [first, firstMask]
    first += pixels
    firstMask += standing?.pixels ?? 0
    if (pixels === 0 || !scene.labels) return []
    const masks = standing && { standing: { ...standing, first: masksAt } }
    return [{ ...scene, labels: scene.labels, first: at, ...masks }]
  })
}

export interface MeasuredSet {
  results: AnomalySetResults
  replicates: Map<string, PixelReplicates>
  warnings: string[]
}

/** @throws UserError naming method, image and position of a score that is NaN */
export function measureSet(opened: OpenedTestSet, store: ScoreStore, options: MeasureOptions): MeasuredSet {
  const { set, unreadable, fingerprint } = opened
  const scenes = scoredScenes(opened, store)
  const pixels = totalOf(scenes)
  const summaries = scenes.map(
    (scene): ImageSummary => ({ ...sizeOf(scene), ...countLabels(scene.labels), scores: {}, ap: null }),
  )
  const replicates = new Map<string, PixelReplicates>()
  const warnings = new Set<string>()
  const methods = options.methods.map(method => {
    const measured = measureMethod(method, scenes, store, set.smiyc, options)
    if (measured.replicates) replicates.set(method, measured.replicates.values)
    for (const warning of measured.warnings) warnings.add(`${set.name}: ${warning}`)
    for (const [i, summary] of summaries.entries()) {
      summary.scores[method] = measured.images[i]!
      if (method === options.main) summary.ap = measured.aps[i]!
    }
    return [method, measured.metrics] as const
  })
  const unlabelled = store.images.filter(({ pixels }) => pixels > 0).length - scenes.length
  const failed = store.images.flatMap(({ id, failed }) => (failed ? [{ file: id, reason: failed }] : []))
  const left = [...unreadable, ...failed]
  const counted = pixels.inliers + pixels.outliers
  return {
    replicates,
    warnings: [...warnings],
    results: {
      name: set.name,
      group: set.group,
      images: scenes.length,
      imagesWithoutOutliers: summaries.filter(({ outliers }) => outliers === 0).length,
      pixels,
      prevalence: counted > 0 ? pixels.outliers / counted : null,
      ...(unlabelled > 0 && { unlabelled }),
      ...(left.length > 0 && { unreadable: left }),
      fingerprint,
      methods: Object.fromEntries(methods),
      ...correlationOf(scenes, store, options.methods),
      perImage: summaries,
      ...normsOf(scenes, store, options.methods),
    },
  }
}

const sizeOf = ({ id, width, height }: OpenedScene) => ({ id, width, height })

function totalOf(scenes: readonly ScoredScene[]) {
  const total = { inliers: 0, outliers: 0, ignored: 0 }
  for (const { labels } of scenes) {
    const { inliers, outliers, ignored } = countLabels(labels)
    total.inliers += inliers
    total.outliers += outliers
    total.ignored += ignored
  }
  return total
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

function measureMethod(
  method: string,
  scenes: readonly ScoredScene[],
  store: ScoreStore,
  smiyc: OpenedTestSet['set']['smiyc'],
  { fpr95, bootstrap, main }: MeasureOptions,
): MeasuredMethod {
  const pool = new PixelPool()
  const range = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }
  const aps: (number | null)[] = []
  for (const scene of scenes) {
    const image = imageOf(scene, store, method)
    pool.add(image)
    widen(range, image.scores, scene.labels)
    if (method === main) aps.push(apOf(image))
  }
  const { metrics, curves } = pool.result({ fpr95 })
  const replicates =
    bootstrap && curves && scenes.length > 1 ? pixelReplicates(pool, bootstrap, replicateBlocks) : undefined
  const { ap, auroc, fpr95: fpr, best_f1, threshold95, best_f1_threshold } = metrics
  const images = scenes.map(scene => imageScores(scoresOf(scene, store, method), scene.labels, threshold95))
  const [reason] = Object.values(metrics.undefined ?? {})
  return {
    metrics: {
      ...{ ap, auroc, fpr95: fpr, best_f1, threshold95: finite(threshold95) },
      best_f1_threshold: finite(best_f1_threshold),
      ...(reason !== undefined && { undefined: reason }),
      ...(replicates && { intervals: replicateIntervals(replicates) }),
      ...(curves && { roc: pointsOf(curves.roc), pr: pointsOf(curves.pr) }),
      ...histogramOf(scenes, store, method, range),
      ...(smiyc && curves && { smiyc: smiycMetrics(smiyc, imagesOf(scenes, store, method)) }),
    },
    ...{ images, aps },
    ...(replicates && { replicates }),
    warnings: pool.warnings,
  }
}

/** One at a time; may be gone through again. */
const imagesOf = (
  scenes: readonly ScoredScene[],
  store: ScoreStore,
  method: string,
): Iterable<ScoredImage> => ({
  *[Symbol.iterator]() {
    for (const scene of scenes) yield imageOf(scene, store, method)
  },
})

const imageOf = (scene: ScoredScene, store: ScoreStore, method: string) => ({
  name: `${method}: ${scene.id}`,
  width: scene.width,
  labels: scene.labels,
  scores: scoresOf(scene, store, method),
})

const scoresOf = ({ first, labels }: ScoredScene, store: ScoreStore, method: string) =>
  store.scores(method, first, labels.length)

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
  scenes: readonly ScoredScene[],
  store: ScoreStore,
  method: string,
  { low, high }: { low: number; high: number },
): Pick<MethodMetrics, 'histogram'> {
  if (!(high > low)) return {}
  const counts = { inliers: new Array<number>(bins).fill(0), outliers: new Array<number>(bins).fill(0) }
  const perBin = bins / (high - low)
  for (const scene of scenes) {
    const scores = scoresOf(scene, store, method)
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

/** Pearson's correlation of s_unc and s_no over pixels (Table 6), where both were asked for. */
function correlationOf(
  scenes: readonly ScoredScene[],
  store: ScoreStore,
  methods: readonly string[],
): { correlation?: ClassCorrelations } {
  if (!['s_unc', 's_no'].every(name => methods.includes(name)) || scenes.length === 0) return {}
  const pool = new PearsonPool()
  for (const scene of scenes)
    pool.add(scoresOf(scene, store, 's_unc'), scoresOf(scene, store, 's_no'), scene.labels, scene.id)
  return { correlation: pool.result() }
}

function normsOf(
  scenes: readonly ScoredScene[],
  store: ScoreStore,
  methods: readonly string[],
): Pick<AnomalySetResults, 'norms'> {
  if (!methods.includes(showingScore)) return {}
  const shown = scenes.flatMap(scene => (scene.standing ? [{ scene, standing: scene.standing }] : []))
  const norms = normsOfMasks(
    shown.map(({ standing }) => ({ ...standing, masks: store.standing(standing.first, standing.pixels) })),
    shown.map(({ scene }) =>
      scoresOf(scene, store, showingScore).filter((_, i) => scene.labels[i] === OUTLIER),
    ),
  )
  return norms ? { norms } : {}
}
