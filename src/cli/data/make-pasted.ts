/** `uno data make pasted`: an anomaly set by rule. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { counted } from '../../counted.js'
import { parseNegativeReference } from '../../data/negatives/open-negatives.js'
import { openPastedBytes } from '../../data/pasting/pasted-set.js'
import { parseSceneReference } from '../../data/scenes/scene-spec.js'
import { openSceneSet } from '../../data/sets/open-scenes.js'
import { writeAtomically } from '../../formats/atomic-write.js'
import { checkNewFile } from '../new-file.js'

export interface MakePastedOptions {
  out: string
  negatives?: string
  donors?: string
  pasting: unknown
  count?: number
  seed?: number
  overwrite?: boolean
}

/** Writes the rule once it was tried; scenes are composed when they are loaded. Returns what to tell. */
export function makePasted(scenes: string, { out, overwrite, ...options }: MakePastedOptions): string {
  const { negatives, donors, ...rule } = options
  const inputs = [scenes, negatives, donors].filter(reference => reference !== undefined)
  checkNewFile(out, { option: '--out', ending: '.json', overwrite, inputs })
  const pasted = {
    scenes: absolute(parseSceneReference(scenes, existsSync)),
    ...(negatives !== undefined && { negatives: absolute(parseNegativeReference(negatives)) }),
    ...(donors !== undefined && { donors: absolute(parseSceneReference(donors, existsSync)) }),
    ...rule,
  }
  const bytes = Buffer.from(`${JSON.stringify({ version: 1, pasted }, null, 2)}\n`)
  const { items } = openPastedBytes(bytes, out, openSceneSet)
  items[0]!.load()
  writeAtomically(out, [bytes])
  return `${out}: ${counted(items.length, 'scene')}`
}

const absolute = <T extends { path: string }>(spec: T): T => ({ ...spec, path: resolve(spec.path) })
