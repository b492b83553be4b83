/** From what a person names (images, folders, lists of paths) to image files, each with a name for its results. */
import { statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { bytesOfName, nameOfBytes } from '../../data/file-name.js'
import { noImages, passedOver, walkFolder } from '../../data/walk.js'
import { UserError } from '../../errors.js'
import { isWithin } from './within.js'

export interface Input {
  /** The path by which it is opened, and shown. */
  file: string
  /** Its path below the deepest folder that all inputs share: unique, and stable when that folder moves. */
  name: string
}

export interface Inputs {
  images: Input[]
  /** Folders that were named, in which nothing may be written. */
  folders: string[]
  /** What is to be said of these: pictures of kinds that are not read, label maps among the pictures. */
  remarks: string[]
}

/**
 * @param paths images, folders (searched for images at any depth), `-` for the paths in `list`
 * @param list paths, one a line (also as Windows ends lines); separated by NUL if there is one
 * @throws UserError naming a path that is missing, or a folder without images
 */
export function openInputs(paths: readonly string[], list?: Uint8Array): Inputs {
  const named = paths.flatMap(path => (path === '-' ? pathsIn(list) : [path]))
  if (named.length === 0) throw new UserError('no images: expected paths of images or folders, or "-"')
  const found = named.map(open)
  const common = found.map(({ base }) => base).reduce(commonFolder)
  const byPath = new Map(found.flatMap(({ files }) => files).map(file => [resolve(file), file]))
  return {
    images: [...byPath].map(([path, file]) => ({ file, name: relative(common, path) })),
    folders: found.flatMap(({ folder }) => folder ?? []),
    remarks: found.flatMap(one => one.remarks),
  }
}

interface Opened {
  files: string[]
  folder?: string
  remarks: string[]
  /** Absolute. */
  base: string
}

function open(path: string): Opened {
  if (!isFolder(path)) return { files: [path], remarks: [], base: dirname(resolve(path)) }
  const folder = path.replace(/(?<=.)\/+$/, '')
  const content = walkFolder(folder)
  if (content.images.length === 0) throw noImages(path, content)
  const files = content.images.map(file => (folder === '/' ? `/${file}` : `${folder}/${file}`))
  const remarks = [passedOver(path, content.files), labelsAmong(path, content.images)].flatMap(
    one => one ?? [],
  )
  return { files, folder, remarks, base: resolve(folder) }
}

/** Folders that hold label maps in the data sets' layouts. */
const labelFolder = /(?:^|\/)(labels|labels_masks|gtFine|gtCoarse|annotations|[^/]+annot|[^/]+\.labels)\//

/** A set of scenes has label maps beside its pictures, which are pictures too. */
function labelsAmong(path: string, images: readonly string[]): string | undefined {
  const labels = images.filter(image => labelFolder.test(image))
  const [, folder] = labelFolder.exec(labels[0] ?? '') ?? []
  if (folder === undefined || labels.length === images.length) return undefined
  return `${path}: ${labels.length} of its ${images.length} pictures lie in folders of label maps (such as ${folder}/), and are predicted like the others; name the folder of the pictures alone`
}

function isFolder(path: string): boolean {
  try {
    return statSync(bytesOfName(path)).isDirectory()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const absent = code === 'ENOENT' || code === 'ENOTDIR'
    throw new UserError(`${path}: ${absent ? 'no such file or folder' : `cannot be opened (${code})`}`)
  }
}

function commonFolder(a: string, b: string): string {
  let common = a
  while (!isWithin(common, b)) common = dirname(common)
  return common
}

function pathsIn(list: Uint8Array = new Uint8Array()): string[] {
  const bytes = Buffer.from(list.buffer, list.byteOffset, list.length)
  const separator = bytes.includes(0) ? 0 : 0x0a
  const paths: string[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(separator, start)
    const next = end < 0 ? bytes.length : end
    const isWindows = separator === 0x0a && bytes[next - 1] === 0x0d
    const path = bytes.subarray(start, isWindows ? next - 1 : next)
    if (path.length > 0) paths.push(nameOfBytes(path))
    start = next + 1
  }
  return paths
}
