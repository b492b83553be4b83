import { statSync } from 'node:fs'
import { isTarName } from '../../formats/archive-kind.js'
import { type FileTree, openFileTree } from '../trees/file-tree.js'

/** The folder or archive at a path; nothing if there is none. */
export function treeAt(path: string): FileTree | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isDirectory() || (stats && isTarName(path)) ? openFileTree(path) : undefined
}
