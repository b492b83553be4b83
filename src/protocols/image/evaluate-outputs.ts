/**
 * Detectors over somebody's arrays, without a model of ours. A folder or files:
 *
 *     id.npz           logits [N, C], labels [N] (classes 0 … K−1), features [N, D] where detectors want them
 *     near-<name>.npz  the same of outliers; labels are not read
 *     far-<name>.npz
 *     train.npz        inlier training images, for detectors that are fitted
 *
 * or a folder with `outputs.json`, `{ "inlierClasses": K, "sets": [{ "name": …, "group": … }] }` with the
 * groups `inliers`, `near`, `far`, any other name of outliers, and `train`; `uno evaluate` writes such ones.
 */

import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import type { RocPoints } from '../../metrics/index.js'
import { evaluationMethods } from './evaluate.js'
import { likeliest, measure, type ScoredSet } from './measure.js'
import { readOutputsFile, readOutputsList, type StoredOutputs } from './output-files.js'
import { isOutlierGroup } from './plan.js'
import { aboutMethods, type EvaluationResults } from './results.js'
import { chooseDetectors, fitDetectors, needsFitting, type OutputArrays, scoreRows } from './scoring.js'

export interface OutputsJob {
  /** A folder, or `.npz` files. */
  outputs: readonly string[]
  /** K; default: what `outputs.json` says, else all logits are inlier classes. */
  inlierClasses?: number
  methods?: readonly string[]
  fpr95?: RocPoints
}

/** Where a set of outputs lies. */
interface Place {
  name: string
  group: string
  path: string
}

type LabelledArrays = OutputArrays & { labels: Int32Array }

/** @throws UserError if a file, a group, a shape or a label is not as described above */
export async function evaluateOutputs(job: OutputsJob): Promise<EvaluationResults> {
  const { places, inlierClasses } = findOutputs(job.outputs)
  const inliers = places.filter(({ group }) => group === 'inliers')
  if (inliers.length !== 1)
    throw new UserError(
      `${job.outputs.join(', ')}: ${inliers.length} sets of inliers, expected one (id.npz, or group "inliers" in outputs.json)`,
    )
  if (!places.some(({ group }) => isOutlierGroup(group)))
    throw new UserError(
      `${job.outputs.join(', ')}: no outliers; expected files near-<name>.npz or far-<name>.npz`,
    )
  const first = readArrays(inliers[0]!, job.inlierClasses ?? inlierClasses)
  const K = first.inlierClasses
  const chosen = await chooseDetectors(job.methods ?? evaluationMethods(first.outputs > K))
  const train = places.find(({ group }) => group === 'train')
  if (needsFitting(chosen) && !train)
    throw new UserError(
      `method ${chosen.find(({ detector }) => detector.fit)!.label} is fitted on inlier training images; add train.npz`,
    )
  const detectors = fitDetectors(chosen, needsFitting(chosen) ? readArrays(train!, K) : undefined)
  const scored = places
    .filter(({ group }) => group !== 'train')
    .map((place): ScoredSet => {
      const arrays = place === inliers[0] ? first : readArrays(place, K, first)
      const scores = scoreRows(detectors, arrays, place.name)
      const { name, group } = place
      return {
        name,
        group,
        labels: arrays.labels,
        predicted: likeliest(arrays.logits, arrays.outputs, K),
        scores,
      }
    })
  const { fpr95 = 'exact' } = job
  return {
    benchmark: nameOf(job.outputs),
    fpr95,
    methods: aboutMethods(chosen),
    ...measure(scored, K, fpr95),
  }
}

const nameOf = (outputs: readonly string[]) =>
  outputs.length === 1 ? basename(resolve(outputs[0]!), '.npz') : 'outputs'

/** Inliers first, then the others in the order of the list, or of their names. */
function findOutputs(outputs: readonly string[]): { places: Place[]; inlierClasses?: number } {
  const absent = outputs.find(path => !existsSync(path))
  if (absent !== undefined) throw new UserError(`${absent}: no such file or folder`)
  const [folder] = outputs
  const isFolder = outputs.length === 1 && statSync(folder!).isDirectory()
  const list = isFolder ? readOutputsList(folder!) : undefined
  const places = list
    ? list.sets.map(({ name, group }) => ({ name, group, path: join(folder!, `${name}.npz`) }))
    : (isFolder ? filesIn(folder!) : outputs).map(placeOf)
  const missing = places.find(({ path }) => !existsSync(path))
  if (missing) throw new UserError(`${missing.path}: no such file`)
  const twice = places.find(({ name }, i) => places.findIndex(other => other.name === name) < i)
  if (twice)
    throw new UserError(`${twice.path}: two sets are called ${JSON.stringify(twice.name)}; rename one`)
  const rank = ({ group }: Place) => ['inliers', 'near', 'far'].indexOf(group) >>> 0
  return { places: places.sort((a, b) => rank(a) - rank(b)), inlierClasses: list?.inlierClasses }
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder).filter(file => file.endsWith('.npz'))
  if (files.length > 0) return files.sort().map(file => join(folder, file))
  throw new UserError(`${folder}: no .npz files; expected id.npz and near-<name>.npz or far-<name>.npz`)
}

function placeOf(path: string): Place {
  const stem = basename(path, '.npz')
  if (stem === 'id') return { name: stem, group: 'inliers', path }
  if (stem === 'train') return { name: stem, group: stem, path }
  const [, group, name] = /^(near|far)-(.+)$/.exec(stem) ?? []
  if (group && name) return { name, group, path }
  throw new UserError(
    `${path}: the name does not tell its group; expected id.npz, train.npz, near-<name>.npz or far-<name>.npz, or an outputs.json beside it`,
  )
}

/** The arrays of a set, with labels of the classes 0 … K−1 for inliers and −1 for all others. */
function readArrays({ path, group }: Place, K: number | undefined, like?: LabelledArrays): LabelledArrays {
  const stored = readOutputsFile(path)
  const { outputs } = stored
  const inlierClasses = K ?? outputs
  checkLike(path, stored, like)
  if (inlierClasses > outputs)
    throw new UserError(
      `${path}: logits have ${counted(outputs, 'column')}, fewer than the ${counted(inlierClasses, 'inlier class', 'inlier classes')}`,
    )
  const areInliers = group === 'inliers' || group === 'train'
  const count = stored.logits.length / outputs
  const labels = areInliers ? inlierLabels(path, stored, inlierClasses) : new Int32Array(count).fill(-1)
  return { ...stored, inlierClasses, labels }
}

function checkLike(path: string, { outputs, dimensions }: StoredOutputs, like?: LabelledArrays): void {
  if (!like) return
  if (outputs !== like.outputs)
    throw new UserError(`${path}: logits have ${outputs} columns, those of the inliers ${like.outputs}`)
  if (dimensions !== like.dimensions)
    throw new UserError(
      `${path}: features have ${dimensions ?? 'no'} columns, those of the inliers ${like.dimensions ?? 'none'}`,
    )
}

function inlierLabels(path: string, { labels }: StoredOutputs, K: number): Int32Array {
  if (!labels)
    throw new UserError(`${path}: no array "labels"; expected the class of each inlier, 0 to ${K - 1}, or −1`)
  const wrong = labels.findIndex(label => label < -1 || label >= K)
  if (wrong < 0) return labels
  throw new UserError(
    `${path}: label ${labels[wrong]} in row ${wrong}, expected −1 to ${K - 1}; with an outlier class say --classes K`,
  )
}
