/** `data.json`: what a run was given and what that was, so that a resumed run can tell whether it still is. */
import { dirname, resolve } from 'node:path'
import { fileDigest } from '../data/file-digest.js'
import type { ImageSet } from '../data/index.js'
import type { NegativeSource } from '../data/negatives/negative-source.js'
import type { SceneSet } from '../data/scenes/scene-set.js'
import { isRun, readJson, runPaths } from '../runs/run-folder.js'
import type { DataArguments } from './track.js'

export interface ManifestEntry {
  name: string
  path: string
  images: number
  classNames: readonly string[]
  /** Images of each class, in the order of `classNames`; scenes hold many classes each. */
  perClass?: readonly number[]
  /** sha256 over names and bytes; where the set lies is no part of it. */
  fingerprint: string
}

export interface Manifest {
  /** Absolute paths, so that a run can be resumed from anywhere. */
  arguments: DataArguments
  /** Weights that training starts from. */
  weights?: { path: string; sha256: string }
  /** Absent until the data were read for the first time. */
  inliers?: ManifestEntry
  negatives?: ManifestEntry
}

/** `data.json` of a run. */
export const readManifest = (run: string): Manifest => readJson<Manifest>(runPaths(run).data)

/** The run in whose RUN/checkpoints/step-…/ a file of weights lies, if it is one of a run's. */
export function runOfWeights(file: string): string | undefined {
  const run = dirname(dirname(dirname(file)))
  return isRun(run) ? run : undefined
}

/** What is known before any data are read. */
export function firstManifest({ data, negatives }: DataArguments, weights?: string): Manifest {
  return {
    arguments: { data: resolve(data), ...(negatives !== undefined && { negatives: resolve(negatives) }) },
    ...(weights !== undefined && { weights: weightsEntry(weights) }),
  }
}

/** Weights that training starts from. */
export const weightsEntry = (path: string) => ({ path: resolve(path), sha256: fileDigest(path) })

/** Whether a file is a manifest: others call theirs `data.json` as well. */
export function isManifest(path: string): boolean {
  try {
    const { arguments: given } = readJson<Partial<Manifest>>(path)
    return typeof given?.data === 'string'
  } catch {
    return false
  }
}

export function imageEntry(set: ImageSet): ManifestEntry {
  const perClass = new Array<number>(set.classNames.length).fill(0)
  for (const { label } of set.items) if (label >= 0) perClass[label]!++
  return {
    name: set.name,
    path: set.path,
    images: set.items.length,
    classNames: set.classNames,
    perClass,
    fingerprint: set.fingerprint(),
  }
}

export const sceneEntry = ({ name, path, items, classNames, fingerprint }: SceneSet): ManifestEntry => ({
  name,
  path,
  images: items.length,
  classNames,
  fingerprint: fingerprint(),
})

export const negativeEntry = ({ name, path, items, fingerprint }: NegativeSource): ManifestEntry => ({
  name,
  path,
  images: items.length,
  classNames: [],
  fingerprint: fingerprint(),
})
