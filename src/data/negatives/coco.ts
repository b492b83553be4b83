/** COCO as it is downloaded: pictures by split, instances or panoptic annotations. Crowds are left out. */

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { decodeImage } from '../../formats/pixels.js'
import { some } from '../classes.js'
import type { FileTree } from '../scenes/file-tree.js'
import { readTreeJson } from '../scenes/read-json.js'
import { checkSameSize } from '../scenes/read-scene.js'
import { chooseCategories, isAllowed } from './categories.js'
import { rasterise, type Segmentation } from './coco-masks.js'
import type { NegativePicture, NegativeSource } from './negative-source.js'
import type { NegativeSpec } from './negative-spec.js'

const annotations = /^(?:(.*)\/)?annotations\/(instances|panoptic)_([^/]+)\.json$/

/** The folder that holds `annotations/`. */
export const cocoRoot = ({ files }: FileTree): string | undefined => {
  const found = files.find(file => annotations.test(file))
  return found && (annotations.exec(found)![1] ?? '')
}

/** @throws UserError if the split or a category is missing, pictures are missing, or the JSON is not COCO's */
export function coco(tree: FileTree, spec: NegativeSpec): NegativeSource {
  const { file, kind, split } = chooseFile(tree, spec)
  const pictures = (kind === 'instances' ? instancesOf : panopticOf)(tree, file, split)
  const large = pictures.filter(({ width, height }) => Math.min(width, height) >= (spec.minShortSide ?? 1))
  const chosen = chooseCategories(large, ({ categories }) => categories, spec, tree.nameOf(file))
  chosen.sort((a, b) => (a.image < b.image ? -1 : 1))
  const wanted = chosen.flatMap(({ image, map }) => (map === undefined ? [image] : [image, map]))
  const missing = wanted.filter(name => !tree.has(name))
  if (missing.length > 0)
    throw new UserError(
      `${tree.path}: ${counted(missing.length, `file that ${file} names is`, `files that ${file} names are`)} missing: ${some(missing)}`,
    )
  const items = chosen.map(picture => ({
    id: picture.image,
    categories: picture.categories.filter(category => isAllowed(category, spec)),
    load: () => readPicture(tree, picture, spec),
  }))
  const fingerprint = () => {
    const choices = [spec.categories ?? null, spec.without ?? null]
    return createHash('sha256')
      .update(JSON.stringify([tree.digest([file, ...wanted]), kind, wanted, choices]))
      .digest('hex')
  }
  return { name: `coco/${split}`, path: tree.path, items, fingerprint }
}

interface Picture {
  image: string
  /** The PNG of a panoptic annotation. */
  map?: string
  width: number
  height: number
  categories: string[]
  /** The value of each region, in drawing order, from what the JSON says of it. */
  draw(regions: Uint16Array, map: Uint8Array | undefined, isWanted: (category: string) => boolean): void
}

function chooseFile({ path, files }: FileTree, spec: NegativeSpec) {
  const all = files.flatMap(file => {
    const [, root, kind, split] = annotations.exec(file) ?? []
    return kind && !root ? [{ file, kind, split: split! }] : []
  })
  const named = (split: string) =>
    spec.split === undefined || [spec.split, `${spec.split}2017`].includes(split)
  const kinds = spec.annotations ? [spec.annotations] : ['instances', 'panoptic']
  const found = kinds
    .map(kind => all.filter(one => one.kind === kind && named(one.split)))
    .find(list => list.length > 0)
  const known = all.map(({ kind, split }) => `${kind} of ${split}`).join(', ')
  if (!found) throw new UserError(`${path}: no annotations of split "${spec.split ?? ''}"; known: ${known}`)
  if (found.length > 1) throw new UserError(`${path}: holds ${known}; say which split`)
  return found[0]!
}

const whole = z.int().nonnegative()
const picture = z.object({
  id: z.int(),
  file_name: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
})
const categoryList = z.array(z.object({ id: z.int(), name: z.string() })).min(1)
const crowd = z.union([whole, z.boolean()]).default(0)

const instancesSchema = z.object({
  images: z.array(picture),
  categories: categoryList,
  annotations: z.array(
    z.object({
      image_id: z.int(),
      category_id: z.int(),
      iscrowd: crowd,
      area: z.number().default(0),
      segmentation: z.union([
        z.array(z.array(z.number()).min(6)),
        z.object({ size: z.tuple([whole, whole]), counts: z.union([z.string(), z.array(z.number())]) }),
      ]),
    }),
  ),
})

const panopticSchema = z.object({
  images: z.array(picture),
  categories: categoryList,
  annotations: z.array(
    z.object({
      image_id: z.int(),
      file_name: z.string(),
      segments_info: z.array(z.object({ id: whole, category_id: z.int(), iscrowd: crowd })),
    }),
  ),
})

/** Larger objects first, so that smaller ones lie on them. */
function instancesOf(tree: FileTree, file: string, split: string): Picture[] {
  const { images, categories, annotations } = readTreeJson(tree, file, instancesSchema)
  const name = nameById(tree.nameOf(file), categories)
  const byImage = new Map<number, typeof annotations>()
  for (const annotation of annotations)
    if (!annotation.iscrowd)
      byImage.set(annotation.image_id, [...(byImage.get(annotation.image_id) ?? []), annotation])
  return images.flatMap(({ id, file_name, width, height }): Picture[] => {
    const objects = byImage.get(id)?.sort((a, b) => b.area - a.area)
    if (!objects) return []
    const draw: Picture['draw'] = (regions, _, isWanted) => {
      objects.forEach(({ segmentation, category_id }, i) => {
        if (isWanted(name(category_id)))
          mark(regions, maskOf(segmentation, width, height, tree, file, id), i + 1)
      })
    }
    const found = objects.map(one => name(one.category_id))
    return [{ image: `${split}/${file_name}`, width, height, categories: [...new Set(found)], draw }]
  })
}

function maskOf(
  segmentation: Segmentation,
  width: number,
  height: number,
  tree: FileTree,
  file: string,
  image: number,
): Uint8Array {
  try {
    return rasterise(segmentation, width, height)
  } catch (error) {
    throw new UserError(`${tree.nameOf(file)}: image ${image}: ${(error as Error).message}`)
  }
}

function mark(regions: Uint16Array, mask: Uint8Array, value: number): void {
  for (let i = 0; i < mask.length; i++) if (mask[i]) regions[i] = value
}

/** A pixel's segment is R + 256·G + 65536·B. */
function panopticOf(tree: FileTree, file: string, split: string): Picture[] {
  const { images, categories, annotations } = readTreeJson(tree, file, panopticSchema)
  const name = nameById(tree.nameOf(file), categories)
  const byId = new Map(images.map(image => [image.id, image]))
  return annotations.map(({ image_id, file_name, segments_info }): Picture => {
    const image = byId.get(image_id)
    if (!image) throw new UserError(`${tree.nameOf(file)}: no image ${image_id}, which ${file_name} is of`)
    const segments = segments_info.filter(({ iscrowd }) => !iscrowd)
    const draw: Picture['draw'] = (regions, map, isWanted) => {
      const values = new Map(
        segments.flatMap(({ id, category_id }, i) => (isWanted(name(category_id)) ? [[id, i + 1]] : [])),
      )
      for (let i = 0; i < regions.length; i++)
        regions[i] = values.get(map![3 * i]! + 256 * map![3 * i + 1]! + 65536 * map![3 * i + 2]!) ?? 0
    }
    return {
      image: `${split}/${image.file_name}`,
      map: `panoptic_${split}/${file_name}`,
      width: image.width,
      height: image.height,
      categories: [...new Set(segments.map(({ category_id }) => name(category_id)))],
      draw,
    }
  })
}

function nameById(file: string, categories: { id: number; name: string }[]): (id: number) => string {
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  return id => {
    const name = names.get(id)
    if (name === undefined) throw new UserError(`${file}: no category ${id}, which an annotation has`)
    return name
  }
}

function readPicture(tree: FileTree, picture: Picture, spec: NegativeSpec): NegativePicture {
  const image = { name: tree.nameOf(picture.image), bytes: tree.read(picture.image) }
  const { width, height, data } = decodeImage(image.bytes, { name: image.name })
  checkSameSize(image, { width, height }, { ...picture, name: 'annotation' })
  const regions = new Uint16Array(width * height)
  const map = picture.map === undefined ? undefined : panopticMap(tree, picture.map, image, { width, height })
  picture.draw(regions, map, category => isAllowed(category, spec))
  return { width, height, image: data, regions, background: 0 }
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
