/** tar and tar.gz in class layout: members `[<top>/]<class>/<image>`, or images without a folder. */

import { UserError } from '../../errors.js'
import { readTar, type TarFile } from '../../formats/tar.js'
import { fileDigest } from '../file-digest.js'
import { onlyTopFolder } from '../top-folder.js'
import { isImageName, passedOver } from '../walk.js'
import { numberClasses, some, withoutClasses } from './classes.js'
import type { ClassRules, ImageSource, Listing } from './image-source.js'

/** An archive, unpacked in memory when it is listed. Items come in the archive's order. */
export function archiveSource(path: string, rules: ClassRules): ImageSource {
  return { list: () => listArchive(path, rules), digest: () => fileDigest(path) }
}

function listArchive(path: string, rules: ClassRules): Listing {
  const visible = readTar(path).filter(member => !isHidden(member.path))
  const files = visible.map(member => member.path)
  return { ...listMembers(path, visible, rules), passedOver: passedOver(path, files) }
}

function listMembers(path: string, visible: readonly TarFile[], rules: ClassRules): Listing {
  const members = visible.filter(member => isImageName(member.path))
  const top = folderAround(
    members.map(member => member.path),
    rules,
  )
  const images = members.map(({ path: file, bytes }) => ({ file: file.slice(top.length), load: () => bytes }))
  if (images.length === 0) throw new UserError(`${path}: holds no images; expected members <class>/<image>`)
  const loose = images.filter(({ file }) => !file.includes('/')).map(({ file }) => file)
  if (loose.length === images.length) return withoutClasses(path, images, rules)
  if (loose.length > 0)
    throw new UserError(`${path}: ${some(loose)} in no class folder; expected <class>/<image>`)
  return numberClasses(
    path,
    images.map(image => ({ ...image, className: image.file.split('/')[0]! })),
    rules,
  )
}

/** The one folder around all classes; a folder with images of its own, or of a class's name, is a class. */
function folderAround(files: readonly string[], { classNames }: ClassRules): string {
  const top = onlyTopFolder(files)
  const isClass =
    classNames?.includes(top.slice(0, -1)) || files.some(file => !file.slice(top.length).includes('/'))
  return isClass ? '' : top
}

const isHidden = (file: string) => file.split('/').some(part => part.startsWith('.'))
