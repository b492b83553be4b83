/** Parts of the paths in a data set's tree. */
import { withoutTarSuffix } from '../../formats/archive-kind.js'
import type { FileTree } from './file-tree.js'

/** `a/b.c.png` → `b.c`. */
export const stemOf = (file: string): string => nameOf(file).replace(/\.[^.]*$/, '')

export const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1)

export const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')))

/**
 * A file's path with the name of the tree before it, so that layouts are found whether the root is the folder of a
 * data set or the folder around it.
 */
export const pathIn = ({ path }: FileTree, file: string): string =>
  `${withoutTarSuffix(path).replace(/^.*\//, '')}/${file}`
