/** Pixel-level benchmarks in JSON files: a closed set, negatives, near and far anomaly sets, by name. */

import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { fileDigest } from '../file-digest.js'
import { bytesOfName } from '../file-name.js'
import { readImageFile } from '../image-folder.js'
import { type FileTree, openFileTree } from './file-tree.js'
import { binaryTable, trainIdTable } from './label-table.js'
import { anomalyClasses } from './labelled-folder.js'
import { defaultColour } from './legend-file.js'
import { pairFiles, stem } from './pair-files.js'
import { openPastedPlan, parsePlan } from './pasted-plan.js'
import { parseJson } from './read-json.js'
import type { SceneSet } from './scene-set.js'
import { treeSet } from './tree-set.js'

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
const splits = ['train', 'val', 'test'] as const

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

/** @throws UserError naming the file and the field */
export function readPixelBenchmark(path: string): PixelBenchmark {
  return { ...parseJson(readImageFile(path), path, schema), path }
}

/** Whether a JSON file is a benchmark of scenes, be it a faulty one (benchmarks of both tracks have the same ending). */
export function isPixelBenchmark(path: string): boolean {
  const content = parseJson(readImageFile(path), path, z.unknown())
  return typeof content === 'object' && content !== null && ('closedSet' in content || 'anomaly' in content)
}

/** Every scene set of a benchmark: what it is for, and how it is opened. */
export interface BenchmarkEntry {
  /** `camvid/train`, `camvid-pasted/test`, `fs-static`. */
  entry: string
  part: 'closedSet' | 'near' | 'far'
  /** Over the label maps, one byte a pixel, in their order. */
  labelsSha256?: string
  open(): SceneSet
}

export function benchmarkScenes(read: PixelBenchmark): BenchmarkEntry[] {
  const { closedSet, anomaly } = read
  const closed = splits.flatMap((split): BenchmarkEntry[] => {
    const found = closedSet?.[split]
    if (!found) return []
    const entry = `${closedSet.name}/${split}`
    const open = () => closedSplit(read, split)
    return [{ entry, part: 'closedSet', labelsSha256: found.labelsSha256, open }]
  })
  const near = anomaly.near.flatMap((one): BenchmarkEntry[] =>
    'archive' in one
      ? [{ entry: one.name, part: 'near', open: () => anomalySet(read, one) }]
      : (['val', 'test'] as const).flatMap((split): BenchmarkEntry[] =>
          one[split]
            ? [{ entry: `${one.name}/${split}`, part: 'near', open: () => pasted(read, one, split) }]
            : [],
        ),
  )
  const far = anomaly.far.map((one): BenchmarkEntry => {
    const { name: entry, labelsSha256 } = one
    return { entry, part: 'far', labelsSha256, open: () => anomalySet(read, one) }
  })
  return [...closed, ...near, ...far]
}

/** @throws UserError that lists the entries if `entry` is none */
export function openBenchmarkScenes(path: string, entry: string | undefined): SceneSet {
  const entries = benchmarkScenes(readPixelBenchmark(path))
  const found = entries.find(one => one.entry === entry)
  if (found) return found.open()
  const known = entries.map(one => one.entry).join(', ')
  throw new UserError(
    entry === undefined
      ? `${path}: holds several sets; say which, as in ${path}#${entries[0]?.entry ?? 'name'}; known: ${known}`
      : `${path}: no entry "${entry}" in it; known: ${known}`,
  )
}

/** The files of a benchmark's negatives. */
export function benchmarkNegatives(read: PixelBenchmark): FileTree {
  if (!read.negatives) throw new UserError(`${read.path}: has no negatives`)
  return openChecked(read, read.negatives.archive)
}

/** A file of the benchmark, refused if it is not the one described; an unpacked folder may stand for its archive. */
function openChecked({ path }: PixelBenchmark, archive: z.infer<typeof file>): FileTree {
  const found = resolve(dirname(path), archive.path)
  const status = statSync(bytesOfName(found), { throwIfNoEntry: false })
  if (status?.isFile()) checkFile(found, status.size, archive)
  return openFileTree(found)
}

function checkFile(path: string, size: number, { bytes, sha256 }: z.infer<typeof file>): void {
  if (bytes !== undefined && size !== bytes)
    throw new UserError(`${path}: ${size} bytes, expected ${bytes}; fetch it again`)
  const digest = sha256 === undefined ? undefined : fileDigest(path)
  if (digest !== sha256) throw new UserError(`${path}: sha256 ${digest}, expected ${sha256}; fetch it again`)
}

type Images = z.infer<typeof images>

function closedSplit(read: PixelBenchmark, split: (typeof splits)[number]): SceneSet {
  const { classes, archive, name, ...bySplit } = read.closedSet!
  const odd = classes.find(({ id }, i) => id !== i)
  if (odd)
    throw new UserError(`${read.path}: closedSet.classes: id ${odd.id} out of order, expected 0, 1, 2, …`)
  const table = trainIdTable(classes.length)
  const tree = openChecked(read, archive)
  return treeSet({
    tree,
    name: `${name}/${split}`,
    kind: 'classes',
    classNames: classes.map(one => one.name),
    colours: classes.map(one => one.colour ?? defaultColour(one.id)),
    pairs: pairsOf(tree, bySplit[split]!),
    tableOf: () => table,
  })
}

function anomalySet(read: PixelBenchmark, one: z.infer<typeof pictures>) {
  const tree = openChecked(read, one.archive)
  return treeSet({
    tree,
    name: one.name,
    ...anomalyClasses,
    pairs: pairsOf(tree, one),
    tableOf: () => binaryTable,
  })
}

function pasted(
  read: PixelBenchmark,
  one: { name: string; file: z.infer<typeof file>; base: string; objects: string },
  split: 'val' | 'test',
): SceneSet {
  const { closedSet, negatives } = read
  if (closedSet?.name !== one.base || negatives?.name !== one.objects)
    throw new UserError(
      `${read.path}: ${one.name} is made of ${one.base} and ${one.objects}, which the file does not have`,
    )
  const path = resolve(dirname(read.path), one.file.path)
  const bytes = readImageFile(path)
  checkFile(path, bytes.length, one.file)
  const base = closedSplit(read, split)
  const objects = openChecked(read, negatives.archive)
  return openPastedPlan({
    path,
    name: `${one.name}/${split}`,
    plan: parsePlan(bytes, path)[split],
    base,
    objects,
  })
}

/** Files by two patterns with one `*` each; the archive's own folder, which trees leave out, may begin them. */
function pairsOf(tree: FileTree, { imagePattern, labelPattern, images: expected }: Images) {
  const [image, label] = [patternIn(tree, imagePattern), patternIn(tree, labelPattern)]
  const { pairs } = pairFiles({
    path: tree.path,
    images: tree.files.filter(name => image.test(name)),
    labels: tree.files.filter(name => label.test(name)),
    imageKey: name => stem(image.exec(name)![1]!),
    labelKey: name => stem(label.exec(name)![1]!),
  })
  if (expected !== undefined && pairs.length !== expected)
    throw new UserError(
      `${tree.path}: ${counted(pairs.length, 'image')} ${imagePattern}, expected ${expected}`,
    )
  return pairs
}

function patternIn(tree: FileTree, pattern: string): RegExp {
  const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  const asRegExp = (text: string) => new RegExp(`^${text.split('*').map(escaped).join('([^/]*)')}$`)
  const whole = asRegExp(pattern.replace(/\*\.[^./*]+$/, '*'))
  const inside = asRegExp(pattern.slice(pattern.indexOf('/') + 1).replace(/\*\.[^./*]+$/, '*'))
  return tree.files.some(name => whole.test(name)) ? whole : inside
}
