/** Small images of one size as one block of bytes: what a loader can gather from without decoding. */
import { createHash } from 'node:crypto'
import type { NotedFile } from '../images/noted-file.js'

export interface PackedSet {
  name: string
  count: number
  height: number
  width: number
  /** `[count, height, width, 3]`, RGB. */
  images: Uint8Array
  /** `[count]`; −1 without a class. */
  labels: Int32Array
  classNames: string[]
  /** `[count]`, unique. */
  files: string[]
  /** Images that the policy let pass although they are damaged, or of another type than their name says. */
  odd?: readonly NotedFile[]
  /** sha256 (hex) over sizes, class names, labels and pixels: where the files lie and their names are not part. */
  hash: string
}

/** The set with its hash computed. */
export function packedSet(parts: Omit<PackedSet, 'hash' | 'count'>): PackedSet {
  return { ...parts, count: parts.labels.length, hash: contentHash(parts) }
}

export function contentHash(parts: Omit<PackedSet, 'hash' | 'count'>): string {
  const { height, width, images, labels, classNames } = parts
  const hash = createHash('sha256')
  hash.update(JSON.stringify({ count: labels.length, height, width, classNames }))
  hash.update(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength))
  // One call takes less than 2³¹ bytes.
  for (let from = 0; from < images.length; from += 2 ** 30) hash.update(images.subarray(from, from + 2 ** 30))
  return hash.digest('hex')
}

const oddOf = ({ odd = [] }: PackedSet, files: ReadonlySet<string>) =>
  odd.filter(({ file }) => files.has(file))

/** The images that `keep` accepts, in the same order, under the same class names. */
export function subset(set: PackedSet, keep: (index: number) => boolean, name = set.name): PackedSet {
  const kept = Array.from({ length: set.count }, (_, i) => i).filter(keep)
  const size = set.height * set.width * 3
  const images = new Uint8Array(kept.length * size)
  kept.forEach((from, to) => {
    images.set(set.images.subarray(from * size, (from + 1) * size), to * size)
  })
  return packedSet({
    ...set,
    name,
    images,
    labels: Int32Array.from(kept, i => set.labels[i]!),
    files: kept.map(i => set.files[i]!),
    ...(set.odd && { odd: oddOf(set, new Set(kept.map(i => set.files[i]!))) }),
  })
}
