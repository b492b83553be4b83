/** Metrics of score maps that any program has written. */
import { UserError } from '../../errors.js'
import { scoreMapExtensions } from '../../formats/index.js'
import { fromHalf } from '../../half.js'
import {
  type BootstrapMetric,
  binaryLegend,
  type Legend,
  type PixelCurves,
  type PixelEstimate,
  type PixelMetrics,
  PixelPool,
  pixelIntervals,
  type RocPoints,
  refuseThinned,
  type ScoredImage,
  SmiycPixelMetric,
  type SmiycResults,
  smiycResults,
  smiycSizeLimits,
} from '../../metrics/index.js'
import { type MapPair, pairMaps } from './pair-maps.js'
import { readScoredImage } from './read-maps.js'

/** What is computed beside the exact metrics, and how labels are read. */
export const mapProtocols = ['exact', 'fishyscapes', 'smiyc-anomaly', 'smiyc-obstacle'] as const
export type MapProtocol = (typeof mapProtocols)[number]

export interface MapsJob {
  scores: string
  labels: string
  protocol?: MapProtocol
  fpr95?: RocPoints
  /** Raw labels; 255 is ignored in every one. Default: 0 inlier, 1 outlier. */
  legend?: Legend
  /** Of SMIYC's components; default: the threshold of the pixel metric's best F1. */
  threshold?: number
  bootstrap?: { replicates: number; seed: number }
  /** Only these frames; each must be there. */
  frames?: readonly string[]
  skipUnlabelled?: boolean
}

export interface MapsResults {
  protocol: MapProtocol
  metrics: PixelMetrics
  curves: PixelCurves | null
  intervals?: Record<BootstrapMetric, PixelEstimate>
  smiyc?: SmiycResults
  /** Maps that had no label. */
  skipped: string[]
  warnings: string[]
}

/**
 * The exact metrics of all pixels together; by protocol also SMIYC's own. One image is in memory at a time, beside
 * what `PixelPool` keeps.
 *
 * @throws UserError: files that do not pair, sizes that differ, labels outside the legend, NaN that counts
 */
export function evaluateMaps(job: MapsJob): MapsResults {
  const { protocol = 'exact', fpr95, legend, bootstrap } = job
  if (bootstrap) refuseThinned(fpr95)
  const { pairs, skipped } = pairMaps({
    predicted: '.anomaly.npy',
    maps: job.scores,
    extensions: scoreMapExtensions,
    labels: job.labels,
    noun: 'score map',
    frames: job.frames,
    skipUnlabelled: job.skipUnlabelled,
  })
  const track = trackOf(protocol)
  if (job.threshold !== undefined && !track)
    throw new UserError(
      `a threshold is for SMIYC's components only, the protocol is ${protocol}; choose smiyc-anomaly or smiyc-obstacle`,
    )
  const pool = new PixelPool()
  const smiyc = track && new SmiycPixelMetric()
  const images = function* () {
    for (const pair of pairs) yield readFor(protocol, pair, legend)
  }
  for (const image of images()) {
    pool.add(image)
    smiyc?.add(image)
  }
  const { metrics, curves } = pool.result({ fpr95 })
  return {
    protocol,
    metrics,
    curves,
    ...(bootstrap && { intervals: pixelIntervals(pool, bootstrap) }),
    ...(track &&
      smiyc && { smiyc: smiycResults(smiyc.result(), images(), smiycSizeLimits[track], job.threshold) }),
    skipped,
    warnings: pool.warnings,
  }
}

type Track = keyof typeof smiycSizeLimits

function trackOf(protocol: MapProtocol): Track | undefined {
  if (protocol === 'smiyc-anomaly') return 'AnomalyTrack'
  return protocol === 'smiyc-obstacle' ? 'ObstacleTrack' : undefined
}

/** Every value of a label. */
const allLabels = Array.from({ length: 255 }, (_, label) => label)

/** Fishyscapes' rules: scores in single precision, every label but 0 and 1 is void. */
function readFor(protocol: MapProtocol, pair: MapPair, legend: Legend | undefined): ScoredImage {
  if (protocol !== 'fishyscapes') return readScoredImage(pair, legend)
  const { inliers, outliers } = legend ?? binaryLegend
  const named = [...inliers, ...outliers]
  const ignored = allLabels.filter(label => !named.includes(label))
  const image = readScoredImage(pair, { inliers, outliers, ignored })
  const { scores } = image
  return { ...image, scores: scores instanceof Uint16Array ? fromHalf(scores) : Float32Array.from(scores) }
}
