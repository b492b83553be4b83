/** tar and tar.gz in class layout: members `<class>/<image>`, or images without a folder. */

import { UserError } from '../errors.js'
import { readTar } from '../formats/tar.js'
import { numberClasses, some } from './classes.js'
import { fileDigest } from './file-digest.js'
import type { ClassRules, ImageSource, Listing } from './image-source.js'
import { isImageName } from './walk.js'

export const isArchiveName = (path: string): boolean => /\.(tar|tar\.gz|tgz)$/i.test(path)

/** An archive, unpacked in memory when it is listed. Items come in the archive's order. */
export function archiveSource(path: string, rules: ClassRules): ImageSource {
  return { list: () => listArchive(path, rules), digest: () => fileDigest(path) }
}

function listArchive(path: string, rules: ClassRules): Listing {
  const members = readTar(path).filter(({ path: file }) => isImageName(file) && !hidden(file))
  if (members.length === 0) throw new UserError(`${path}: holds no images; expected members <class>/<image>`)
  const loose = members.filter(({ path: file }) => !file.includes('/')).map(({ path: file }) => file)
  if (loose.length === members.length)
    return {
      classNames: [],
      items: members.map(({ path: file, bytes }) => ({ file, label: -1, load: () => bytes })),
    }
  if (loose.length > 0)
    throw new UserError(`${path}: ${some(loose)} in no class folder; expected <class>/<image>`)
  const items = members.map(({ path: file, bytes }) => ({
    file,
    className: file.split('/')[0]!,
    load: () => bytes,
  }))
  return numberClasses(path, items, rules)
}

const hidden = (file: string) => file.split('/').some(part => part.startsWith('.'))
