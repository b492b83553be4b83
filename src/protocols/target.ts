/** What is evaluated: a run (its best checkpoint) or any model folder, and where its results go. */
import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileDigest } from '../data/file-digest.js'
import { isSceneList } from '../data/sets/open-scenes.js'
import { UserError } from '../errors.js'
import { type ClassifierConfig, type ModelConfig, readClassifierConfig } from '../models/index.js'
import { isRun, readJson, runPaths } from '../runs/run-folder.js'
import { readManifest } from '../training/manifest.js'
import type { ResolvedRecipe } from '../training/recipe.js'
import { modelFolderOf } from './model-folder-of.js'

export interface EvaluationTarget<Config extends ModelConfig = ClassifierConfig> {
  /** Model folder. */
  model: string
  config: Config
  /** sha256 of the weights. */
  weights: string
  /** The folder that holds, or will hold, `evaluation/`. */
  home: string
  /** The model's path from there. */
  modelFromHome: string
  recipe?: string
  seed?: number
  /** The benchmark that the run was trained on, if it was one. */
  benchmark?: string
}

/**
 * @param out folder for the results; a run has its own
 * @throws UserError if there is no model, or no place for results
 */
export const evaluationTarget = (path: string, out?: string): EvaluationTarget =>
  targetOf(path, out, readClassifierConfig)

/** The same with another reader of `config.json`, which refuses models of other kinds. */
export function targetOf<Config extends ModelConfig>(
  path: string,
  out: string | undefined,
  readConfig: (folder: string) => Config,
): EvaluationTarget<Config> {
  const run = isRun(path)
  const model = modelFolderOf(path)
  const config = readConfig(model)
  const home = out ?? (run ? path : undefined)
  if (home === undefined)
    throw new UserError(`${path}: is a model and no run; say with --out where its results go`)
  const weights = fileDigest(join(model, 'model.safetensors'))
  const modelFromHome = relative(resolve(home), resolve(model)) || '.'
  return { model, config, weights, home, modelFromHome, ...(run && runFacts(path)) }
}

function runFacts(run: string): Pick<EvaluationTarget, 'recipe' | 'seed' | 'benchmark'> {
  const { name, seed } = readJson<ResolvedRecipe>(runPaths(run).recipe)
  const { data } = readManifest(run).arguments
  return {
    recipe: name,
    seed,
    benchmark: isBenchmarkData(data) ? data.replace(/#(?!large$)[^#]*$/, '') : undefined,
  }
}

/** A list of sets of scenes is what was trained on, and no benchmark. */
function isBenchmarkData(data: string): boolean {
  const [file] = /^.*?\.json(?=#|$)/.exec(data) ?? []
  return file !== undefined && !(existsSync(file) && isSceneList(file))
}
