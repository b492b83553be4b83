/** The files of a data set, whether they lie in a folder or in a tar archive, which is not unpacked. */
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { UserError } from '../../errors.js'
import { isTarName, withoutTarSuffix } from '../../formats/archive-kind.js'
import { readTar } from '../../formats/tar.js'
import { heedInterruption } from '../../interruption.js'
import { fileDigest } from '../file-digest.js'
import { bytesOfName } from '../file-name.js'
import { readImageFile, readImageStart } from '../images/image-folder.js'
import { onlyTopFolder } from '../top-folder.js'
import { walkFolder } from '../walk.js'

export interface FileTree {
  /** What errors call it. */
  readonly path: string
  /** Relative paths, sorted by code unit; hidden files are left out. */
  readonly files: readonly string[]
  has(file: string): boolean
  /**
   * @param most bytes from its start; default: all
   * @throws UserError if it is missing or cannot be read
   */
  read(file: string, most?: number): Uint8Array
  /** What errors call a file. */
  nameOf(file: string): string
  /** sha256 (hex) over names and bytes of some files, in the order given; of an archive, over all of it. */
  digest(files: readonly string[]): string
}

/**
 * A folder, or a .tar(.gz). Archives with one top folder are entered, so that both look alike; where
 * `set.tar(.gz)` is missing and the folder `set` is there, that is taken for its content.
 * @throws UserError if there is neither
 */
export function openFileTree(path: string): FileTree {
  const status = statusOf(path)
  if (status?.isDirectory()) return folderTree(path)
  if (status && isTarName(path)) return archiveTree(path)
  if (status) throw new UserError(`${path}: expected a folder or a .tar(.gz), found another file`)
  const unpacked = withoutTarSuffix(path)
  if (unpacked !== path && existsSync(bytesOfName(unpacked))) return folderTree(unpacked)
  throw new UserError(`${path}: no such file or folder`)
}

/** @throws UserError if a place cannot be looked at: a folder above is closed, a disk fails */
function statusOf(path: string) {
  try {
    return statSync(bytesOfName(path), { throwIfNoEntry: false })
  } catch (error) {
    throw new UserError(`${path}: cannot be opened (${(error as NodeJS.ErrnoException).code})`)
  }
}

function folderTree(path: string): FileTree {
  const files = walkFolder(path).files.sort(byCodeUnit)
  const present = new Set(files)
  const read = (file: string, most?: number) => {
    // Names come out of files as well: nothing outside the tree is read.
    if (!present.has(file)) throw new UserError(`${path}/${file}: no such file in the set`)
    return most === undefined ? readImageFile(`${path}/${file}`) : readImageStart(`${path}/${file}`, most)
  }
  return {
    path,
    files,
    read,
    has: file => present.has(file),
    nameOf: file => `${path}/${file}`,
    digest: chosen => digestOf(chosen, read),
  }
}

function archiveTree(path: string): FileTree {
  const members = readTar(path).filter(member => !isHidden(member.path))
  const top = onlyTopFolder(members.map(member => member.path))
  const bytes = new Map(members.map(member => [member.path.slice(top.length), member.bytes]))
  const nameOf = (file: string) => `${path}: ${top}${file}`
  return {
    path,
    files: [...bytes.keys()].sort(byCodeUnit),
    nameOf,
    has: file => bytes.has(file),
    read: (file, most) => {
      const found = bytes.get(file)
      if (!found) throw new UserError(`${nameOf(file)}: the archive holds no such member`)
      return found.subarray(0, most)
    },
    digest: () => fileDigest(path),
  }
}

/** The part of a tree below a folder; the same tree for an empty name. */
export function subtree(tree: FileTree, folder: string): FileTree {
  if (folder === '') return tree
  const prefix = `${folder}/`
  return {
    path: `${tree.path}/${folder}`,
    files: tree.files.filter(file => file.startsWith(prefix)).map(file => file.slice(prefix.length)),
    has: file => tree.has(prefix + file),
    read: (file, most) => tree.read(prefix + file, most),
    nameOf: file => tree.nameOf(prefix + file),
    digest: files => tree.digest(files.map(file => prefix + file)),
  }
}

function digestOf(files: readonly string[], read: (file: string) => Uint8Array): string {
  const hash = createHash('sha256')
  for (const file of files) {
    heedInterruption()
    hash.update(JSON.stringify(file)).update(createHash('sha256').update(read(file)).digest())
  }
  return hash.digest('hex')
}

const isHidden = (path: string) => path.split('/').some(part => part.startsWith('.'))
const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
