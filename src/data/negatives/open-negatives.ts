/** Opens negatives in whatever layout they lie there. */
import { existsSync } from 'node:fs'
import { UserError } from '../../errors.js'
import { bytesOfName } from '../file-name.js'
import { some } from '../images/classes.js'
import { benchmarkNegatives, readPixelBenchmark } from '../scenes/pixel-benchmark.js'
import { parseSceneReference } from '../scenes/scene-spec.js'
import { type FileTree, openFileTree, subtree } from '../trees/file-tree.js'
import { ade20k, ade20kRoot } from './ade20k.js'
import { coco, cocoRoot } from './coco.js'
import type { CocoAnnotations } from './coco-annotations.js'
import { objectsFile, openCrops } from './crops.js'
import { instanceFolder, isInstanceFolder } from './instance-folder.js'
import type { NegativeSource } from './negative-source.js'
import type { NegativeSpec, negativeLayouts } from './negative-spec.js'

/**
 * Negatives by reference or by description. Files are listed at once, pictures read when they are loaded.
 * @param annotations what another thread has read of the same negatives (`NegativeSource.annotations`)
 * @throws UserError: nothing there, no known layout, a split or category that is missing
 */
export function openNegatives(given: string | NegativeSpec, annotations?: CocoAnnotations): NegativeSource {
  const spec = typeof given === 'string' ? parseNegativeReference(given) : given
  const source = spec.path.endsWith('.json')
    ? openAs(crops, benchmarkNegatives(readPixelBenchmark(spec.path)), spec)
    : openTree(openFileTree(spec.path), spec, annotations)
  return spec.name === undefined ? source : { ...source, name: spec.name }
}

/** `path#split`, with chosen categories `path#train:bowl,cup`, or without some `path#train:-chair,-tv`. */
export function parseNegativeReference(reference: string): NegativeSpec {
  const { path, split } = parseSceneReference(reference, one => existsSync(bytesOfName(one)))
  const [name, list] = split?.split(/:(.*)/s, 2) ?? []
  const all = list?.split(',').filter(Boolean) ?? []
  const without = all.filter(one => one.startsWith('-')).map(one => one.slice(1))
  const categories = all.filter(one => !one.startsWith('-'))
  return {
    path,
    split: name || undefined,
    ...(categories.length > 0 && { categories }),
    ...(without.length > 0 && { without }),
  }
}

interface Layout {
  name: (typeof negativeLayouts)[number]
  /** The folder below which the layout lies in a tree; nothing if the tree has another one. */
  root(tree: FileTree): string | undefined
  open(tree: FileTree, spec: NegativeSpec, annotations?: CocoAnnotations): NegativeSource
  /** What is read of a description and says nothing about other layouts. */
  reads?: readonly OwnField[]
}

type OwnField = 'annotations' | 'minShortSide'

const crops: Layout = {
  name: 'crops',
  root: tree => (tree.has(objectsFile) ? '' : undefined),
  open: openCrops,
}

const layouts: readonly Layout[] = [
  crops,
  { name: 'ade20k', root: ade20kRoot, open: ade20k },
  { name: 'coco', root: cocoRoot, open: coco, reads: ['annotations', 'minShortSide'] },
  { name: 'instances', root: tree => (isInstanceFolder(tree) ? '' : undefined), open: instanceFolder },
]

/** Whether a tree has one of the layouts of negatives. */
export const holdsNegatives = (tree: FileTree): boolean =>
  layouts.some(({ root }) => root(tree) !== undefined)

function openTree(tree: FileTree, spec: NegativeSpec, annotations?: CocoAnnotations): NegativeSource {
  const asked = layouts.filter(({ name }) => spec.layout === undefined || name === spec.layout)
  for (const layout of asked) {
    const folder = layout.root(tree)
    if (folder !== undefined) return openAs(layout, subtree(tree, folder), spec, annotations)
  }
  throw new UserError(
    `${tree.path}: no negatives of the layout ${asked.map(({ name }) => name).join(', ')}; expected ` +
      `${objectsFile}, ADEChallengeData2016/, annotations/instances_*.json, or images/ and instances/; found ${some([...tree.files])}`,
  )
}

function openAs(
  { name, open, reads = [] }: Layout,
  tree: FileTree,
  spec: NegativeSpec,
  annotations?: CocoAnnotations,
): NegativeSource {
  const own: readonly OwnField[] = ['annotations', 'minShortSide']
  const unread = own.find(field => spec[field] !== undefined && !reads.includes(field))
  if (unread)
    throw new UserError(`${spec.path}: ${unread} is of COCO, and these are negatives of the layout ${name}`)
  return open(tree, spec, annotations)
}
