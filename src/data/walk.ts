/** The files below a folder, images above all, in natural order; links are followed, loops of links end. */
import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs'
import { UserError } from '../errors.js'
import { bytesOfName, nameOfBytes } from './file-name.js'
import { sortNaturally } from './natural-order.js'

/** Files that are taken for images by their name; what they are is then told by their content. */
export const imageExtensions = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp']

/** Pictures of other kinds, by their names: that they are passed over is said. */
const otherPictures = new Set(
  'tif tiff heic heif avif jxl jp2 j2k ppm pgm pbm pnm tga dng cr2 cr3 nef arw orf rw2 raf'.split(' '),
)

export interface FolderContent {
  /** Paths relative to the folder, with `/`, as `nameOfBytes` gives them. */
  images: string[]
  /** All visible files, images among them, likewise. */
  files: string[]
  /** Folders below it, likewise, whether or not they hold images. */
  folders: string[]
  /** How many other visible files there are, by extension. */
  others: Map<string, number>
}

/**
 * Walks a folder. Hidden names (leading dot) are left out. A folder that was seen already, by whatever path,
 * is not entered again, so no image comes twice through a link and every loop ends.
 * @throws UserError if it is missing, a file, or not to be listed
 */
export function walkFolder(root: string): FolderContent {
  const content: FolderContent = { images: [], files: [], folders: [], others: new Map() }
  enter(root, '', content, new Set())
  return content
}

/**
 * The images below `root` as relative paths.
 * @throws UserError if there are none; it says which extensions were sought and what was found instead
 */
export function listImages(root: string): string[] {
  const content = walkFolder(root)
  if (content.images.length === 0) throw noImages(root, content)
  return content.images
}

/** What to say of a folder without an image. */
export function noImages(root: string, { others }: FolderContent): UserError {
  const counts = [...others].sort((a, b) => b[1] - a[1]).slice(0, 5)
  const found = counts.map(([extension, count]) => `${count} × ${extension || 'no extension'}`).join(', ')
  const sought = imageExtensions.map(name => `.${name}`).join(', ')
  return new UserError(`${root}: no images; sought ${sought}; found ${found || 'nothing visible'}`)
}

/**
 * One line on pictures that are of no kind that is read; undefined if there are none.
 * @param files all files of a set
 */
export function passedOver(path: string, files: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const extension of files.map(extensionOf))
    if (otherPictures.has(extension)) counts.set(extension, (counts.get(extension) ?? 0) + 1)
  if (counts.size === 0) return undefined
  const found = [...counts].map(([extension, count]) => `${count} × .${extension}`).join(', ')
  return `${path}: passed over ${found}: of kinds that are not read (${imageExtensions.join(', ')} are); convert them`
}

/** Whether a name ends like an image's. */
export const isImageName = (name: string): boolean => imageExtensions.includes(extensionOf(name))

const extensionOf = (name: string) => /[^/]\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

function enter(root: string, inside: string, content: FolderContent, seen: Set<string>): void {
  const path = inside ? `${root}/${inside}` : root
  const status = folderStatus(path)
  const identity = `${status.dev}:${status.ino}`
  if (seen.has(identity)) return
  seen.add(identity)
  const entries = readFolder(path)
  for (const name of sortNaturally(entries.keys())) {
    const relative = inside ? `${inside}/${name}` : name
    if (isFolder(entries.get(name)!, `${root}/${relative}`)) {
      content.folders.push(relative)
      enter(root, relative, content, seen)
      continue
    }
    content.files.push(relative)
    if (isImageName(name)) {
      // So a dangling link is an image that cannot be read, rather than nothing.
      content.images.push(relative)
    } else {
      const extension = extensionOf(name) && `.${extensionOf(name)}`
      content.others.set(extension, (content.others.get(extension) ?? 0) + 1)
    }
  }
}

function folderStatus(path: string): Stats {
  const status = statSync(bytesOfName(path), { throwIfNoEntry: false })
  if (!status) throw new UserError(`${path}: no such folder`)
  if (!status.isDirectory()) throw new UserError(`${path}: expected a folder, found a file`)
  return status
}

function readFolder(path: string): Map<string, Dirent<Buffer>> {
  try {
    const entries = readdirSync(bytesOfName(path), { encoding: 'buffer', withFileTypes: true })
    const named = entries.map(entry => [nameOfBytes(entry.name), entry] as const)
    return new Map(named.filter(([name]) => !name.startsWith('.')))
  } catch (error) {
    throw new UserError(`${path}: cannot be listed (${(error as NodeJS.ErrnoException).code})`)
  }
}

function isFolder(entry: Dirent<Buffer>, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  try {
    return statSync(bytesOfName(path)).isDirectory()
  } catch {
    return false // dangling, or a link to itself
  }
}
