/**
 * COCO's annotations, read and judged once. What pasting needs of them is kept apart from the rest: of hundreds of
 * megabytes of JSON the objects as bytes, whose memory threads share, and a line for each picture.
 */
import { z } from 'zod'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { some } from '../images/classes.js'
import type { FileTree } from '../trees/file-tree.js'
import { readTreeJson } from '../trees/read-json.js'
import { chooseCategories, isAllowed } from './categories.js'
import type { Segmentation } from './coco-masks.js'
import type { NegativeSpec } from './negative-spec.js'

export const annotationFile = /^(?:(.*)\/)?annotations\/(instances|panoptic)_([^/]+)\.json$/

/** Pictures that have objects of allowed categories, sorted by path. */
export interface CocoAnnotations {
  /** The JSON file that they were read from. */
  file: string
  kind: string
  split: string
  pictures: CocoPicture[]
  /** In shared memory; `objectsOf` reads it. */
  objects: Uint8Array
}

export interface CocoPicture {
  /** The number that messages call it by. */
  id: number
  image: string
  /** The PNG of a panoptic annotation. */
  map?: string
  width: number
  height: number
  /** Those that are allowed. */
  categories: string[]
  /** Where its objects are. */
  start: number
  end: number
}

/** A region's value, and its mask or, in a panoptic map, its segment. Later ones lie on earlier ones. */
export type CocoObject = readonly [region: number, shape: Segmentation | number]

export const objectsOf = ({ objects }: CocoAnnotations, { start, end }: CocoPicture): CocoObject[] =>
  JSON.parse(Buffer.from(objects.buffer, start, end - start).toString('utf8'))

/** @throws UserError if the split or a category is missing, pictures are missing, or the JSON is not COCO's */
export function readAnnotations(tree: FileTree, spec: NegativeSpec): CocoAnnotations {
  const { file, kind, split } = chooseFile(tree, spec)
  const pictures = (kind === 'instances' ? instancesOf : panopticOf)(tree, file, split)
  const large = pictures.filter(({ width, height }) => Math.min(width, height) >= (spec.minShortSide ?? 1))
  const chosen = chooseCategories(large, categoriesOf, spec, tree.nameOf(file))
  chosen.sort((a, b) => (a.image < b.image ? -1 : 1))
  const missing = filesOf(chosen).filter(name => !tree.has(name))
  if (missing.length > 0)
    throw new UserError(
      `${tree.path}: ${counted(missing.length, 'file')} that ${file} names ${missing.length === 1 ? 'is' : 'are'} missing: ${some(missing)}`,
    )
  return { file, kind, split, ...packed(chosen, spec) }
}

/** Pictures, each with its map. */
export const filesOf = (pictures: readonly Pick<CocoPicture, 'image' | 'map'>[]): string[] =>
  pictures.flatMap(({ image, map }) => (map === undefined ? [image] : [image, map]))

/** A picture as the JSON has it. */
interface Read extends Omit<CocoPicture, 'categories' | 'start' | 'end'> {
  /** In drawing order. */
  objects: { category: string; shape: Segmentation | number }[]
}

const categoriesOf = ({ objects }: Read) => [...new Set(objects.map(({ category }) => category))]

/** Regions are numbered before categories are left out, so that those of an object do not depend on them. */
function packed(chosen: readonly Read[], spec: NegativeSpec): Pick<CocoAnnotations, 'pictures' | 'objects'> {
  const parts: Buffer[] = []
  let end = 0
  const pictures = chosen.map(({ objects, ...picture }): CocoPicture => {
    const allowed = objects.flatMap(({ category, shape }, i): CocoObject[] =>
      isAllowed(category, spec) ? [[i + 1, shape]] : [],
    )
    const part = Buffer.from(JSON.stringify(allowed))
    parts.push(part)
    const start = end
    end += part.length
    const categories = categoriesOf({ objects, ...picture }).filter(category => isAllowed(category, spec))
    return { ...picture, categories, start, end }
  })
  const objects = new Uint8Array(new SharedArrayBuffer(end))
  for (const [i, part] of parts.entries()) objects.set(part, pictures[i]!.start)
  return { pictures, objects }
}

function chooseFile({ path, files }: FileTree, spec: NegativeSpec) {
  const all = files.flatMap(file => {
    const [, root, kind, split] = annotationFile.exec(file) ?? []
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
function instancesOf(tree: FileTree, file: string, split: string): Read[] {
  const { images, categories, annotations } = readTreeJson(tree, file, instancesSchema)
  const name = nameById(tree.nameOf(file), categories)
  const byImage = new Map<number, typeof annotations>()
  for (const annotation of annotations)
    if (!annotation.iscrowd)
      byImage.set(annotation.image_id, [...(byImage.get(annotation.image_id) ?? []), annotation])
  return images.flatMap(({ id, file_name, width, height }): Read[] => {
    const found = byImage.get(id)?.sort((a, b) => b.area - a.area)
    if (!found) return []
    const objects = found.map(({ category_id, segmentation }) => {
      return { category: name(category_id), shape: segmentation }
    })
    return [{ id, image: `${split}/${file_name}`, width, height, objects }]
  })
}

function panopticOf(tree: FileTree, file: string, split: string): Read[] {
  const { images, categories, annotations } = readTreeJson(tree, file, panopticSchema)
  const name = nameById(tree.nameOf(file), categories)
  const byId = new Map(images.map(image => [image.id, image]))
  return annotations.map(({ image_id, file_name, segments_info }): Read => {
    const image = byId.get(image_id)
    if (!image) throw new UserError(`${tree.nameOf(file)}: no image ${image_id}, which ${file_name} is of`)
    const segments = segments_info.filter(({ iscrowd }) => !iscrowd)
    return {
      id: image_id,
      image: `${split}/${image.file_name}`,
      map: `panoptic_${split}/${file_name}`,
      width: image.width,
      height: image.height,
      objects: segments.map(({ id, category_id }) => {
        return { category: name(category_id), shape: id }
      }),
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
