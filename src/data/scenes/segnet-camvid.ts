/** CamVid as the SegNet tutorial lays it out: `<split>/<frame>.png`, `<split>annot/<frame>.png`, void = 11. */
import type { Rgb } from '../class-colours.js'
import type { FileTree } from '../trees/file-tree.js'
import { type PairingRules, pairFiles, stem } from '../trees/pair-files.js'
import { labelTable } from './label-table.js'
import type { SceneSet } from './scene-set.js'
import { treeSet } from './tree-set.js'

const classes: readonly (readonly [name: string, colour: Rgb])[] = [
  ['Sky', [128, 128, 128]],
  ['Building', [128, 0, 0]],
  ['Pole', [192, 192, 128]],
  ['Road', [128, 64, 128]],
  ['Pavement', [60, 40, 222]],
  ['Tree', [128, 128, 0]],
  ['SignSymbol', [192, 128, 128]],
  ['Fence', [64, 64, 128]],
  ['Car', [64, 0, 128]],
  ['Pedestrian', [64, 64, 0]],
  ['Bicyclist', [0, 128, 192]],
]
const voidLabel = 11

const table = labelTable(
  [...classes.map((_, label) => [label, label] as const), [voidLabel, 255]],
  '0 to 11 (11 is void)',
)

const label = /^(train|val|test)annot\/([^/]+)\.png$/
const image = /^(train|val|test)\/([^/]+)\.[a-z]+$/i

export const segnetSplits = ({ files }: FileTree): string[] => [
  ...new Set(files.flatMap(file => label.exec(file)?.[1] ?? [])),
]

export function segnetCamvid(
  tree: FileTree,
  split: string,
  unlabelled?: PairingRules['unlabelled'],
): SceneSet {
  const ofSplit = (pattern: RegExp) => tree.files.filter(file => pattern.exec(file)?.[1] === split)
  const { pairs, skipped } = pairFiles({
    path: tree.path,
    images: ofSplit(image),
    labels: ofSplit(label),
    imageKey: file => stem(file.slice(split.length + 1)),
    labelKey: file => label.exec(file)?.[2],
    unlabelled,
  })
  return treeSet({
    tree,
    kind: 'classes',
    classNames: classes.map(([name]) => name),
    colours: classes.map(([, colour]) => colour),
    pairs,
    skipped,
    tableOf: () => table,
  })
}
