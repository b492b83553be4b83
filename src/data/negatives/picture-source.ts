/** Negatives that are whole pictures with a map of regions beside each. */
import { createHash } from 'node:crypto'
import { decodeLabelMap } from '../../formats/label-map.js'
import { decodeImage } from '../../formats/pixels.js'
import type { FileTree } from '../scenes/file-tree.js'
import type { FilePair } from '../scenes/pair-files.js'
import { checkSameSize } from '../scenes/read-scene.js'
import type { NegativePicture, NegativeSource } from './negative-source.js'

export interface PictureSource {
  tree: FileTree
  name: string
  pairs: readonly FilePair[]
  background?: number
}

export function pictureSource({ tree, name, pairs, background }: PictureSource): NegativeSource {
  const items = pairs.map(({ image, label }) => ({
    id: image,
    categories: [],
    load: () => readPicture(tree, image, label!, background),
  }))
  const fingerprint = () => {
    const files = pairs.flatMap(({ image, label }) => [image, label!])
    return createHash('sha256')
      .update(JSON.stringify([tree.digest(files), files, background]))
      .digest('hex')
  }
  return { name, path: tree.path, items, fingerprint }
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
