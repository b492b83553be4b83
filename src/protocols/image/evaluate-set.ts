/** One set: its outputs, computed or taken from an earlier evaluation, scored and written. */
import type { NotedFile } from '../../data/index.js'
import type { LoadedClassifier } from '../../models/index.js'
import { type InferenceOptions, infer } from './inference.js'
import { likeliest, type ScoredSet } from './measure.js'
import type { OpenedSet } from './open-sets.js'
import { type OutputsList, readOutputs, readOutputsList, writeOutputs } from './output-files.js'
import { type FittedDetector, type OutputArrays, scoreRows } from './scoring.js'
import { rowsDigest } from './set-images.js'

/** What outputs depend on beside the images; outputs of another maker are not taken over. */
export interface Maker {
  inlierClasses: number
  /** sha256 of the weights. */
  weights: string
  /** sha256 of the model's description, preprocessing among it. */
  config: string
  precision: string
}

export interface SetOutputs {
  arrays: OutputArrays & { labels: Int32Array }
  /** Of each row. */
  files: string[]
  unreadable: readonly NotedFile[]
  odd: readonly NotedFile[]
}

/** Features and logits of all images that can be read. */
export async function computeOutputs(
  { images, labels }: OpenedSet,
  loaded: LoadedClassifier,
  options: InferenceOptions,
): Promise<SetOutputs> {
  const { index, unreadable, odd, ...arrays } = await infer(loaded, images, options)
  return {
    arrays: {
      ...arrays,
      inlierClasses: loaded.config.inlierClasses,
      labels: Int32Array.from(index, i => labels[i]!),
    },
    files: Array.from(index, i => images.files[i]!),
    ...{ unreadable, odd },
  }
}

/**
 * Outputs that one of `folders` holds of the same maker and the same images; not those of a set of which images were
 * left out, since they may be readable by now, and must not be passed over where nothing may be.
 */
export function earlierOutputs(
  { name, images, labels }: OpenedSet,
  folders: readonly string[],
  maker: Maker,
): SetOutputs | undefined {
  const rows = rowsDigest(images.files, labels)
  for (const folder of folders) {
    const list = readOutputsList(folder)
    const listed = list?.sets.find(set => set.name === name)
    if (!listed || !isOf(list!, maker)) continue
    if (listed.rows !== rows || listed.pixels !== images.pixels || listed.content !== images.content) continue
    const { scores: _, ...stored } = readOutputs(folder, name)
    const arrays = { ...stored, inlierClasses: maker.inlierClasses, labels }
    return { arrays, files: [...images.files], unreadable: [], odd: listed.odd ?? [] }
  }
  return undefined
}

/** Scores the outputs and writes them into `folder`. */
export function scoreSet(
  { name, group, spec, images }: OpenedSet,
  { arrays, files, unreadable, odd }: SetOutputs,
  detectors: readonly FittedDetector[],
  folder: string,
  maker: Maker,
): ScoredSet {
  const scores = scoreRows(detectors, arrays, name)
  const rows = rowsDigest(files, arrays.labels)
  const listed = {
    name,
    group,
    rows,
    pixels: images.pixels,
    content: images.content,
    ...(unreadable.length > 0 && { unreadable: [...unreadable] }),
    ...(odd.length > 0 && { odd: [...odd] }),
  }
  writeOutputs(folder, listOf(folder, maker), listed, arrays, scores)
  const predicted = likeliest(arrays.logits, arrays.outputs, arrays.inlierClasses)
  return { name, group, labels: arrays.labels, predicted, scores, unreadable, odd, source: spec }
}

/** The list so far, or a new one where that is of another maker. */
function listOf(folder: string, maker: Maker): OutputsList {
  const list = readOutputsList(folder)
  return list && isOf(list, maker) ? list : { ...maker, sets: [] }
}

const isOf = (list: OutputsList, { weights, config, precision }: Maker): boolean =>
  list.weights === weights && list.config === config && list.precision === precision
