/**
 * Images beside label maps with a legend: `[<split>/]images/<name>.*`, `[<split>/]labels/<name>.png`, and
 * `legend.json` (or CamVid's `classes.json`, or `index.json` of an anomaly set) at the top.
 */
import { z } from 'zod'
import { UserError } from '../../errors.js'
import { some } from '../images/classes.js'
import type { FileTree } from '../trees/file-tree.js'
import { type PairingRules, pairFiles, stem } from '../trees/pair-files.js'
import { readTreeJson } from '../trees/read-json.js'
import { isImageName } from '../walk.js'
import { binaryTable } from './label-table.js'
import { classesFileSchema, legendSchema, readLegend } from './legend-file.js'
import type { SceneSet } from './scene-set.js'
import { treeSet } from './tree-set.js'

const legendFiles = { 'legend.json': legendSchema, 'classes.json': classesFileSchema }
const indexFile = 'index.json'

/** The splits of a tree: folders that hold `images/`; `''` where the images lie at the top. */
export const labelledSplits = ({ files }: FileTree, images = 'images'): string[] => [
  ...new Set(files.flatMap(file => splitOf(file, images) ?? [])),
]

function splitOf(file: string, images: string): string | undefined {
  if (file.startsWith(`${images}/`)) return ''
  const [split, folder] = file.split('/', 2)
  return folder === images && file.includes('/', split!.length + images.length + 1) ? split : undefined
}

export interface LabelledFolderOptions {
  /** Names of the two folders. */
  images?: string
  labels?: string
  unlabelled?: PairingRules['unlabelled']
}

/** @throws UserError if there is no legend; it says how to write one */
export function labelledFolder(tree: FileTree, split: string, options: LabelledFolderOptions = {}): SceneSet {
  const { unlabelled } = options
  const prefix = split === '' ? '' : `${split}/`
  const [images, labels] = [
    `${prefix}${options.images ?? 'images'}/`,
    `${prefix}${options.labels ?? 'labels'}/`,
  ]
  const inFolder = (folder: string) => tree.files.filter(file => file.startsWith(folder) && isImageName(file))
  if (unlabelled === undefined && !tree.files.some(file => file.startsWith(labels)))
    throw new UserError(`${tree.path}: no folder ${labels} of label maps; found ${foldersIn(tree, prefix)}`)
  const { pairs, skipped } = pairFiles({
    path: tree.path,
    images: inFolder(images),
    labels: inFolder(labels),
    imageKey: file => stem(file.slice(images.length)),
    labelKey: file => stem(file.slice(labels.length)),
    unlabelled,
  })
  const { table, file, ...classes } = legendOfTree(tree)
  return treeSet({ tree, ...classes, pairs, skipped, tableOf: () => table, others: [file] })
}

const foldersIn = ({ files }: FileTree, prefix: string): string => {
  const below = files.filter(file => file.startsWith(prefix)).map(file => file.slice(prefix.length))
  return some([...new Set(below.map(file => (file.includes('/') ? `${file.split('/', 1)[0]}/` : file)))])
}

function legendOfTree(tree: FileTree): ReturnType<typeof readLegend> & { file: string } {
  for (const [file, schema] of Object.entries(legendFiles))
    if (tree.has(file)) return { ...readLegend(readTreeJson(tree, file, schema), tree.nameOf(file)), file }
  if (!tree.has(indexFile)) throw new UserError(`${tree.path}: ${legendMissing}`)
  readTreeJson(tree, indexFile, anomalyIndex)
  return { ...anomalyClasses, table: binaryTable, file: indexFile }
}

const legendMissing =
  'no legend.json, which says what the labels mean; write one, such as ' +
  '{"classes": [{"name": "road", "id": 0}, {"name": "car", "id": 1}], "ignore": 255}, or of inliers and outliers ' +
  '{"kind": "anomaly", "classes": [{"name": "inlier", "id": 0}, {"name": "outlier", "id": 1}]}'

const anomalyIndex = z.object({
  labels: z.object({ 0: z.literal('inlier'), 1: z.literal('anomaly'), 255: z.literal('ignore') }),
})

/** What every anomaly set has in common. */
export const anomalyClasses = {
  kind: 'anomaly',
  classNames: ['inlier', 'outlier'],
  colours: [
    [70, 130, 180],
    [230, 60, 20],
  ],
} as const satisfies Pick<SceneSet, 'kind' | 'classNames' | 'colours'>
