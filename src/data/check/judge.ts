/** What is wrong with one set, from what a pass over it found. */
import { counted } from '../../counted.js'
import type { ImageSet } from '../images/image-set.js'
import type { Inspection } from './inspect.js'

export interface SetReport extends Omit<Inspection, 'byPixels' | 'passedOver'> {
  /** Groups of files with the same pixels, and whether their labels agree. */
  duplicates: { files: string[]; sameClass: boolean }[]
  /** What must be mended. */
  problems: string[]
  /** What a person should know. */
  notes: string[]
}

/** Classes more uneven than this are worth a word. */
const unevenFrom = 5

/** The report of a set that cannot even be listed. */
export function unopened({ name, path }: ImageSet, problem: string): SetReport {
  const nothing = {
    classes: [],
    unlabelled: 0,
    sizes: [],
    unreadable: [],
    warnings: [],
    duplicates: [],
    notes: [],
  }
  return { name, path, images: 0, ...nothing, problems: [problem] }
}

export function judge({ byPixels, ...found }: Inspection): SetReport {
  const groups = [...byPixels.values()].filter(group => group.length > 1)
  const duplicates = groups.map(group => ({
    files: group.map(({ file }) => file),
    sameClass: new Set(group.map(({ label }) => label)).size === 1,
  }))
  const { passedOver: _, ...rest } = found
  return { ...rest, duplicates, problems: problemsOf(found, duplicates), notes: notesOf(found, duplicates) }
}

type Found = Omit<Inspection, 'byPixels'>
type Duplicates = SetReport['duplicates']

function problemsOf({ unreadable, classes, passedOver }: Found, duplicates: Duplicates): string[] {
  const problems = passedOver === undefined ? [] : [passedOver]
  if (unreadable.length > 0)
    problems.push(`${counted(unreadable.length, 'image')} cannot be read, such as ${unreadable[0]!.reason}`)
  const empty = classes.filter(({ images }) => images === 0).map(({ name }) => name)
  if (empty.length > 0) problems.push(`no images of ${empty.join(', ')}`)
  const contradicting = duplicates.filter(({ sameClass }) => !sameClass)
  if (contradicting.length > 0)
    problems.push(
      `${counted(contradicting.length, 'image is', 'images are')} in several classes, such as ${contradicting[0]!.files.join(' = ')}`,
    )
  return problems
}

function notesOf(found: Found, duplicates: Duplicates): string[] {
  const { images, unlabelled, warnings, sizes, classes } = found
  const notes: string[] = []
  if (classes.length > 0 && unlabelled > 0)
    notes.push(`${unlabelled} of ${counted(images, 'image')} without a class`)
  const copies = duplicates.reduce((sum, { files }) => sum + files.length - 1, 0)
  if (copies > 0)
    notes.push(
      `${counted(copies, 'image is a copy of another', 'images are copies of others')}, such as ${duplicates[0]!.files.join(' = ')}`,
    )
  const [odd] = warnings
  if (odd)
    notes.push(`${counted(warnings.length, 'file is', 'files are')} odd, such as ${odd.file}: ${odd.warning}`)
  if (sizes.length > 1) notes.push(`${sizes.length} sizes of image`)
  return [...notes, ...unevenClasses(found), ...similarNames(found)]
}

function unevenClasses({ classes }: Pick<Inspection, 'classes'>): string[] {
  const present = classes.filter(({ images }) => images > 0).sort((a, b) => a.images - b.images)
  const [least, most] = [present[0], present.at(-1)]
  if (!least || !most || most.images < unevenFrom * least.images) return []
  return [`uneven classes: ${least.images} of ${least.name}, ${most.images} of ${most.name}`]
}

/** `Cat` beside `cat` is one class that was meant, most likely. */
function similarNames({ classes }: Pick<Inspection, 'classes'>): string[] {
  const plain = (name: string) =>
    name
      .normalize('NFKC')
      .trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
  return classes.flatMap(({ name }, i) => {
    const twin = classes.slice(0, i).find(other => plain(other.name) === plain(name))
    return twin
      ? [`the classes ${JSON.stringify(twin.name)} and ${JSON.stringify(name)} differ in spelling only`]
      : []
  })
}
