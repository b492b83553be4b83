/**
 * What `evaluation/results.json` of a segmenter says. Beside it lie, under `evaluation/`:
 *
 *     maps/<set>/<n>.npz      of a few instructive images: `picture` u8 [H, W, 3], `labels` u8 [H, W] (0 inlier,
 *                             1 outlier, 255 ignored), `classes` u8 [H, W] (argmax over inliers), and
 *                             `scores.<method>` f32 [H, W]
 *     replicates/<set>.npz    `<method>.<ap|auroc|fpr95>` f64 [B]: the metric on bootstrap resample b, NaN where
 *                             undefined. Resample b draws the same images for every method and every model.
 *                             `<method>.bounds` f64 [3]: by how much any of them may be off, as counted in bins.
 *
 * All metrics are fractions; `null` where undefined.
 */

import { z } from 'zod'
import { notedFile } from '../../data/images/noted-file.js'

const number = z.number().nullable()
const count = z.int().nonnegative()
const byMethod = <T extends z.ZodType>(value: T) => z.record(z.string(), value)

const interval = z.strictObject({
  low: number,
  high: number,
  standardError: number,
  /** Replicates that counted, and those that were undefined and left out. */
  replicates: count,
  undefinedReplicates: count,
  /** How far an end can be off because scores were counted in bins; the metric itself is exact. */
  bound: z.number(),
})

/** Points of a curve thinned for drawing. */
const curve = z.strictObject({ x: z.array(z.number()), y: z.array(z.number()) })

/** SegmentMeIfYouCan's own numbers, by the names that its tool gives them (road-anomaly-benchmark). */
const smiyc = z.strictObject({
  /** Of quantised scores. */
  pixel: z.strictObject({
    area_PRC: number,
    area_ROC: number,
    tpr95_fpr: number,
    tpr95_threshold: number,
    recall50_threshold: number,
    best_f1: number,
    best_f1_threshold: number,
    /** Why all are null. */
    undefined: z.string().optional(),
  }),
  /** Of the components: that of best F1. */
  threshold: number,
  /** `sIoU_gt`, `prec_pred`, `f1_mean`, …; null without a threshold. */
  components: z.record(z.string(), number).nullable(),
  /** Why numbers of components are null. */
  undefined: z.record(z.string(), z.string()).optional(),
})

/** One score on one set, over the pixels of all images together. */
const methodMetrics = z.strictObject({
  ap: number,
  auroc: number,
  fpr95: number,
  best_f1: number,
  /** A pixel is an outlier if its score is ≥ this: the first threshold that finds 95 % of the outlier pixels. */
  threshold95: number,
  best_f1_threshold: number,
  /** Why metrics are null. */
  undefined: z.string().optional(),
  /** 95 % percentile intervals over resampled images. */
  intervals: z.strictObject({ ap: interval, auroc: interval, fpr95: interval }).optional(),
  /** x false-positive rate, y true-positive rate. */
  roc: curve.optional(),
  /** x recall, y precision. */
  pr: curve.optional(),
  /** Counts of pixels between edges, which are bins + 1 values. */
  histogram: z
    .strictObject({ edges: z.array(z.number()), inliers: z.array(count), outliers: z.array(count) })
    .optional(),
  smiyc: smiyc.optional(),
})

const image = z.strictObject({
  /** Name of the image in its set: its path below the set's folder. */
  id: z.string(),
  width: count,
  height: count,
  inliers: count,
  outliers: count,
  ignored: count,
  /** Shares found and falsely called at threshold95; mean and maximum over the pixels that count. */
  scores: byMethod(z.strictObject({ found95: number, false95: number, mean: number, max: number })),
  /** AP within the image by the score that decides; null without both kinds of pixels. */
  ap: number,
  /** Path of its maps below `evaluation/`, where they were kept. */
  maps: z.string().optional(),
  /** Why they were kept: what is to be seen in it. */
  why: z.string().optional(),
})

/**
 * Figure 1: over the outlier pixels of highest s_Unc, ‖z‖₂ of the mask that stands for the pixel, that with the
 * largest share σ(m)·max P in its score.
 */
const norms = z.strictObject({
  /** Share of the outlier pixels that are shown. */
  share: z.number(),
  pixels: count,
  /** Of each mask that stands for at least one pixel: norm of its pre-logits, their projection on the unit weight
   *  vector of the outlier class (null without one), number of pixels. */
  masks: z.array(z.tuple([z.number(), number, count])),
})

const correlations = z.strictObject({ outliers: number, inliers: number, all: number })

const anomalySet = z.strictObject({
  name: z.string(),
  /** `near`, `far`, or the benchmark's name. */
  group: z.string(),
  images: count,
  imagesWithoutOutliers: count,
  pixels: z.strictObject({ inliers: count, outliers: count, ignored: count }),
  /** Share of outliers among the pixels that count: AP of chance. */
  prevalence: number,
  /** Images that were run without a label. */
  unlabelled: count.optional(),
  unreadable: z.array(notedFile).optional(),
  /** sha256 over names, sizes and labels: two evaluations with the same saw the same images. */
  fingerprint: z.string(),
  methods: byMethod(methodMetrics),
  /** Pearson's correlation of s_unc and s_no over pixels (Table 6). */
  correlation: correlations.optional(),
  perImage: z.array(image),
  norms: norms.optional(),
  /** Where the benchmark's submission was written, and what mapping scores to its precision changed. */
  submission: z
    .strictObject({
      folder: z.string(),
      form: z.enum(['smiyc', 'fishyscapes']),
      method: z.string(),
      files: count,
      map: z.string(),
      apBefore: number,
      apAfter: number,
    })
    .optional(),
})

/** The closed-set task: argmax over the K inlier classes (Eq. 7). */
const segmentation = z.strictObject({
  name: z.string(),
  images: count,
  miou: number,
  pixelAccuracy: number,
  /** By class; null for classes that neither occur nor are predicted. */
  iou: z.array(number),
  /** `[K][K]` pixels: rows truth, columns prediction. */
  confusion: z.array(z.array(count)),
  fingerprint: z.string(),
  unreadable: z.array(notedFile).optional(),
  /** Some images to show, as under `maps/`; `labels` are classes there. */
  shown: z.array(z.strictObject({ id: z.string(), maps: z.string(), miou: number })),
})

export const pixelResults = z.strictObject({
  format: z.literal(1),
  track: z.literal('pixel'),
  benchmark: z.string(),
  /** The model folder, by its path from the folder that holds `evaluation/`. */
  model: z.string().optional(),
  /** sha256 of its weights. */
  weights: z.string(),
  /** sha256 of all that the results depend on: model, images, labels, scores, options. */
  madeFrom: z.string().optional(),
  recipe: z.string().optional(),
  seed: z.int().optional(),
  precision: z.enum(['float32', 'bfloat16']),
  inlierClasses: count,
  outlierClass: z.boolean(),
  classNames: z.array(z.string()),
  /** RGB, 0 … 255. */
  classColours: z.array(z.tuple([count, count, count])).optional(),
  /** Which points of the curve FPR95 was read from. */
  fpr95: z.enum(['exact', 'sklearn']),
  bootstrap: z.strictObject({ replicates: count, seed: z.int(), level: z.number() }).optional(),
  methods: z.array(
    z.strictObject({
      label: z.string(),
      source: z.string(),
      path: z.enum(['score', 'semantic']),
      options: z.unknown(),
    }),
  ),
  sets: z.array(anomalySet),
  segmentation: z.array(segmentation),
  /** What a person should know of the data. */
  warnings: z.array(z.string()),
})

export type PixelResults = z.infer<typeof pixelResults>
export type AnomalySetResults = z.infer<typeof anomalySet>
export type MethodMetrics = z.infer<typeof methodMetrics>
export type ImageSummary = z.infer<typeof image>
export type SegmentationResults = z.infer<typeof segmentation>
export type NormsOfMasks = z.infer<typeof norms>
