/** ADE20K's scene parsing set as it is downloaded, ADEChallengeData2016: the paper's negatives. */
import { UserError } from '../../errors.js'
import { decodeLabelMap } from '../../formats/label-map.js'
import type { FileTree } from '../trees/file-tree.js'
import { pairFiles, stem } from '../trees/pair-files.js'
import { chooseCategories } from './categories.js'
import type { NegativeSource } from './negative-source.js'
import type { NegativeSpec } from './negative-spec.js'
import { type PictureSource, pictureSource } from './picture-source.js'

const image = /^(.*?)images\/(training|validation)\/ADE_[^/]+\.[a-z]+$/

/** Where `images/` lies: at the top, or below ADEChallengeData2016. */
export const ade20kRoot = ({ files }: FileTree): string | undefined => {
  const found = files.find(file => image.test(file))
  return found && image.exec(found)![1]!.replace(/\/$/, '')
}

/**
 * Pictures with their raw annotations, 0 = other, 1 to 150. Like the paper's code, "other" is pasted as well, unless
 * categories are chosen (which reads all annotations once). The split is `training` unless another is named.
 * @throws UserError if the split, a partner or a category is missing
 */
export function ade20k(tree: FileTree, spec: NegativeSpec): NegativeSource {
  const { split = 'training' } = spec
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
  const all = { tree, name: `ade20k/${folder}`, pairs }
  return spec.categories || spec.without ? ofCategories(all, spec) : pictureSource(all)
}

const namesFile = 'objectInfo150.txt'

/** Only regions of allowed categories, and pictures that have one. */
function ofCategories(all: PictureSource, spec: NegativeSpec): NegativeSource {
  const { tree, pairs } = all
  const names = categoryNames(tree)
  const known = [...names.values()].flat().map(name => ({ name }))
  chooseCategories(known, ({ name }) => [name], spec, tree.nameOf(namesFile))
  // A class has several names, of which one suffices to allow it or to leave it out.
  const isWanted = (value: number) => {
    const own = names.get(value) ?? []
    const { categories, without = [] } = spec
    return (
      (categories ? own.some(name => categories.includes(name)) : own.length > 0) &&
      !own.some(name => without.includes(name))
    )
  }
  const wanted = [...names.keys()].filter(isWanted)
  const found = pairs.flatMap(pair => {
    const file = pair.label!
    const { data } = decodeLabelMap(tree.read(file), { name: tree.nameOf(file) })
    const present = wanted.filter(value => data.includes(value))
    return present.length > 0 ? [{ ...pair, categories: present.map(value => names.get(value)![0]!) }] : []
  })
  if (found.length === 0)
    throw new UserError(`${tree.path}: no picture has a region of the categories asked for`)
  return pictureSource({ ...all, pairs: found, background: 0, only: new Set(wanted) })
}

/** Tab-separated: index, ratio, train, val, names divided by commas; a header line first. */
function categoryNames(tree: FileTree): Map<number, string[]> {
  if (!tree.has(namesFile))
    throw new UserError(
      `${tree.path}: ${namesFile} is missing, which names the categories; fetch it with the set`,
    )
  const lines = Buffer.from(tree.read(namesFile))
    .toString('utf8')
    .split('\n')
    .map(line => line.trim())
  const rows = lines.map(line => line.split('\t')).filter(([index]) => /^\d+$/.test(index ?? ''))
  if (rows.length === 0)
    throw new UserError(`${tree.nameOf(namesFile)}: no lines of index, ratio, train, val, names`)
  return new Map(
    rows.map(row => [
      Number(row[0]),
      row
        .at(-1)!
        .split(/[,;]/)
        .map(name => name.trim()),
    ]),
  )
}
