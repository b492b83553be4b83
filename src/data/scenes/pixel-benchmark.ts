/**
 * Pixel-level benchmarks in JSON files: a closed set, negatives, near and far anomaly sets, by name. Their sets are
 * opened in `sets/benchmark-scenes.ts`.
 */

import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { UserError } from '../../errors.js'
import { fileDigest } from '../file-digest.js'
import { bytesOfName } from '../file-name.js'
import { readImageFile } from '../images/image-folder.js'
import { type FileTree, openFileTree } from '../trees/file-tree.js'
import { parseJson } from '../trees/read-json.js'

const count = z.int().nonnegative()
const file = z.object({
  path: z.string(),
  bytes: count.optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
const colour = z.tuple([count.max(255), count.max(255), count.max(255)])
const images = z.object({
  images: count.optional(),
  imagePattern: z.string(),
  labelPattern: z.string(),
  labelsSha256: z.string().optional(),
})
const mean = z.tuple([z.number(), z.number(), z.number()])
export const closedSplits = ['train', 'val', 'test'] as const

/** Scenes with anomalies in them, as they lie there. */
const pictures = images.extend({ name: z.string(), archive: file })

/** Objects of the negatives' splits composed with scenes of the closed set (pasted-plan.ts). */
const plan = z.object({
  name: z.string(),
  file,
  base: z.string(),
  objects: z.string(),
  val: z.object({ images: count.optional() }).optional(),
  test: z.object({ images: count.optional() }).optional(),
})

/** What a program needs of such a file; notes, check values and names of metrics are for people. */
const schema = z.object({
  version: z.literal(1),
  name: z.string(),
  normalisation: z.object({ mean, std: mean }).optional(),
  closedSet: z
    .object({
      name: z.string(),
      archive: file,
      classes: z.array(z.object({ id: count, name: z.string(), colour: colour.optional() })).min(1),
      ignore: z.literal(255).default(255),
      train: images.optional(),
      val: images.optional(),
      test: images.optional(),
    })
    .optional(),
  negatives: z
    .object({ name: z.string(), archive: file, splits: z.record(z.string(), z.unknown()) })
    .optional(),
  anomaly: z
    .object({
      near: z.array(z.union([plan, pictures])).default([]),
      far: z.array(pictures).default([]),
    })
    .default({ near: [], far: [] }),
})

export type PixelBenchmark = z.infer<typeof schema> & { path: string }
export type BenchmarkFile = z.infer<typeof file>
export type BenchmarkImages = z.infer<typeof images>
export type BenchmarkPictures = z.infer<typeof pictures>
export type BenchmarkPlan = z.infer<typeof plan>

/** @throws UserError naming the file and the field */
export function readPixelBenchmark(path: string): PixelBenchmark {
  return { ...parseJson(readImageFile(path), path, schema), path }
}

/** Whether a JSON file is a benchmark of scenes, be it a faulty one (benchmarks of both tracks have the same ending). */
export function isPixelBenchmark(path: string): boolean {
  const content = parseJson(readImageFile(path), path, z.unknown())
  return typeof content === 'object' && content !== null && ('closedSet' in content || 'anomaly' in content)
}

/** The files of a benchmark's negatives. */
export function benchmarkNegatives(read: PixelBenchmark): FileTree {
  if (!read.negatives) throw new UserError(`${read.path}: has no negatives`)
  return openChecked(read, read.negatives.archive)
}

/**
 * A file of the benchmark; an unpacked folder may stand for its archive.
 * @throws UserError if it is missing, or not the one described
 */
export function openChecked({ path }: PixelBenchmark, archive: BenchmarkFile): FileTree {
  const found = resolve(dirname(path), archive.path)
  const status = statSync(bytesOfName(found), { throwIfNoEntry: false })
  if (status?.isFile()) checkFile(found, status.size, archive)
  return openFileTree(found)
}

/** @throws UserError if size or checksum is not the one described */
export function checkFile(path: string, size: number, { bytes, sha256 }: BenchmarkFile): void {
  if (bytes !== undefined && size !== bytes)
    throw new UserError(`${path}: ${size} bytes, expected ${bytes}; fetch it again`)
  const digest = sha256 === undefined ? undefined : fileDigest(path)
  if (digest !== sha256) throw new UserError(`${path}: sha256 ${digest}, expected ${sha256}; fetch it again`)
}
