/** A model folder that appears whole or not at all. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { FaultError, UserError } from '../errors.js'
import type { Tensor } from '../torch/index.js'
import type { ModelConfig } from './config.js'
import { readModelConfig, saveModel } from './model-folder.js'

/** All that a model folder holds, and so all that replacing a model may remove. */
const ownNames: readonly string[] = ['config.json', 'model.safetensors', 'calibration.json']

/**
 * Refuses a place that is taken; to be asked before long work.
 * @throws UserError; with `overwrite` only for what is no model folder, or holds more than a model
 */
export function checkModelPlace(folder: string, overwrite = false): void {
  const names = namesIn(folder)
  if (names === undefined || names.length === 0) return
  if (!isModelFolder(folder))
    throw new UserError(`${folder}: exists and is no model folder; choose another --out`)
  const other = names.find(name => !ownNames.includes(name))
  if (other !== undefined)
    throw new UserError(`${folder}: holds more than a model (${JSON.stringify(other)}); choose another --out`)
  if (!overwrite)
    throw new UserError(`${folder}: a model is there already; choose another --out, or --overwrite it`)
}

function isModelFolder(folder: string): boolean {
  try {
    readModelConfig(folder)
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

function namesIn(folder: string): string[] | undefined {
  if (!existsSync(folder)) return undefined
  try {
    return readdirSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(`${folder}: ${code === 'ENOTDIR' ? 'is a file' : code}; choose another --out`)
  }
}

/** Writes beside the place and renames; what was there before stays until then. */
export function writeNewModel(folder: string, config: ModelConfig, state: ReadonlyMap<string, Tensor>): void {
  const place = resolve(folder)
  const beside = (suffix: string) => join(dirname(place), `.${basename(place)}.${process.pid}.${suffix}`)
  const [made, former] = [beside('new'), beside('old')]
  try {
    mkdirSync(made, { recursive: true })
    saveModel(made, config, state)
    if (existsSync(place)) renameSync(place, former)
    renameSync(made, place)
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    if (existsSync(former) && !existsSync(place)) renameSync(former, place)
    if (error instanceof UserError || error instanceof FaultError) throw error
    throw new FaultError(`${folder}: cannot be written (${(error as Error).message})`)
  }
  rmSync(former, { recursive: true, force: true })
}
