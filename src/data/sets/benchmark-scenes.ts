/** The scene sets of a pixel-level benchmark, by entry. */

import { dirname, resolve } from 'node:path'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { classColour } from '../class-colours.js'
import { readImageFile } from '../images/image-folder.js'
import { openPastedPlan, parsePlan } from '../pasting/pasted-plan.js'
import { binaryTable, trainIdTable } from '../scenes/label-table.js'
import { anomalyClasses } from '../scenes/labelled-folder.js'
import {
  type BenchmarkImages,
  type BenchmarkPictures,
  type BenchmarkPlan,
  checkFile,
  closedSplits,
  openChecked,
  type PixelBenchmark,
  readPixelBenchmark,
} from '../scenes/pixel-benchmark.js'
import type { SceneSet } from '../scenes/scene-set.js'
import { treeSet } from '../scenes/tree-set.js'
import type { FileTree } from '../trees/file-tree.js'
import { pairFiles, stem } from '../trees/pair-files.js'

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
  const closed = closedSplits.flatMap((split): BenchmarkEntry[] => {
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
  if (entries.length === 0)
    throw new UserError(
      `${path}: holds no set of scenes; expected closedSet with train, val or test, or anomaly with near or far`,
    )
  const known = entries.map(one => one.entry).join(', ')
  throw new UserError(
    entry === undefined
      ? `${path}: holds several sets; say which, as in ${path}#${entries[0]?.entry ?? 'name'}; known: ${known}`
      : `${path}: no entry "${entry}" in it; known: ${known}`,
  )
}

function closedSplit(read: PixelBenchmark, split: (typeof closedSplits)[number]): SceneSet {
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
    colours: classes.map(one => one.colour ?? classColour(one.id)),
    pairs: pairsOf(tree, bySplit[split]!),
    tableOf: () => table,
  })
}

function anomalySet(read: PixelBenchmark, one: BenchmarkPictures) {
  const tree = openChecked(read, one.archive)
  return treeSet({
    tree,
    name: one.name,
    ...anomalyClasses,
    pairs: pairsOf(tree, one),
    tableOf: () => binaryTable,
  })
}

function pasted(read: PixelBenchmark, one: BenchmarkPlan, split: 'val' | 'test'): SceneSet {
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
  const composed = parsePlan(bytes, path)[split]
  const set = openPastedPlan({ path, name: `${one.name}/${split}`, plan: composed, base, objects })
  const expected = one[split]?.images
  if (expected !== undefined && set.items.length !== expected)
    throw new UserError(
      `${path}: ${counted(set.items.length, 'image')} of ${split}, expected ${expected} by ${read.path}`,
    )
  return set
}

/** Files by two patterns with one `*` each; the archive's own folder, which trees leave out, may begin them. */
function pairsOf(tree: FileTree, { imagePattern, labelPattern, images: expected }: BenchmarkImages) {
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
