/** Images and their label files, brought together by name. */
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { some } from '../images/classes.js'

export interface FilePair {
  /** What both names have in common. */
  key: string
  image: string
  label?: string
}

export interface PairingRules {
  /** What errors call the set. */
  path: string
  images: readonly string[]
  labels: readonly string[]
  /** The common part of a name; files for which there is none are not looked at. */
  imageKey: (file: string) => string | undefined
  labelKey: (file: string) => string | undefined
  /** What errors call one of what is paired with labels; default "image". */
  noun?: string
  /** An image without a label: `refuse` (default); `skip` it; `keep` it without. */
  unlabelled?: 'refuse' | 'skip' | 'keep'
}

/**
 * Pairs in the order of `images`, and the images that were skipped.
 * @throws UserError listing up to ten files of each side that have no partner, or two files of one name
 */
export function pairFiles(rules: PairingRules): { pairs: FilePair[]; skipped: string[] } {
  const { path, noun = 'image', unlabelled = 'refuse' } = rules
  const images = byKey(path, rules.images, rules.imageKey)
  const labels = byKey(path, rules.labels, rules.labelKey)
  const bare = [...images].filter(([key]) => !labels.has(key)).map(([, image]) => image)
  const orphans = [...labels].filter(([key]) => !images.has(key)).map(([, label]) => label)
  if (orphans.length > 0 || (bare.length > 0 && unlabelled === 'refuse'))
    throw new UserError(`${path}: ${partnersMissing(noun, unlabelled === 'refuse' ? bare : [], orphans)}`)
  const pairs = [...images].map(([key, image]) => ({ key, image, label: labels.get(key) }))
  return unlabelled === 'skip'
    ? { pairs: pairs.filter(({ label }) => label !== undefined), skipped: bare }
    : { pairs, skipped: [] }
}

function partnersMissing(noun: string, images: readonly string[], labels: readonly string[]): string {
  const parts = [
    images.length > 0 ? `${counted(images.length, noun)} without a label: ${some(images)}` : '',
    labels.length > 0
      ? `${counted(labels.length, 'label')} without ${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}: ${some(labels)}`
      : '',
  ]
  const remedy =
    images.length > 0 && labels.length === 0
      ? 'add the labels, or leave them out ("unlabelled": "skip" in a description of the set; evaluate and metrics have --skip-unlabelled)'
      : 'complete the pairs, or remove what is alone'
  return `${parts.filter(Boolean).join('; ')}; ${remedy}`
}

function byKey(path: string, files: readonly string[], keyOf: (file: string) => string | undefined) {
  const found = new Map<string, string>()
  for (const file of files) {
    const key = keyOf(file)
    if (key === undefined) continue
    const twin = found.get(key)
    if (twin !== undefined)
      throw new UserError(`${path}: ${some([twin, file])} have one name, expected one file; remove one`)
    found.set(key, file)
  }
  return found
}

/** The path without its extension. */
export const stem = (file: string): string => file.replace(/\.[^./]+$/, '')
