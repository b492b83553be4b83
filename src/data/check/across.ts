/** What is wrong between two sets: images in both, classes in one only. */
import { counted } from '../../counted.js'
import type { Inspection } from './inspect.js'

/** What a comparison needs of a set, of images or of scenes. */
export interface Fingerprinted {
  name: string
  byPixels: Map<string, { file: string }[]>
}

export interface SharedImages {
  /** Names of the two sets. */
  sets: [string, string]
  /** How many images of the first are in the second. */
  images: number
  /** Some of them. */
  examples: [string, string][]
}

export function sharedImages(a: Fingerprinted, b: Fingerprinted): SharedImages[] {
  const examples: [string, string][] = []
  let images = 0
  for (const [pixels, group] of a.byPixels) {
    const twins = b.byPixels.get(pixels)
    if (!twins) continue
    images += group.length
    if (examples.length < 10) examples.push([group[0]!.file, twins[0]!.file])
  }
  return images > 0 ? [{ sets: [a.name, b.name], images, examples }] : []
}

export const describeShared = ({ sets, images, examples }: SharedImages) =>
  `${counted(images, `image of ${sets[0]} is`, `images of ${sets[0]} are`)} in ${sets[1]} too, such as ${examples[0]!.join(' = ')}`

/** Two splits of one set have the same classes; sets that share none are of different things. */
export function differingClasses(a: Inspection, b: Inspection): string[] {
  const [inA, inB] = [a, b].map(({ classes }) => new Set(classes.map(({ name }) => name))) as [
    Set<string>,
    Set<string>,
  ]
  const common = [...inA].filter(name => inB.has(name)).length
  if (2 * common <= Math.min(inA.size, inB.size)) return []
  return [...only(inA, inB, a.name, b.name), ...only(inB, inA, b.name, a.name)]
}

function only(these: Set<string>, others: Set<string>, name: string, other: string): string[] {
  const odd = [...these].filter(className => !others.has(className))
  return odd.length > 0 ? [`${name} has classes that ${other} lacks: ${odd.slice(0, 10).join(', ')}`] : []
}
