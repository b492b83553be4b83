/** Benchmarks in JSON files: inliers, negatives, near and far outliers; and their sets by name. */
import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '../../errors.js'
import { fitting, readJsonFile } from '../../formats/json-file.js'
import { type Benchmark, benchmarkIn, type SetGroups } from './benchmark-schema.js'
import { type ImageSet, openImageSet } from './image-set.js'
import type { ClassRules } from './image-source.js'
import type { SetSpec } from './set-spec.js'

/**
 * Reads a benchmark; its paths are absolute afterwards. `FILE.json#large` gives the second benchmark of the
 * file as one of its own.
 * @throws UserError naming the file and the field
 */
export function readBenchmark(reference: string): Benchmark {
  const [path, part] = splitReference(reference)
  const read = parse(path)
  if (part === undefined) return read
  if (part !== 'large' || !read.large)
    throw new UserError(
      `${path}: no benchmark "${part}" in it; expected ${read.large ? '"large", or ' : ''}no part`,
    )
  const { negatives, near, far, ...inlier } = read.large
  return { version: 1, name: inlier.name, inlier, negatives, near, far, validation: undefined }
}

/** Whether `readBenchmark` is meant: a whole file, or the larger benchmark in it, and not one of its sets. */
export const isBenchmarkReference = (reference: string): boolean =>
  /\.json(#large)?$/.test(reference) &&
  statSync(reference.replace(/#large$/, ''), { throwIfNoEntry: false })?.isFile() === true

/**
 * Opens a set by its path, or as `FILE.json#entry`: `inlier/train`, `negatives`, `near/<name>`, `large/test`.
 * A CIFAR or MNIST folder takes its split in the same way: `cifar-10-batches-bin#test`.
 */
export function openNamedSet(reference: string, rules: ClassRules = {}): ImageSet {
  const [path, entry] = splitReference(reference)
  if (entry === undefined) return openImageSet(path, rules)
  if (path.endsWith('.json')) return openImageSet(entryOf(path, entry), rules)
  if (entry !== 'train' && entry !== 'test')
    throw new UserError(`${reference}: the split "${entry}", expected train or test`)
  return openImageSet({ path, split: entry }, rules)
}

function entryOf(path: string, entry: string): SetSpec {
  const sets = benchmarkSets(readBenchmark(path))
  const spec = sets.get(entry)
  if (!spec) throw new UserError(`${path}: no entry "${entry}" in it; known: ${[...sets.keys()].join(', ')}`)
  return spec
}

/** Every set of a benchmark by the name that references use. */
export function benchmarkSets(read: Benchmark): Map<string, SetSpec> {
  const sets = setsOf(read)
  sets.set('validation/inlier', read.validation?.inlier)
  sets.set('validation/outlier', read.validation?.outlier)
  const { negatives, near, far, ...inlier } = read.large ?? { near: [], far: [] }
  for (const [name, spec] of setsOf({ inlier: inlier as Benchmark['inlier'], negatives, near, far }))
    sets.set(`large/${name.replace('inlier/', '')}`, spec)
  return new Map([...sets].filter((entry): entry is [string, SetSpec] => entry[1] !== undefined))
}

function setsOf({ inlier, negatives, near, far }: SetGroups): Map<string, SetSpec | undefined> {
  return new Map<string, SetSpec | undefined>([
    ['inlier/train', inlier.train],
    ['inlier/validation', inlier.validation],
    ['inlier/test', inlier.test],
    ['negatives', negatives],
    ...near.map(spec => [`near/${spec.name}`, spec] as const),
    ...far.map(spec => [`far/${spec.name}`, spec] as const),
  ])
}

/**
 * The benchmark with exactly its `validation` images left out of the test sets that they are taken from.
 * @throws UserError for a part that is taken from none of them
 */
export function withoutValidation(read: Benchmark): Benchmark {
  const { inlier, outlier } = read.validation ?? {}
  const tested = [read.inlier.test, ...read.near, ...read.far]
  for (const [name, part] of Object.entries({ inlier, outlier }))
    if (part && !tested.some(spec => spec && isPartOf(spec, part)))
      throw new UserError(
        `${read.name}: validation.${name} (${part.path}) is part of no test set; expected the path and the split of one`,
      )
  const rest = <S extends SetSpec>(spec: S): S => {
    const held = [inlier, outlier].filter(part => part !== undefined && isPartOf(spec, part))
    if (held.length === 0) return spec
    const ranges = held.map(part => ({ fromIndex: part?.fromIndex, untilIndex: part?.untilIndex }))
    return { ...spec, except: [...(spec.except ?? []), ...ranges] }
  }
  const test = read.inlier.test && rest(read.inlier.test)
  return { ...read, inlier: { ...read.inlier, test }, near: read.near.map(rest), far: read.far.map(rest) }
}

/** Whether both are of the same files; a single file is of one split, said or not. */
const isPartOf = (whole: SetSpec, part: SetSpec): boolean =>
  whole.path === part.path && (whole.split ?? part.split) === (part.split ?? whole.split)

/** `path#entry` → both; a `#` in the name of an existing file is no separator. */
function splitReference(reference: string): [path: string, entry: string | undefined] {
  const at = reference.lastIndexOf('#')
  if (at < 0 || existsSync(reference)) return [reference, undefined]
  return [reference.slice(0, at), reference.slice(at + 1)]
}

const parse = (path: string): Benchmark => fitting(readJsonFile(path), path, benchmarkIn(dirname(path)))
