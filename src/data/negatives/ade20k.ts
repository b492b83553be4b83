/** ADE20K's scene parsing set as it is downloaded, ADEChallengeData2016: the paper's negatives. */
import { UserError } from '../../errors.js'
import type { FileTree } from '../scenes/file-tree.js'
import { pairFiles, stem } from '../scenes/pair-files.js'
import type { NegativeSource } from './negative-source.js'
import type { NegativeSpec } from './negative-spec.js'
import { pictureSource } from './picture-source.js'

const image = /^(.*?)images\/(training|validation)\/ADE_[^/]+\.[a-z]+$/

/** Where `images/` lies: at the top, or below ADEChallengeData2016. */
export const ade20kRoot = ({ files }: FileTree): string | undefined => {
  const found = files.find(file => image.test(file))
  return found && image.exec(found)![1]!.replace(/\/$/, '')
}

/**
 * Pictures with their raw annotations, 0 = other, 1 to 150. Like the paper's code, "other" is pasted as well. The split
 * is `training` unless another is named.
 * @throws UserError if categories are asked for, which are regions of pictures here and not objects
 */
export function ade20k(
  tree: FileTree,
  { split = 'training', categories, without }: NegativeSpec,
): NegativeSource {
  if (categories ?? without)
    throw new UserError(`${tree.path}: ADE20K's regions are not chosen by category; leave categories out`)
  const folder = { train: 'training', val: 'validation' }[split] ?? split
  const inFolder = (part: string) => tree.files.filter(file => file.startsWith(`${part}/${folder}/ADE_`))
  const name = (file: string) => stem(file).replace(/^.*\//, '')
  const { pairs } = pairFiles({
    path: tree.path,
    images: inFolder('images'),
    labels: inFolder('annotations'),
    imageKey: name,
    labelKey: name,
  })
  if (pairs.length === 0) throw new UserError(`${tree.path}: no pictures in images/${folder}`)
  return pictureSource({ tree, name: `ade20k/${folder}`, pairs })
}
