/**
 * Anomaly sets by rule: a JSON file names scenes, negatives, how these are pasted, and a seed; the scenes are composed
 * when they are loaded. For tests with chosen categories, and for controls in which inlier objects are pasted too.
 */

import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { stream } from '../../random.js'
import { drawsOf } from '../augment/draws.js'
import { readImageFile } from '../images/image-folder.js'
import type { NegativeSource } from '../negatives/negative-source.js'
import { negativeSpecIn } from '../negatives/negative-spec.js'
import { openNegatives } from '../negatives/open-negatives.js'
import { anomalyClasses } from '../scenes/labelled-folder.js'
import type { Scene, SceneItem, SceneSet } from '../scenes/scene-set.js'
import { type SceneSpec, sceneSpecIn } from '../scenes/scene-spec.js'
import { parseJson } from '../trees/read-json.js'
import { type PastingOptions, pastingSchema } from './options.js'
import { checkPasting, paste } from './paste.js'

const schemaIn = (folder: string) =>
  z.strictObject({
    version: z.literal(1),
    name: z.string().optional().describe('what tables call the set; default: the name of the file'),
    pasted: z.strictObject({
      scenes: sceneSpecIn(folder).describe('what is pasted into; with classes, all of them are inliers'),
      negatives: negativeSpecIn(folder).optional().describe('what becomes an outlier'),
      donors: sceneSpecIn(folder).optional().describe('where distractors are cut out; default: the scenes'),
      pasting: pastingSchema,
      count: z.int().positive().optional().describe('only so many scenes, evenly spaced'),
      seed: z.int().nonnegative().default(0),
    }),
    labelCrc32: z
      .array(z.int().nonnegative())
      .optional()
      .describe('of the label map of each composed scene; one that composes otherwise is refused'),
  })

/** Whether a JSON file is such a set. */
export const isPastedFile = (path: string): boolean =>
  z.object({ pasted: z.unknown() }).safeParse(parseJson(readImageFile(path), path, z.unknown())).success

type OpenSceneSet = (spec: SceneSpec) => SceneSet

/** @throws UserError naming the file and the field, or what is wrong with a set that it names */
export const openPastedFile = (path: string, openOther: OpenSceneSet): SceneSet =>
  openPastedBytes(readImageFile(path), path, openOther)

/** What the file `path` would be if it held these bytes. */
export function openPastedBytes(bytes: Uint8Array, path: string, openOther: OpenSceneSet): SceneSet {
  const { name, pasted, labelCrc32 } = parseJson(bytes, path, schemaIn(dirname(path)))
  const { scenes, negatives, donors, ...rule } = pasted
  const base = openOther(scenes)
  return pastedSet({
    ...rule,
    ...{ name: name ?? basename(path, '.json'), path, labelCrc32 },
    base,
    negatives: negatives && openNegatives(negatives),
    donors: donors && openOther(donors),
  })
}

export interface PastedRule {
  name: string
  path: string
  base: SceneSet
  negatives?: NegativeSource
  donors?: SceneSet
  pasting: PastingOptions
  count?: number
  seed: number
  labelCrc32?: readonly number[]
}

/** The same scenes for the same rule and data, whatever is loaded first. */
function pastedSet(rule: PastedRule): SceneSet {
  const { name, path, base, negatives, pasting, count = base.items.length, seed } = rule
  const donors = rule.donors ?? (base.kind === 'classes' ? base : undefined)
  if (count > base.items.length)
    throw new UserError(
      `${path}: pasted.count is ${count}, but ${base.path} has ${counted(base.items.length, 'scene')}`,
    )
  if (rule.labelCrc32 && rule.labelCrc32.length !== count)
    throw new UserError(
      `${path}: ${counted(rule.labelCrc32.length, 'checksum')} (labelCrc32) of ${counted(count, 'scene')}: its rule or scenes are others now; make it anew`,
    )
  checkPasting(pasting, { negatives, scenes: donors })
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * base.items.length) / count))
  const compose = (item: SceneItem, index: number, maxPixels?: number): Scene => {
    const draws = drawsOf(stream(seed, 'pasted-set', 0, index))
    const sources = { negatives, scenes: donors, distractorLabel: inlier }
    return paste(asAnomaly(item.load(maxPixels), base, item.id), sources, pasting, outlier, draws)
  }
  const items = chosen.map((index, i): SceneItem => {
    const { id, imageFile, pictureDigest } = base.items[index]!
    const load = (maxPixels?: number) => {
      const scene = compose(base.items[index]!, index, maxPixels)
      checkLabels(scene, rule, i, id)
      return scene
    }
    return { id, imageFile, pictureDigest, load }
  })
  const fingerprint = () => {
    const parts = [base.fingerprint(), negatives?.fingerprint(), donors?.fingerprint(), pasting, chosen, seed]
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  }
  return { name, path, ...anomalyClasses, items, fingerprint }
}

const [inlier, outlier, ignored] = [0, 1, 255]

function checkLabels({ labels }: Scene, { labelCrc32, path }: PastedRule, i: number, id: string): void {
  if (labelCrc32 === undefined || crc32(labels!) === labelCrc32[i]) return
  throw new UserError(
    `${path}: ${id} is composed otherwise than when the file was made (labelCrc32.${i}): its rule, scenes or negatives are others now; make it anew`,
  )
}

/** Of a set with classes: all of them inliers. */
function asAnomaly({ labels, ...scene }: Scene, { kind, path }: SceneSet, id: string) {
  if (!labels) throw new UserError(`${path}: ${id} has no labels to tell what is ignored`)
  if (kind === 'anomaly') return { ...scene, labels }
  return { ...scene, labels: labels.map(label => (label === ignored ? ignored : inlier)) }
}
