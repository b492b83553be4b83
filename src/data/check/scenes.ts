/** What is wrong with sets of scenes: one pass over all images and labels. */

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { isPastedFile } from '../pasting/pasted-set.js'
import { officialsIn } from '../scenes/official/official.js'
import { isPixelBenchmark, readPixelBenchmark } from '../scenes/pixel-benchmark.js'
import type { Scene, SceneSet } from '../scenes/scene-set.js'
import { parseSceneReference, withRoot } from '../scenes/scene-spec.js'
import { benchmarkScenes } from '../sets/benchmark-scenes.js'
import { isSceneList, openSceneSet, sceneSplits } from '../sets/open-scenes.js'
import { treeAt } from './tree-at.js'

/** A set to be opened: partners that are missing are a finding, not a failure. */
export interface SceneCandidate {
  name: string
  path: string
  open(): SceneSet
  /** sha256 over the label maps, where a benchmark states it. */
  labelsSha256?: string
}

export interface SceneReport {
  name: string
  path: string
  kind?: SceneSet['kind']
  images: number
  unlabelled: number
  sizes: { width: number; height: number; images: number }[]
  /** Pixels of each class, and images that have any. */
  classes: { name: string; pixels: number; images: number }[]
  ignoredPixels: number
  unreadable: { file: string; reason: string }[]
  /** Over the label maps in their order, where all are readable. */
  labelsSha256?: string
  /** sha256 over width, height and pixels → images that have it. */
  byPixels: Map<string, { file: string }[]>
  problems: string[]
  notes: string[]
}

/** The sets of scenes that a person names; nothing if it names something else. */
export function scenesToCheck(reference: string, root?: string): SceneCandidate[] | undefined {
  const given = withRoot(reference, root)
  if (typeof given !== 'string')
    return [{ name: reference, path: given.path, open: () => openSceneSet(given) }]
  const { path, split } = parseSceneReference(reference, existsSync)
  if (path.endsWith('.json')) return existsSync(path) ? ofFile(path, split) : undefined
  const tree = treeAt(path)
  if (!tree) return undefined
  const splits = sceneSplits(tree)
  if (splits.length === 0) return undefined
  return (split === undefined ? splits : [split]).map(one => {
    const name = one === '' ? path : `${path}#${one}`
    return { name, path, open: () => openSceneSet({ path, split: one }) }
  })
}

/** What a tree of images is, if not that: it has to be asked for by name, since one may hold several. */
export function officialNote(path: string): string | undefined {
  const tree = treeAt(path)
  const [name] = tree ? officialsIn(tree) : []
  return name && `${path}: looks like ${name} and no set of images; uno data check ${name} --root ${path}`
}

function ofFile(path: string, entry: string | undefined): SceneCandidate[] | undefined {
  if (isPixelBenchmark(path)) return ofBenchmark(path, entry)
  return isSceneList(path) || isPastedFile(path)
    ? [{ name: path, path, open: () => openSceneSet({ path, split: entry }) }]
    : undefined
}

function ofBenchmark(path: string, entry: string | undefined): SceneCandidate[] {
  const all = benchmarkScenes(readPixelBenchmark(path))
  const chosen = entry === undefined ? all : all.filter(one => one.entry === entry)
  if (chosen.length === 0)
    throw new UserError(`${path}: no entry "${entry}" in it; known: ${all.map(one => one.entry).join(', ')}`)
  return chosen.map(({ entry, open, labelsSha256 }) => ({ name: entry, path, open, labelsSha256 }))
}

/** Reads everything; a set that cannot be opened is a report with that problem. */
export function inspectScenes(
  candidate: SceneCandidate,
  show?: (scene: Scene, set: SceneSet) => void,
): SceneReport {
  const report = emptyReport(candidate)
  try {
    const set = candidate.open()
    passOver(set, report, scene => show?.(scene, set))
    judge(report, candidate)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    report.problems.push(error.message)
  }
  return report
}

const emptyReport = ({ name, path }: SceneCandidate): SceneReport => ({
  name,
  path,
  images: 0,
  unlabelled: 0,
  sizes: [],
  classes: [],
  ignoredPixels: 0,
  unreadable: [],
  byPixels: new Map(),
  problems: [],
  notes: [],
})

function passOver(set: SceneSet, report: SceneReport, show: (scene: Scene) => void): void {
  const pixels = new Float64Array(256)
  const images = new Float64Array(256)
  const sizes = new Map<string, SceneReport['sizes'][number]>()
  const allLabels = createHash('sha256')
  for (const { id, load } of set.items) {
    report.images++
    try {
      const scene = load()
      const { width, height, image, labels } = scene
      const size = `${width}x${height}`
      sizes.set(size, { width, height, images: (sizes.get(size)?.images ?? 0) + 1 })
      const digest = createHash('sha256').update(size).update(image).digest('base64')
      report.byPixels.set(digest, [...(report.byPixels.get(digest) ?? []), { file: id }])
      if (labels) {
        countLabels(labels, pixels, images)
        allLabels.update(labels)
      } else report.unlabelled++
      show(scene)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      report.unreadable.push({ file: id, reason: error.message })
    }
  }
  report.kind = set.kind
  report.classes = set.classNames.map((name, label) => {
    return { name, pixels: pixels[label]!, images: images[label]! }
  })
  report.ignoredPixels = pixels[255]!
  report.sizes = [...sizes.values()].sort((a, b) => b.images - a.images)
  if (report.unreadable.length === 0 && report.unlabelled < report.images)
    report.labelsSha256 = allLabels.digest('hex')
}

function countLabels(labels: Uint8Array, pixels: Float64Array, images: Float64Array): void {
  const here = new Uint32Array(256)
  for (let i = 0; i < labels.length; i++) here[labels[i]!]!++
  for (let label = 0; label < 256; label++) {
    pixels[label]! += here[label]!
    if (here[label]! > 0) images[label]!++
  }
}

function judge(report: SceneReport, { labelsSha256 }: SceneCandidate): void {
  const { problems, notes, unreadable, classes, kind, unlabelled, images, sizes, ignoredPixels } = report
  if (unreadable.length > 0)
    problems.push(`${counted(unreadable.length, 'scene')} cannot be read, such as ${unreadable[0]!.reason}`)
  if (labelsSha256 && report.labelsSha256 && report.labelsSha256 !== labelsSha256)
    problems.push(
      `sha256 of all labels is ${report.labelsSha256}, expected ${labelsSha256}; fetch the set again`,
    )
  const labelled = images - unlabelled - unreadable.length
  const judged = classes.reduce((sum, { pixels }) => sum + pixels, 0)
  if (labelled > 0 && judged === 0) problems.push('all pixels are ignored: the labels say nothing')
  const empty = classes.filter(({ pixels }) => pixels === 0).map(({ name }) => name)
  if (labelled > 0 && judged > 0 && empty.length > 0)
    notes.push(`no pixels of ${empty.slice(0, 10).join(', ')}${empty.length > 10 ? ', …' : ''}`)
  if (unlabelled > 0) notes.push(`${unlabelled} of ${counted(images, 'image')} without a label`)
  if (kind === 'anomaly' && labelled > classes[1]!.images)
    notes.push(`${labelled - classes[1]!.images} of ${counted(labelled, 'image')} without an outlier`)
  if (2 * ignoredPixels > ignoredPixels + judged && judged > 0)
    notes.push(`${percent(ignoredPixels / (ignoredPixels + judged))} of the pixels are ignored`)
  if (sizes.length > 1) notes.push(`${sizes.length} sizes of image`)
  const copies = [...report.byPixels.values()].filter(group => group.length > 1)
  if (copies.length > 0)
    notes.push(
      `${counted(copies.length, 'image is', 'images are')} there more than once, such as ${copies[0]!.map(({ file }) => file).join(' = ')}`,
    )
}

export const percent = (share: number): string => `${(100 * share).toPrecision(3)} %`
