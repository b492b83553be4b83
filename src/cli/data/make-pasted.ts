/** `uno data make pasted`: an anomaly set by rule. */

import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { crc32 } from 'node:zlib'
import { counted } from '../../counted.js'
import { parseNegativeReference } from '../../data/negatives/open-negatives.js'
import { hasDistractors, pastingSchema } from '../../data/pasting/options.js'
import { openPastedBytes } from '../../data/pasting/pasted-set.js'
import { parseSceneReference } from '../../data/scenes/scene-spec.js'
import { openSceneSet } from '../../data/sets/open-scenes.js'
import { UserError } from '../../errors.js'
import { writeNewFile } from '../../formats/atomic-write.js'
import { fitting } from '../../formats/json-file.js'
import { heedInterruption } from '../../interruption.js'
import { isWithin } from '../../protocols/predict/within.js'
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

/**
 * Writes the rule with checksums of the label maps that it composes: where scenes or negatives are others, that is noticed by
 * the masks. Returns what to tell.
 */
export function makePasted(
  scenes: string,
  { out, overwrite, ...options }: MakePastedOptions,
  onProgress: (message: string) => void = () => {},
): string {
  const { negatives, donors, ...rule } = options
  const inputs = [scenes, negatives, donors].filter(reference => reference !== undefined)
  checkNewFile(out, { option: '--out', ending: '.json', overwrite, inputs })
  const asked = fitting(rule.pasting, '--pasting', pastingSchema)
  if (negatives === undefined && !hasDistractors(asked))
    throw new UserError(
      '--negatives are what is pasted, and missing; a control has --pasting with "distractors"',
    )
  const from = <T extends { path: string }>(spec: T): T => ({ ...spec, path: seenFrom(out, spec.path) })
  const pasted = {
    scenes: from(parseSceneReference(scenes, existsSync)),
    ...(negatives !== undefined && { negatives: from(parseNegativeReference(negatives)) }),
    ...(donors !== undefined && { donors: from(parseSceneReference(donors, existsSync)) }),
    ...rule,
  }
  const described = { version: 1, pasted }
  const { items } = openPastedBytes(Buffer.from(JSON.stringify(described)), out, openSceneSet)
  const labelCrc32 = items.map((item, i) => {
    heedInterruption()
    const crc = crc32(item.load().labels!)
    onProgress(`${i + 1} of ${counted(items.length, 'scene')} composed`)
    return crc
  })
  writeNewFile(out, Buffer.from(`${JSON.stringify({ ...described, labelCrc32 }, null, 2)}\n`))
  return `${out}: ${counted(items.length, 'scene')}`
}

/** Relative where the file's folder holds the data, so that they move together. */
function seenFrom(file: string, path: string): string {
  const [folder, place] = [dirname(resolve(file)), resolve(path)]
  return isWithin(folder, place) ? relative(folder, place) : place
}
