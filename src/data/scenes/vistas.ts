/** Mapillary Vistas v1.2 and v2.0 as they are downloaded, mapped to the classes of Cityscapes. */
import { z } from 'zod'
import { UserError } from '../../errors.js'
import type { FileTree } from '../trees/file-tree.js'
import { type PairingRules, pairFiles, stem } from '../trees/pair-files.js'
import { readTreeJson } from '../trees/read-json.js'
import { type LabelTable, labelTable } from './label-table.js'
import type { SceneSet } from './scene-set.js'
import { streetColours, streetNames } from './street-classes.js'
import { treeSet } from './tree-set.js'
import { vistasTrainId } from './vistas-classes.js'

/** The paper's code looks for the images in one spelling and for the configuration in the other. */
const vistasFolders = ['', 'mapillary_vistas/', 'mapillary-vistas/']
const splitFolder = /^(training|validation|testing)\/images\//

/** Where the images of a tree are: one of `vistasFolders`; nothing if it is no Vistas. */
export const vistasRoot = ({ files }: FileTree): string | undefined =>
  vistasFolders.find(root =>
    files.some(file => file.startsWith(root) && splitFolder.test(file.slice(root.length))),
  )

export const vistasSplits = ({ files }: FileTree, root: string): string[] => [
  ...new Set(files.flatMap(file => splitFolder.exec(file.slice(root.length))?.[1] ?? [])),
]

export type VistasVersion = 'v1.2' | 'v2.0'

/**
 * One split. `v1.2`, whose classes the paper's table names, is taken unless `v2.0` is asked for. Splits without a
 * label (`testing`) have none.
 */
export function vistas(
  tree: FileTree,
  root: string,
  split: string,
  version: VistasVersion = 'v1.2',
  unlabelled?: PairingRules['unlabelled'],
): SceneSet {
  const images = `${root}${split}/images/`
  const labels = labelFolder(tree, `${root}${split}/`, version)
  const inFolder = (folder: string) => tree.files.filter(file => file.startsWith(folder))
  const config = configFile(tree, version)
  const table = tableOfConfig(tree, config)
  const { pairs, skipped } = pairFiles({
    path: tree.path,
    images: inFolder(images),
    labels: inFolder(labels),
    imageKey: file => stem(file.slice(images.length)),
    labelKey: file => stem(file.slice(labels.length)),
    unlabelled: split === 'testing' ? 'keep' : unlabelled,
  })
  return treeSet({
    tree,
    kind: 'classes',
    classNames: streetNames,
    colours: streetColours,
    pairs,
    skipped,
    tableOf: () => table,
    others: [config],
  })
}

/** v2.0's download holds both versions in folders of their own, v1.2's only its own. */
function labelFolder({ files }: FileTree, split: string, version: VistasVersion): string {
  const own = `${split}${version}/labels/`
  return version === 'v2.0' || files.some(file => file.startsWith(own)) ? own : `${split}labels/`
}

function configFile(tree: FileTree, version: VistasVersion): string {
  const names = version === 'v2.0' ? ['config_v2.0.json'] : ['config_v1.2.json', 'config.json']
  const sought = vistasFolders.flatMap(root => names.map(name => root + name))
  const found = sought.find(tree.has)
  if (found === undefined)
    throw new UserError(
      `${tree.path}: ${names.join(' or ')} is missing, which names the classes of Vistas ${version}; copy it there`,
    )
  return found
}

const configSchema = z.object({
  labels: z
    .array(z.object({ name: z.string() }))
    .min(1)
    .max(256),
})

/** A label is an index into the configuration's list. */
function tableOfConfig(tree: FileTree, file: string): LabelTable {
  const { labels } = readTreeJson(tree, file, configSchema)
  const meanings = labels.map(({ name }, value) => [value, vistasTrainId(name)] as const)
  if (meanings.every(([, trainId]) => trainId === 255))
    throw new UserError(
      `${tree.nameOf(file)}: none of its ${labels.length} classes is known, expected Vistas'`,
    )
  return labelTable(meanings, `0 to ${labels.length - 1} (the classes of ${file})`)
}
