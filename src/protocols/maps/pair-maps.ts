/** Map files and label files of two folders, brought together by name. */
import { some } from '../../data/images/classes.js'
import { pairFiles, stem } from '../../data/trees/pair-files.js'
import { walkFolder } from '../../data/walk.js'
import { UserError } from '../../errors.js'

export interface MapPair {
  /** What the names have in common: the path within the folder without endings. */
  name: string
  /** Paths from the working directory. */
  map: string
  label: string
}

export interface MapFolders {
  /** Folder of the maps and the extensions by which they go. */
  maps: string
  extensions: readonly string[]
  /** Ending of these maps in a folder of `uno predict`, whose other files are passed over. */
  predicted: '.anomaly.npy' | '.classes.png'
  labels: string
  /** What errors call one of the maps. */
  noun: string
  /** Only these, by the names that pair; each must be there. */
  frames?: readonly string[]
  /** Leaves out maps without a label instead of refusing them. */
  skipUnlabelled?: boolean
}

/** Pictures of the labels, which come beside them. */
const coloured = /_colou?r(Ids)?$/i

/** Endings that data sets and programs give to names; they are not part of what pairs. */
const labelEndings =
  /(_labels_semantic|_gtFine_labelTrainIds|_gt(Fine|Coarse)_labelIds|_fishy-labels|[_-]labels?|_gt|_mask)$/i
const mapEndings =
  /(_leftImg8bit)?([_.]anomaly|\.classes|_anomaly_(map|p|score)|_segmentation|_scores?|_uncertainty|_pred(iction)?s?|_mask)?$/i

/** What `uno predict` writes of a picture. */
const predicted = /\.(anomaly\.npy|(anomaly|classes|mask|overlay)\.png)$/i

/** The files without what `uno predict` wrote beside its own of the wanted ending. */
function withoutSiblings(files: readonly string[], ending: string): string[] {
  const all = new Set(files)
  return files.filter(
    file => file.endsWith(ending) || !predicted.test(file) || !all.has(file.replace(predicted, ending)),
  )
}

/**
 * Pairs by path within the two folders, with extensions and the usual endings taken off: `a/x_anomaly.npy` goes with
 * `a/x_labels.png`.
 *
 * @throws UserError: a folder without such files, files without a partner (up to ten of each side), two of one name
 */
export function pairMaps(folders: MapFolders): { pairs: MapPair[]; skipped: string[] } {
  const { maps, labels, noun, skipUnlabelled } = folders
  const mapFiles = withoutSiblings(filesOf(maps, folders.extensions, `${noun}s`), folders.predicted)
  const labelFiles = filesOf(labels, ['png', 'npy'], 'label maps')
  const wanted = folders.frames && new Set(folders.frames)
  const chosen = (key: string) => (!wanted || wanted.has(key) ? key : undefined)
  const labelKey = (file: string) =>
    coloured.test(stem(file)) ? undefined : chosen(stem(file).replace(labelEndings, ''))
  const known = new Set(labelFiles.map(labelKey))
  const { pairs, skipped } = pairFiles({
    path: `${maps} and ${labels}`,
    noun,
    images: mapFiles,
    labels: labelFiles,
    // A name that is a label's as it is keeps what looks like an ending.
    imageKey: file => chosen(known.has(stem(file)) ? stem(file) : stem(file).replace(mapEndings, '')),
    labelKey,
    unlabelled: skipUnlabelled ? 'skip' : 'refuse',
  })
  if (wanted) refuseMissing(maps, wanted, [...pairs.map(({ key }) => key), ...skipped])
  if (pairs.length === 0)
    throw new UserError(
      `${maps}: none of ${mapFiles.length} ${noun}s has a label in ${labels}; names pair without their endings, as ` +
        'x_anomaly.npy and x_labels.png',
    )
  return {
    pairs: pairs.map(({ key, image, label }) => ({
      name: key,
      map: `${maps}/${image}`,
      label: `${labels}/${label}`,
    })),
    skipped,
  }
}

function refuseMissing(maps: string, wanted: ReadonlySet<string>, found: readonly string[]): void {
  const there = new Set(found)
  const missing = [...wanted].filter(frame => !there.has(frame))
  if (missing.length === 0) return
  throw new UserError(`${maps}: ${missing.length} of ${wanted.size} frames are missing: ${some(missing)}`)
}

function filesOf(folder: string, extensions: readonly string[], noun: string): string[] {
  const { files } = walkFolder(folder)
  const ends = new RegExp(`\\.(${extensions.join('|')})$`, 'i')
  const found = files.filter(file => ends.test(file))
  if (found.length > 0) return found
  const others =
    files.length === 0 ? 'nothing visible' : `${files.length} other files, for example ${files[0]}`
  const sought = extensions.map(extension => `.${extension}`).join(', ')
  throw new UserError(`${folder}: no ${noun}; sought ${sought}; found ${others}`)
}
