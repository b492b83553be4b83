/** Detectors and objectives by name; a user's own detector by path is treated alike. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { UserError } from '../errors.js'
import { closedSet } from './closed-set.js'
import type { Detector, Outputs } from './detector.js'
import { energy } from './energy.js'
import { entropy } from './entropy.js'
import { maxLogit } from './max-logit.js'
import { msp } from './msp.js'
import type { Objective } from './objective.js'
import { outlierExposure } from './outlier-exposure.js'
import { sNoDetector, sUncDetector, sUnoDetector } from './uno/detectors.js'
import { uno } from './uno/objective.js'

export const detectors: readonly Detector[] = [
  sUncDetector,
  sNoDetector,
  sUnoDetector,
  msp,
  maxLogit,
  energy,
  entropy,
]
export const objectives: readonly Objective[] = [closedSet, uno, outlierExposure]

function registry<T extends { name: string }>(kind: string, all: readonly T[]): (name: string) => T {
  const byName = new Map(all.map(entry => [entry.name, entry]))
  if (byName.size < all.length) throw new Error(`two ${kind}s share a name`)
  return name => {
    const found = byName.get(name)
    if (!found) throw new UserError(`unknown ${kind} "${name}"; known: ${[...byName.keys()].join(', ')}`)
    return found
  }
}

export const objectiveByName = registry('objective', objectives)
const detectorByName = registry('method', detectors)

/** A detector with its options settled, ready to be fitted and to score. */
export interface ChosenDetector {
  /** The name that tables show: the method, with the options that were given. */
  label: string
  detector: Detector
  options: unknown
}

/**
 * Reads `msp`, `energy:temperature=2,over=all`, or the path of a module whose default export is a detector
 * (`./mine.js`, `./mine.js:k=5`).
 *
 * @throws UserError on an unknown method or option, or a module that is no detector
 */
export async function chooseDetector(spec: string): Promise<ChosenDetector> {
  const [, name = '', given = ''] = /^(.*?)(?::([\w-]+=.*))?$/s.exec(spec) ?? []
  const found = /[/\\]|\.[cm]?js$/.test(name) ? await loadDetector(name) : detectorByName(name)
  const entries = given === '' ? [] : given.split(',').map(pair => pair.split('=') as [string, string])
  const raw = Object.fromEntries(entries.map(([key, value]) => [key, readValue(value)]))
  const options = found.options.safeParse(raw)
  if (!options.success) {
    throw new UserError(
      `method ${found.name}: ${z.prettifyError(options.error).replaceAll(/\s*\n\s*/g, ' ')}`,
    )
  }
  return {
    label: given === '' ? found.name : `${found.name}:${given}`,
    detector: found,
    options: options.data,
  }
}

const readValue = (text: string): unknown => {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

async function loadDetector(path: string): Promise<Detector> {
  const file = resolve(path)
  if (!existsSync(file))
    throw new UserError(
      `${path}: no such file (a method of your own is a module whose default export is a detector)`,
    )
  let module: { default?: Partial<Detector> }
  try {
    module = await import(pathToFileURL(file).href)
  } catch (error) {
    throw new UserError(`${path}: cannot be loaded (${(error as Error).message})`)
  }
  const { name, score, options = z.strictObject({}) } = module.default ?? {}
  if (typeof name !== 'string' || typeof score !== 'function') {
    throw new UserError(
      `${path}: the default export is no detector; expected { name, score(outputs, options, state), fit? }`,
    )
  }
  return { source: path, ...module.default, name, score, options }
}

/** Why a detector cannot run on these outputs, or undefined if it can. */
export function unmetNeed(
  { detector: { name, needs } }: ChosenDetector,
  outputs: Outputs,
): string | undefined {
  if (needs?.outlierClass && outputs.logits.shape.at(-1)! <= outputs.inlierClasses) {
    return `${name} needs an outlier class, and the model has ${outputs.inlierClasses} inlier classes alone`
  }
  if (needs?.features && !outputs.features) return `${name} needs features, and there are logits alone`
  return undefined
}

/** The detectors that fit a model when none are asked for: the paper's three with an outlier class, else MSP. */
export const defaultMethods = (outlierClass: boolean): string[] =>
  outlierClass ? ['s_unc', 's_no', 's_uno'] : ['msp', 'max-logit', 'energy', 'entropy']
