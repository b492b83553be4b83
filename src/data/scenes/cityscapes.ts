/** Cityscapes as it is downloaded: leftImg8bit/ and gtFine/ (or gtCoarse/) by split and city. */
import type { FileTree } from '../trees/file-tree.js'
import { type PairingRules, pairFiles } from '../trees/pair-files.js'
import { type LabelTable, labelTable, trainIdTable } from './label-table.js'
import type { SceneSet } from './scene-set.js'
import { streetClasses, streetColours, streetNames } from './street-classes.js'
import { treeSet } from './tree-set.js'

/** Raw ids 0 to 33 → train ids; those without one are ignored, others refused. */
const labelIds: LabelTable = labelTable(
  [
    ...Array.from({ length: 34 }, (_, id) => [id, 255] as const),
    ...streetClasses.map(({ id }, trainId) => [id, trainId] as const),
  ],
  '0 to 33 (the labelIds of Cityscapes)',
)
const trainIds = trainIdTable(streetClasses.length)

const image = /^leftImg8bit\/([^/]+)\/(.+)_leftImg8bit\.[a-z]+$/
const label = /^(gtFine|gtCoarse)\/([^/]+)\/(.+)_gt(?:Fine|Coarse)_label(TrainIds|Ids)\.png$/

export const isCityscapes = ({ files }: FileTree): boolean => files.some(file => image.test(file))

export const cityscapesSplits = ({ files }: FileTree): string[] => [
  ...new Set(files.flatMap(file => image.exec(file)?.[1] ?? [])),
]

/**
 * One split. `labelTrainIds` are used where they were made, else `labelIds` are mapped. The labels of `test` are
 * not public (its files hold borders only), so it has none; `train_extra` has coarse ones.
 */
export function cityscapes(tree: FileTree, split: string, unlabelled?: PairingRules['unlabelled']): SceneSet {
  const folder = split === 'train_extra' ? 'gtCoarse' : 'gtFine'
  const images = tree.files.filter(file => image.exec(file)?.[1] === split)
  const found = split === 'test' ? [] : tree.files.filter(file => isLabelOf(file, folder, split))
  const { pairs, skipped } = pairFiles({
    path: tree.path,
    images,
    labels: preferTrainIds(found),
    imageKey: file => image.exec(file)?.[2],
    labelKey: frameOf,
    unlabelled: split === 'test' ? 'keep' : unlabelled,
  })
  return treeSet({
    tree,
    kind: 'classes',
    classNames: streetNames,
    colours: streetColours,
    pairs,
    skipped,
    tableOf: file => (isTrainIds(file) ? trainIds : labelIds),
  })
}

const frameOf = (file: string) => label.exec(file)?.[3]
const isTrainIds = (file: string) => label.exec(file)?.[4] === 'TrainIds'

function isLabelOf(file: string, folder: string, split: string): boolean {
  const match = label.exec(file)
  return match?.[1] === folder && match[2] === split
}

/** Of two label files of a frame, the one that Cityscapes' own tool made. */
function preferTrainIds(files: readonly string[]): string[] {
  const made = new Set(files.filter(isTrainIds).map(frameOf))
  return files.filter(file => isTrainIds(file) || !made.has(frameOf(file)))
}
