/** Image folders: one folder a class, or all images without classes. */

import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { once } from '../../once.js'
import { bytesOfName } from '../file-name.js'
import { type FolderContent, noImages, passedOver, walkFolder } from '../walk.js'
import { numberClasses, some, withoutClasses } from './classes.js'
import { itemDigest } from './common-images.js'
import type { ClassRules, ImageItem, ImageSource, Listing } from './image-source.js'

/** `classes`: the first folder below the root names the class. `flat`: no classes, at any depth. */
export type FolderLayout = 'classes' | 'flat'

/**
 * A folder of images. Without `layout`, it has classes if all its images lie in folders, and is flat if none
 * does; a mixture is refused, since either reading would be a guess.
 */
export function folderSource(path: string, rules: ClassRules & { layout?: FolderLayout }): ImageSource {
  const list = once(() => listFolder(path, rules))
  return { list, digest: () => digestOfFiles(list().items) }
}

function listFolder(path: string, rules: ClassRules & { layout?: FolderLayout }): Listing {
  const content = walkFolder(path)
  if (content.images.length === 0) throw noImages(path, content)
  return { ...listImagesOf(path, content, rules), passedOver: passedOver(path, content.files) }
}

function listImagesOf(
  path: string,
  content: FolderContent,
  rules: ClassRules & { layout?: FolderLayout },
): Listing {
  const load = (file: string) => () => readImageFile(`${path}/${file}`)
  if ((rules.layout ?? guessLayout(path, content.images)) === 'flat')
    return withoutClasses(
      path,
      content.images.map(file => ({ file, load: load(file) })),
      rules,
    )
  const loose = content.images.filter(file => !file.includes('/'))
  if (loose.length > 0)
    throw new UserError(`${path}: ${some(loose)} in no class folder; expected <class>/<image>`)
  const items = content.images.map(file => ({ file, className: file.split('/')[0]!, load: load(file) }))
  const topFolders = content.folders.filter(folder => !folder.includes('/'))
  return numberClasses(path, items, rules, topFolders)
}

function guessLayout(path: string, images: readonly string[]): FolderLayout {
  const loose = images.filter(file => !file.includes('/'))
  if (loose.length === 0) return 'classes'
  if (loose.length === images.length) return 'flat'
  throw new UserError(
    `${path}: ${counted(loose.length, 'image')} (${some(loose)}) ${loose.length === 1 ? 'lies' : 'lie'} beside class folders that hold ` +
      `${images.length - loose.length}; move them into a class, or give the layout (classes, flat)`,
  )
}

/** @throws UserError naming the file and the reason */
export const readImageFile = (path: string): Uint8Array => reading(path, name => readFileSync(name))

/** Most headers lie within so many bytes of a file's start; others stand behind long metadata. */
export const headerStart = 65536

/** At most `most` bytes from the start of a file. @throws as `readImageFile` */
export const readImageStart = (path: string, most: number): Uint8Array =>
  reading(path, name => {
    const file = openSync(name, 'r')
    try {
      const bytes = new Uint8Array(most)
      return bytes.subarray(0, readSync(file, bytes))
    } finally {
      closeSync(file)
    }
  })

function reading(path: string, read: (name: ReturnType<typeof bytesOfName>) => Uint8Array): Uint8Array {
  try {
    return read(bytesOfName(path))
  } catch (error) {
    throw new UserError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** sha256 over the files' names and bytes; a file that cannot be read counts as that. */
export function digestOfFiles(items: readonly ImageItem[]): string {
  const hash = createHash('sha256')
  for (const item of items) {
    const { file, label } = item
    hash.update(JSON.stringify([file, label])).update(itemDigest(item), 'base64')
  }
  return hash.digest('hex')
}
