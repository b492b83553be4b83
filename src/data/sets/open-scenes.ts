/** Opens a scene set in whatever layout it lies there. */

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { bytesOfName } from '../file-name.js'
import { some } from '../images/classes.js'
import { readImageFile } from '../images/image-folder.js'
import { isPastedFile, openPastedFile } from '../pasting/pasted-set.js'
import { cityscapes, cityscapesSplits, isCityscapes } from '../scenes/cityscapes.js'
import { labelledFolder, labelledSplits } from '../scenes/labelled-folder.js'
import { officialScenes } from '../scenes/official/official.js'
import type { SceneItem, SceneSet } from '../scenes/scene-set.js'
import {
  officialNames,
  parseSceneReference,
  type SceneLayout,
  type SceneSpec,
  sceneSpecIn,
} from '../scenes/scene-spec.js'
import { segnetCamvid, segnetSplits } from '../scenes/segnet-camvid.js'
import { vistas, vistasRoot, vistasSplits } from '../scenes/vistas.js'
import { type FileTree, openFileTree } from '../trees/file-tree.js'
import { parseJson } from '../trees/read-json.js'
import { imageExtensions, isImageName } from '../walk.js'
import { openBenchmarkScenes } from './benchmark-scenes.js'

/**
 * A set by `path#split`, by description, or several sets of the same classes as one, in their order. Files are
 * listed and paired at once, images read when they are loaded.
 * @param usual the split that is meant where there are several and none is named
 * @throws UserError: nothing there, no known layout, a split that is missing or must be named, partners missing
 */
export function openSceneSet(
  given: string | SceneSpec | readonly (string | SceneSpec)[],
  usual?: string,
): SceneSet {
  if (typeof given !== 'string' && !('path' in given))
    return joined(given.map(one => openSceneSet(one, usual)))
  const spec =
    typeof given === 'string' ? parseSceneReference(given, path => existsSync(bytesOfName(path))) : given
  const set = spec.path.endsWith('.json')
    ? openFile(spec, usual)
    : openTree(openFileTree(spec.path), spec, usual)
  return named(selected(set, spec), spec)
}

/**
 * A JSON file is a benchmark, of which an entry is meant; a rule by which scenes are pasted into; or a list of sets that
 * are taken as one.
 */
function openFile(spec: SceneSpec, usual: string | undefined): SceneSet {
  const { path, split: entry } = spec
  refuseUnread({ name: 'a JSON file' }, spec)
  if (isSceneList(path)) return openList(spec, usual)
  if (!isPastedFile(path)) return openBenchmarkScenes(path, entry)
  refuseEntry(path, entry)
  return openPastedFile(path, openSceneSet)
}

/** Whether a JSON file is a list of sets. */
export const isSceneList = (path: string): boolean =>
  Array.isArray(parseJson(readImageFile(path), path, z.unknown()))

function openList({ path, split, unlabelled }: SceneSpec, usual: string | undefined): SceneSet {
  refuseEntry(path, split)
  const specs = parseJson(readImageFile(path), path, z.array(sceneSpecIn(dirname(path))).min(1))
  const nested = specs.find(one => one.path.endsWith('.json') && isSceneList(one.path))
  if (nested) throw new UserError(`${path}: ${nested.path} is a list itself; name its sets here`)
  return openSceneSet(
    specs.map(one => (unlabelled === undefined ? one : { unlabelled, ...one })),
    usual,
  )
}

function refuseEntry(path: string, entry: string | undefined): void {
  if (entry !== undefined)
    throw new UserError(`${path}#${entry}: the file is one set, without entries; leave out #${entry}`)
}

/** How a layout is recognised and read; the first that knows a tree reads it. */
interface Layout {
  name: SceneLayout
  /** Nothing if the tree has another layout. */
  splits(tree: FileTree, spec: SceneSpec): string[]
  open(tree: FileTree, split: string, spec: SceneSpec): SceneSet
  /** What is read of a description and says nothing about other layouts. */
  reads?: readonly OwnField[]
}

const ownFields = { version: 'vistas', images: 'folder', labels: 'folder' } as const
type OwnField = keyof typeof ownFields

const layouts: readonly Layout[] = [
  {
    name: 'cityscapes',
    splits: tree => (isCityscapes(tree) ? cityscapesSplits(tree) : []),
    open: (tree, split, { unlabelled }) => cityscapes(tree, split, unlabelled),
  },
  {
    name: 'vistas',
    splits: tree => {
      const root = vistasRoot(tree)
      return root === undefined ? [] : vistasSplits(tree, root)
    },
    open: (tree, split, { version, unlabelled }) =>
      vistas(tree, vistasRoot(tree)!, split, version, unlabelled),
    reads: ['version'],
  },
  {
    name: 'segnet',
    splits: segnetSplits,
    open: (tree, split, { unlabelled }) => segnetCamvid(tree, split, unlabelled),
  },
  {
    name: 'folder',
    splits: (tree, { images }) => labelledSplits(tree, images),
    open: labelledFolder,
    reads: ['images', 'labels'],
  },
  ...officialNames.map(
    (name): Layout => ({
      name,
      splits: (_, { layout }) => (layout === name ? [''] : []),
      open: (tree, _, { unlabelled }) => officialScenes(name, tree, unlabelled),
    }),
  ),
]

function openTree(tree: FileTree, spec: SceneSpec, usual: string | undefined): SceneSet {
  const asked = layouts.filter(({ name }) => spec.layout === undefined || name === spec.layout)
  for (const layout of asked) {
    const splits = layout.splits(tree, spec)
    if (splits.length === 0) continue
    refuseUnread(layout, spec)
    return layout.open(tree, chooseSplit(tree.path, splits, spec.split, usual), spec)
  }
  const found = tree.files.length > 0 ? some([...tree.files]) : 'nothing visible'
  if (!tree.files.some(isImageName))
    throw new UserError(
      `${tree.path}: no images; sought ${imageExtensions.map(one => `.${one}`).join(', ')}; found ${found}`,
    )
  throw new UserError(
    `${tree.path}: no scenes of the layout ${asked.map(({ name }) => name).join(', ')}; expected ` +
      `leftImg8bit/<split>/…, <split>/images/…, <split>annot/… or images/…; found ${found}`,
  )
}

function refuseUnread(
  { name, reads = [] }: { name: string; reads?: readonly OwnField[] },
  spec: SceneSpec,
): void {
  for (const [field, layout] of Object.entries(ownFields) as [OwnField, SceneLayout][])
    if (spec[field] !== undefined && !reads.includes(field))
      throw new UserError(`${spec.path}: ${field} is of the layout ${layout}, and this is ${name}`)
}

/** The splits of a tree of scenes, `''` where there are none to choose from; nothing if it holds no scenes. */
export function sceneSplits(tree: FileTree): string[] {
  for (const { name, splits } of layouts) {
    const found = splits(tree, { path: tree.path })
    // A folder `images` alone may be anything.
    const isLabelled = tree.has('legend.json') || tree.files.some(file => /^([^/]+\/)?labels\//.test(file))
    if (found.length > 0 && (name !== 'folder' || isLabelled)) return found
  }
  return []
}

/** Data sets call their splits by different names. */
const sameSplit: readonly (readonly string[])[] = [
  ['train', 'training'],
  ['val', 'validation', 'valid'],
  ['test', 'testing'],
]

function chooseSplit(
  path: string,
  splits: readonly string[],
  asked: string | undefined,
  usual: string | undefined,
): string {
  if (asked === undefined && splits.length === 1) return splits[0]!
  const wanted = asked ?? usual
  const names = sameSplit.find(group => group.includes(wanted ?? '')) ?? [wanted]
  const found = splits.find(split => names.includes(split))
  if (wanted !== undefined && found !== undefined) return found
  const known = splits.map(split => split || '(no split)').join(', ')
  throw new UserError(
    asked === undefined
      ? `${path}: holds the splits ${known}; say which, as in ${path}#${splits.at(-1)}`
      : `${path}: no split "${asked}" in it; known: ${known}`,
  )
}

/** Only the items that `include` and `exclude` leave. */
function selected(set: SceneSet, { include, exclude, path }: SceneSpec): SceneSet {
  if (!include && !exclude) return set.items.length > 0 ? set : refuseEmpty(path, 'no images')
  const begins = ({ imageFile }: SceneItem, starts: readonly string[]) =>
    starts.some(start => basename(imageFile).startsWith(start))
  const items = set.items.filter(
    item => (!include || begins(item, include)) && !(exclude && begins(item, exclude)),
  )
  if (items.length === 0)
    refuseEmpty(path, `none of ${counted(set.items.length, 'image')} is left by include and exclude`)
  const fingerprint = () => digest([set.fingerprint(), include ?? null, exclude ?? null])
  return { ...set, items, fingerprint }
}

function refuseEmpty(path: string, why: string): never {
  throw new UserError(`${path}: ${why}`)
}

const named = (set: SceneSet, { name }: SceneSpec): SceneSet => (name === undefined ? set : { ...set, name })

/** Sets of the same classes one after another; ids are preceded by the place of their set, since two may be alike. */
function joined(sets: readonly SceneSet[]): SceneSet {
  const [first, ...rest] = sets
  if (!first) throw new UserError('no scene set was named; expected at least one')
  if (rest.length === 0) return first
  for (const { path, kind, classNames } of rest)
    if (kind !== first.kind || classNames.join('\n') !== first.classNames.join('\n'))
      throw new UserError(
        `${path}: its classes (${some(classNames)}) are not those of ${first.path} (${some(first.classNames)}); sets of one training need the same`,
      )
  return {
    ...first,
    name: sets.map(({ name }) => name).join(' + '),
    path: sets.map(({ path }) => path).join(', '),
    items: sets.flatMap(({ items }, i) => items.map(item => ({ ...item, id: `${i}/${item.id}` }))),
    skipped: sets.flatMap(({ skipped = [] }) => skipped),
    fingerprint: () => digest(sets.map(set => set.fingerprint())),
  }
}

const digest = (parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex')
