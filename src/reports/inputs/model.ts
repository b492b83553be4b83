import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { toFloat32Array } from '../../formats/array.js'
import { readSafetensors } from '../../formats/safetensors.js'
import { type ModelConfig, parseModelConfig } from '../../models/config.js'
import type { LastLayer } from './evaluated-set.js'
import { parseJson, type Results } from './results.js'

/** What a report takes from the evaluated model's folder. */
export type EvaluatedModel = ModelConfig & { lastLayer?: LastLayer }

/** The model that the results name, by a path from the run's folder or from here; `undefined` if it is gone. */
export function readEvaluatedModel(run: string, { model }: Results): EvaluatedModel | undefined {
  if (model === undefined) return undefined
  const folder = [resolve(run, model), resolve(model)].find(path => existsSync(join(path, 'config.json')))
  if (folder === undefined) return undefined
  const path = join(folder, 'config.json')
  return {
    ...parseModelConfig(parseJson(path), path),
    lastLayer: readLastLayer(join(folder, 'model.safetensors')),
  }
}

function readLastLayer(path: string): LastLayer | undefined {
  const weight = existsSync(path) ? readSafetensors(path).tensors.get('fc.weight') : undefined
  if (weight?.shape.length !== 2) return undefined
  const [classes, dimensions] = weight.shape as [number, number]
  return { weight: toFloat32Array(weight), classes, dimensions }
}
