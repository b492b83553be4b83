/** Negatives that are whole pictures with a map of regions beside each. */
import { createHash } from 'node:crypto'
import { decodeLabelMap } from '../../formats/label-map.js'
import { decodeImage } from '../../formats/pixels.js'
import { checkSameSize } from '../scenes/read-scene.js'
import type { FileTree } from '../trees/file-tree.js'
import type { FilePair } from '../trees/pair-files.js'
import type { NegativePicture, NegativeSource } from './negative-source.js'

export interface PictureSource {
  tree: FileTree
  name: string
  pairs: readonly (FilePair & { categories?: readonly string[] })[]
  background?: number
  /** All other values become the background. */
  only?: ReadonlySet<number>
}

export function pictureSource({ tree, name, pairs, background, only }: PictureSource): NegativeSource {
  const items = pairs.map(({ image, label, categories = [] }) => ({
    id: image,
    categories,
    load: () => {
      const picture = readPicture(tree, image, label!, background)
      if (only) keepOnly(picture.regions, only)
      return picture
    },
  }))
  const fingerprint = () => {
    const files = pairs.flatMap(({ image, label }) => [image, label!])
    return createHash('sha256')
      .update(JSON.stringify([tree.digest(files), files, background, only && [...only]]))
      .digest('hex')
  }
  return { name, path: tree.path, items, fingerprint }
}

function keepOnly(regions: NegativePicture['regions'], values: ReadonlySet<number>): void {
  for (let i = 0; i < regions.length; i++) if (!values.has(regions[i]!)) regions[i] = 0
}

function readPicture(
  tree: FileTree,
  imageFile: string,
  mapFile: string,
  background?: number,
): NegativePicture {
  const image = { name: tree.nameOf(imageFile), bytes: tree.read(imageFile) }
  const { width, height, data } = decodeImage(image.bytes, { name: image.name })
  const name = tree.nameOf(mapFile)
  const map = decodeLabelMap(tree.read(mapFile), { name, wide: true })
  checkSameSize(image, { width, height }, { ...map, name })
  return { width, height, image: data, regions: map.data, background }
}
