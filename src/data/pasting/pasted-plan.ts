/** Anomaly sets by plan: which object goes where on which scene of a closed set, composed when a scene is loaded. */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { UserError } from '../../errors.js'
import { readCrop } from '../negatives/crops.js'
import type { MaskedObject } from '../negatives/masked-object.js'
import { anomalyClasses } from '../scenes/labelled-folder.js'
import type { Scene, SceneItem, SceneSet } from '../scenes/scene-set.js'
import type { FileTree } from '../trees/file-tree.js'
import { parseJson } from '../trees/read-json.js'

const whole = z.int().nonnegative()
const paste = z.strictObject({
  object: z.string(),
  x: whole,
  y: whole,
  factor: z.int().positive(),
  flip: z.boolean(),
})
const planned = z.strictObject({
  image: z.string(),
  pastes: z.array(paste),
  anomalyPixels: whole,
  ignorePixels: whole,
  crc32: whole,
})
const schema = z.object({
  name: z.string(),
  base: z.string(),
  objects: z.string(),
  val: z.array(planned).default([]),
  test: z.array(planned).default([]),
})

export type Paste = z.infer<typeof paste>
export type PlannedScene = z.infer<typeof planned>

/** @throws UserError naming the file and the field */
export const parsePlan = (bytes: Uint8Array, path: string) => parseJson(bytes, path, schema)

export interface PastedPlan {
  /** The plan's file. */
  path: string
  name: string
  plan: readonly PlannedScene[]
  base: SceneSet
  /** The tree of crops and masks. */
  objects: FileTree
}

/** @throws UserError if the plan names an image that the base set does not have */
export function openPastedPlan({ path, name, plan, base, objects }: PastedPlan): SceneSet {
  const scenes = new Map(base.items.map(item => [item.id, item]))
  const cropOf = remembered((file: string) => readCrop(objects, file))
  const items = plan.map((planned): SceneItem => {
    const item = scenes.get(planned.image)
    if (!item) throw new UserError(`${path}: no image ${planned.image} in ${base.path}`)
    const load = (maxPixels?: number) => compose(item.load(maxPixels), planned, cropOf, path)
    const { id, imageFile, pictureDigest } = item
    return { id, imageFile, pictureDigest, load }
  })
  const fingerprint = () =>
    createHash('sha256')
      .update(JSON.stringify([base.fingerprint(), objects.digest(objects.files), plan]))
      .digest('hex')
  return { name, path, ...anomalyClasses, items, fingerprint }
}

/** @throws UserError if the label is not the one that the plan's makers had */
function compose(
  { width, height, image, labels }: Scene,
  { pastes, image: id, ...expected }: PlannedScene,
  cropOf: (file: string) => MaskedObject,
  path: string,
): Scene {
  const scene = {
    width,
    height,
    image: image.slice(),
    labels: labels!.map(label => (label === 255 ? 255 : 0)),
  }
  for (const paste of pastes) place(scene, reduceByBlocks(cropOf(paste.object), paste.factor), paste, path)
  const found = {
    anomalyPixels: countOf(scene.labels, 1),
    ignorePixels: countOf(scene.labels, 255),
    crc32: crc32(scene.labels),
  }
  for (const key of ['anomalyPixels', 'ignorePixels', 'crc32'] as const)
    if (found[key] !== expected[key])
      throw new UserError(
        `${path}: ${id}: ${key} of the composed label is ${found[key]}, expected ${expected[key]}; are scenes and objects those of the plan?`,
      )
  return scene
}

/**
 * Complete factor × factor blocks only: colour = (sum + ⌊f²/2⌋) div f², mask = 1 where at least half of the block
 * is set.
 */
function reduceByBlocks(object: MaskedObject, factor: number): MaskedObject {
  const [width, height] = [Math.floor(object.width / factor), Math.floor(object.height / factor)]
  const area = factor * factor
  const image = new Uint8Array(width * height * 3)
  const mask = new Uint8Array(width * height)
  const sums = [0, 0, 0, 0]
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to++) {
      sums.fill(0)
      for (let dy = 0; dy < factor; dy++)
        for (let dx = 0; dx < factor; dx++) {
          const from = (y * factor + dy) * object.width + x * factor + dx
          for (let c = 0; c < 3; c++) sums[c]! += object.image[from * 3 + c]!
          sums[3]! += object.mask[from]!
        }
      for (let c = 0; c < 3; c++) image[to * 3 + c] = Math.floor((sums[c]! + (area >> 1)) / area)
      mask[to] = 2 * sums[3]! >= area ? 1 : 0
    }
  return { width, height, image, mask }
}

function place(
  scene: Required<Scene>,
  object: MaskedObject,
  { x, y, flip, object: name }: Paste,
  path: string,
): void {
  if (x + object.width > scene.width || y + object.height > scene.height)
    throw new UserError(`${path}: ${name} at (${x}, ${y}) reaches beyond the scene; is it the plan's object?`)
  for (let row = 0; row < object.height; row++)
    for (let column = 0; column < object.width; column++) {
      const from = row * object.width + (flip ? object.width - 1 - column : column)
      if (!object.mask[from]) continue
      const to = (y + row) * scene.width + x + column
      scene.labels[to] = 1
      for (let c = 0; c < 3; c++) scene.image[to * 3 + c] = object.image[from * 3 + c]!
    }
}

function countOf(labels: Uint8Array, value: number): number {
  let count = 0
  for (const label of labels) if (label === value) count++
  return count
}

function remembered<K, V>(compute: (key: K) => V): (key: K) => V {
  const kept = new Map<K, V>()
  return key => {
    const found = kept.get(key) ?? compute(key)
    kept.set(key, found)
    return found
  }
}
