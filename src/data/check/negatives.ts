/** What is wrong with a set of negatives: one pass over all pictures and their masks. */
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import type { NegativePicture, NegativeSource } from '../negatives/negative-source.js'
import { holdsNegatives, openNegatives, parseNegativeReference } from '../negatives/open-negatives.js'
import { treeAt } from './tree-at.js'

export interface NegativeReport {
  name: string
  path: string
  pictures: number
  /** What can be pasted: objects, or regions of a class. */
  regions: number
  /** Pictures of each category, in the order of their names. */
  categories: { name: string; pictures: number }[]
  unreadable: { file: string; reason: string }[]
  problems: string[]
  notes: string[]
}

/** A set to be opened: files that are missing are a finding, not a failure. */
export interface NegativeCandidate {
  name: string
  path: string
  open(): NegativeSource
}

/** The negatives that a person names; nothing if it names something else. */
export function negativesToCheck(reference: string): NegativeCandidate | undefined {
  const spec = parseNegativeReference(reference)
  const tree = treeAt(spec.path)
  return tree && holdsNegatives(tree)
    ? { name: reference, path: spec.path, open: () => openNegatives(spec) }
    : undefined
}

/** Reads everything; a set that cannot be opened is a report with that problem. */
export function inspectNegatives(
  candidate: NegativeCandidate,
  show: (picture: NegativePicture) => void,
): NegativeReport {
  const { name, path } = candidate
  const empty = { pictures: 0, regions: 0, categories: [], unreadable: [] }
  const report: NegativeReport = { name, path, ...empty, problems: [], notes: [] }
  try {
    passOver(candidate.open(), report, show)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    report.problems.push(error.message)
  }
  return report
}

function passOver(
  { items }: NegativeSource,
  report: NegativeReport,
  show: (picture: NegativePicture) => void,
): void {
  const byCategory = new Map<string, number>()
  const nothing: string[] = []
  report.pictures = items.length
  for (const { id, categories, load } of items) {
    for (const category of categories) byCategory.set(category, (byCategory.get(category) ?? 0) + 1)
    try {
      const picture = load()
      const values = new Set(picture.regions)
      if (picture.background !== undefined) values.delete(picture.background)
      report.regions += values.size
      if (values.size === 0) nothing.push(id)
      show(picture)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      report.unreadable.push({ file: id, reason: error.message })
    }
  }
  report.categories = [...byCategory].sort().map(([name, pictures]) => ({ name, pictures }))
  const { unreadable, problems, notes } = report
  if (unreadable.length > 0)
    problems.push(`${counted(unreadable.length, 'picture')} cannot be read, such as ${unreadable[0]!.reason}`)
  if (items.length > 0 && report.regions === 0)
    problems.push('there is nothing to paste: all masks are empty')
  else if (nothing.length > 0)
    notes.push(
      `nothing to paste in ${nothing.length} of ${counted(items.length, 'picture')}, such as ${nothing[0]}`,
    )
}
