/**
 * Outputs as files: `outputs.json`, the list of sets, and beside it `<set>.npz` with `features` `[N, D]`,
 * `logits` `[N, C]`, `labels` `[N]`, and for each detector `scores.<label>` and, where it has a form for
 * rankings, `order.<label>`.
 */

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { notedFile } from '../../data/images/noted-file.js'
import { UserError } from '../../errors.js'
import {
  fromTyped,
  type NDArray,
  readNpz,
  toFloat32Array,
  toFloat64Array,
  toInt32Array,
  writeNpz,
} from '../../formats/index.js'
import { fitting } from '../../formats/json-file.js'
import { readJson, writeJson } from '../../runs/run-folder.js'
import { isFileName } from './plan.js'
import type { OutputArrays, SetScores } from './scoring.js'

const listedSet = z.object({
  name: z.string().refine(isFileName, 'cannot be a file name'),
  /** `inliers`, `near`, `far`, or any other name of outliers; `negatives` and `train` are in no metric. */
  group: z.string(),
  /** sha256 over the names and labels of the images. */
  rows: z.string().optional(),
  /** sha256 over their pixels, where small images were packed. */
  pixels: z.string().optional(),
  /** sha256 over names and bytes of the set that they are of. */
  content: z.string().optional(),
  unreadable: z.array(notedFile).optional(),
  odd: z.array(notedFile).optional(),
})
export type ListedSet = z.infer<typeof listedSet>

const outputsList = z.object({
  inlierClasses: z.int().positive().optional(),
  /** sha256 of the weights that made the outputs. */
  weights: z.string().optional(),
  /** sha256 of the model's description. */
  config: z.string().optional(),
  precision: z.string().optional(),
  sets: z.array(listedSet),
})
export type OutputsList = z.infer<typeof outputsList>

const listPath = (folder: string) => join(folder, 'outputs.json')
const setPath = (folder: string, name: string) => join(folder, `${name}.npz`)

/** The list of a folder, or nothing if it has none. */
export function readOutputsList(folder: string): OutputsList | undefined {
  if (!existsSync(listPath(folder))) return undefined
  return fitting(readJson(listPath(folder)), listPath(folder), outputsList)
}

/** Writes a set, then the list that it stands in: what is listed is whole. */
export function writeOutputs(
  folder: string,
  list: OutputsList,
  set: ListedSet,
  arrays: OutputArrays & { labels: Int32Array },
  scores: ReadonlyMap<string, SetScores>,
): void {
  mkdirSync(folder, { recursive: true })
  const { features, dimensions, logits, outputs, labels } = arrays
  const count = labels.length
  const entries: [string, NDArray][] = [
    ['labels', fromTyped(labels)],
    ['logits', fromTyped(logits, [count, outputs])],
  ]
  if (features) entries.push(['features', fromTyped(features, [count, dimensions!])])
  for (const [label, { score, rank }] of scores) {
    entries.push([`scores.${label}`, fromTyped(score)])
    if (rank !== score) entries.push([`order.${label}`, fromTyped(rank)])
  }
  writeNpz(setPath(folder, set.name), new Map(entries))
  list.sets = [...list.sets.filter(({ name }) => name !== set.name), set]
  writeJson(listPath(folder), list)
}

/** Removes sets that an earlier evaluation left, of a benchmark that had others. */
export function pruneOutputs(folder: string, keep: readonly string[]): void {
  const list = readOutputsList(folder)!
  writeJson(listPath(folder), { ...list, sets: list.sets.filter(({ name }) => keep.includes(name)) })
  const files = keep.map(name => `${name}.npz`)
  for (const file of readdirSync(folder))
    if (file.endsWith('.npz') && !files.includes(file)) rmSync(join(folder, file))
}

export interface StoredOutputs extends Omit<OutputArrays, 'inlierClasses'> {
  labels?: Int32Array
  scores: Map<string, SetScores>
}

/** @throws UserError naming the array that is missing or has another shape than the others */
export function readOutputs(folder: string, name: string): StoredOutputs {
  return readOutputsFile(setPath(folder, name))
}

export function readOutputsFile(path: string): StoredOutputs {
  const arrays = readNpz(path)
  const logits = arrays.get('logits')
  if (!logits) throw new UserError(`${path}: no array "logits"; expected one [N, C]`)
  checkShapes(path, arrays, logits.shape[0])
  const [features, labels] = [arrays.get('features'), arrays.get('labels')]
  return {
    logits: toFloat32Array(logits),
    outputs: logits.shape[1]!,
    features: features && toFloat32Array(features),
    dimensions: features?.shape[1],
    labels: labels && toInt32Array(labels),
    scores: scoresIn(arrays),
  }
}

/** Matrices and vectors with a row for each of the logits; arrays of other names are not looked at. */
function checkShapes(path: string, arrays: ReadonlyMap<string, NDArray>, count = 0): void {
  for (const [name, { shape }] of arrays) {
    const isMatrix = name === 'logits' || name === 'features'
    if (!isMatrix && !/^(labels$|scores\.|order\.)/.test(name)) continue
    if (shape.length === (isMatrix ? 2 : 1) && shape[0] === count) continue
    const expected = isMatrix ? `[${count}, …]` : `[${count}]`
    throw new UserError(
      `${path}: ${name} is [${shape.join(', ')}], expected ${expected} as logits have ${count} rows`,
    )
  }
}

function scoresIn(arrays: ReadonlyMap<string, NDArray>): Map<string, SetScores> {
  const found = [...arrays].filter(([key]) => key.startsWith('scores.'))
  return new Map(
    found.map(([key, array]) => {
      const label = key.slice('scores.'.length)
      const order = arrays.get(`order.${label}`)
      return [label, { score: toFloat64Array(array), rank: toFloat64Array(order ?? array) }]
    }),
  )
}
