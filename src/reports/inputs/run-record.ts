import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { UserError } from '../../errors.js'
import { toInt32Array } from '../../formats/array.js'
import { readNpz } from '../../formats/npz.js'
import { runPaths } from '../../runs/run-folder.js'
import { type EvaluatedSet, evaluatedSet, roleOf } from './evaluated-set.js'
import { type RunEvents, readEvents } from './events.js'
import { type EvaluatedModel, readEvaluatedModel } from './model.js'
import { parseJson, type Results, readResults } from './results.js'

export type JsonObject = Record<string, unknown>

/** What training left in a run's folder; what it lacks is `undefined`. */
export interface RunFiles {
  /** The folder's name. */
  name: string
  /** The folder as it was given, for the commands that a report suggests. */
  folder: string
  seed: number
  recipe?: JsonObject
  data?: JsonObject
  environment?: JsonObject
  events?: RunEvents
}

/** Everything that a report of a classifier is made of. */
export interface RunRecord extends RunFiles {
  results?: Results
  model?: EvaluatedModel
  /** Inliers first, then negatives, then outliers in the order of the results. */
  sets: EvaluatedSet[]
}

export interface ReadOptions {
  /** Most images a set whose pre-logits are kept for the projection. */
  sampleSize: number
}

/**
 * Reads a run's folder.
 * @throws UserError if the folder is not there or holds nothing of a run, or a file in it is damaged
 */
export function readRun(folder: string, options: ReadOptions): RunRecord {
  const files = readRunFiles(folder)
  const results = readResults(join(runPaths(folder).evaluation, 'results.json'))
  const record: RunRecord = { ...files, results, seed: results?.seed ?? files.seed, sets: [] }
  record.model = results && readEvaluatedModel(folder, results)
  record.sets = readSets(record, options)
  return record
}

/** What both tracks have in common; throws as `readRun` does. */
export function readRunFiles(folder: string): RunFiles {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UserError(`${folder}: no such folder; give the folder of a run (it holds recipe.json)`)
  const paths = runPaths(folder)
  const recipe = readObject(paths.recipe)
  const files: RunFiles = {
    name: basename(resolve(folder)),
    folder,
    seed: typeof recipe?.seed === 'number' ? recipe.seed : 0,
    recipe,
    data: readObject(paths.data),
    environment: readObject(paths.environment),
    events: readEvents(paths.events),
  }
  if (!recipe && !files.events && !existsSync(join(paths.evaluation, 'results.json')))
    throw new UserError(`${folder}: no recipe.json, events.jsonl or evaluation/; give the folder of a run`)
  return files
}

/** The outputs of every evaluated set, one file at a time: pre-logits of large sets fill gigabytes together. */
function readSets({ folder, seed, results, model }: RunRecord, { sampleSize }: ReadOptions): EvaluatedSet[] {
  const outputs = join(runPaths(folder).evaluation, 'outputs')
  if (!existsSync(outputs)) return []
  const order = (results?.sets ?? []).map(set => set.name)
  const sets = readdirSync(outputs)
    .filter(file => file.endsWith('.npz'))
    .sort()
    .map(file => {
      const name = basename(file, '.npz')
      const arrays = readNpz(join(outputs, file))
      const labels = arrays.get('labels')
      const group = results?.sets.find(set => set.name === name)?.group ?? (name === 'negatives' ? name : '')
      const role = roleOf(group, labels ? toInt32Array(labels) : new Int32Array())
      const { inlierClasses, lastLayer } = model ?? {}
      return evaluatedSet(arrays, { name, group, role, seed, sampleSize, inlierClasses, lastLayer })
    })
  const rank = ({ role, name }: EvaluatedSet) =>
    role === 'inliers' ? -2 : role === 'negatives' ? -1 : order.indexOf(name)
  return sets.sort((a, b) => rank(a) - rank(b))
}

function readObject(path: string): JsonObject | undefined {
  if (!existsSync(path)) return undefined
  const value = parseJson(path)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new UserError(`${path}: expected a JSON object; the file is damaged`)
}
