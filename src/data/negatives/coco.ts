/** COCO as it is downloaded: pictures by split, instances or panoptic annotations. Crowds are left out. */
import { createHash } from 'node:crypto'
import { UserError } from '../../errors.js'
import { decodeImage } from '../../formats/pixels.js'
import { checkSameSize } from '../scenes/read-scene.js'
import type { FileTree } from '../trees/file-tree.js'
import {
  annotationFile,
  type CocoAnnotations,
  type CocoObject,
  type CocoPicture,
  filesOf,
  objectsOf,
  readAnnotations,
} from './coco-annotations.js'
import { rasterise, type Segmentation } from './coco-masks.js'
import type { NegativePicture, NegativeSource } from './negative-source.js'
import type { NegativeSpec } from './negative-spec.js'

/** The folder that holds `annotations/`. */
export const cocoRoot = ({ files }: FileTree): string | undefined => {
  const found = files.find(file => annotationFile.test(file))
  return found && (annotationFile.exec(found)![1] ?? '')
}

/**
 * @param annotations those of the same tree and description, if they have been read
 * @throws UserError as `readAnnotations`
 */
export function coco(
  tree: FileTree,
  spec: NegativeSpec,
  annotations: CocoAnnotations = readAnnotations(tree, spec),
): NegativeSource {
  const { file, kind, split, pictures } = annotations
  const items = pictures.map(picture => ({
    id: picture.image,
    categories: picture.categories,
    load: () => readPicture(tree, picture, annotations),
  }))
  const fingerprint = () => {
    const files = filesOf(pictures)
    const choices = [spec.categories ?? null, spec.without ?? null]
    return createHash('sha256')
      .update(JSON.stringify([tree.digest([file, ...files]), kind, files, choices]))
      .digest('hex')
  }
  return { name: `coco/${split}`, path: tree.path, items, annotations, fingerprint }
}

function readPicture(tree: FileTree, picture: CocoPicture, annotations: CocoAnnotations): NegativePicture {
  const image = { name: tree.nameOf(picture.image), bytes: tree.read(picture.image) }
  const { width, height, data } = decodeImage(image.bytes, { name: image.name })
  checkSameSize(image, { width, height }, { ...picture, name: 'annotation' })
  const objects = objectsOf(annotations, picture)
  const regions =
    picture.map === undefined
      ? drawMasks(objects, picture, `${tree.nameOf(annotations.file)}: image ${picture.id}`)
      : drawSegments(objects, panopticMap(tree, picture.map, image, { width, height }))
  return { width, height, image: data, regions, background: 0 }
}

function drawMasks(
  objects: readonly CocoObject[],
  { width, height }: CocoPicture,
  name: string,
): Uint16Array {
  const regions = new Uint16Array(width * height)
  for (const [region, shape] of objects) {
    const mask = maskOf(shape as Segmentation, width, height, name)
    for (let i = 0; i < mask.length; i++) if (mask[i]) regions[i] = region
  }
  return regions
}

function maskOf(segmentation: Segmentation, width: number, height: number, name: string): Uint8Array {
  try {
    return rasterise(segmentation, width, height)
  } catch (error) {
    throw new UserError(`${name}: ${(error as Error).message}`)
  }
}

/** A pixel's segment is R + 256·G + 65536·B. */
function drawSegments(objects: readonly CocoObject[], map: Uint8Array): Uint16Array {
  const regionOf = new Map(objects.map(([region, segment]) => [segment as number, region]))
  const regions = new Uint16Array(map.length / 3)
  for (let i = 0; i < regions.length; i++)
    regions[i] = regionOf.get(map[3 * i]! + 256 * map[3 * i + 1]! + 65536 * map[3 * i + 2]!) ?? 0
  return regions
}

function panopticMap(
  tree: FileTree,
  file: string,
  image: { name: string; bytes: Uint8Array },
  size: { width: number; height: number },
): Uint8Array {
  const name = tree.nameOf(file)
  const { data, width, height } = decodeImage(tree.read(file), { name })
  checkSameSize(image, size, { width, height, name })
  return data
}
