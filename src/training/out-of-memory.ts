/** Running out of memory, said in terms of the recipe. */
import { FaultError } from '../errors.js'
import { objectiveByName } from '../methods/index.js'
import type { ResolvedRecipe } from './recipe.js'

/** How libtorch, its CUDA allocator, the bridge and Node say it, with the size where they tell. */
const patterns = [
  /you tried to allocate (?<bytes>\d+) bytes/,
  /CUDA out of memory\. Tried to allocate (?<size>[\d.]+ \w+)/,
  /^out of memory$|bad_alloc|Array buffer allocation failed|reaching memory limit/,
]

/** @returns the error to report instead, or undefined if memory was not the reason */
export function outOfMemory(error: unknown, recipe: ResolvedRecipe): FaultError | undefined {
  const message = String((error as Error)?.message ?? error)
  const found = patterns.map(pattern => pattern.exec(message)).find(match => match !== null)
  if (!found) return undefined
  const { bytes, size = bytes && `${(Number(bytes) / 1e6).toFixed(1)} MB` } = found.groups ?? {}
  const asked = size ? ` when ${size} were asked for` : ''
  return new FaultError(
    `out of memory (${recipe.device})${asked}; begin again with ${remedyOf(recipe)}, or free memory and go on with --resume`,
  )
}

function remedyOf(recipe: ResolvedRecipe): string {
  if (recipe.track === 'pixel') {
    const { scenes, accumulate } = recipe.batch
    return scenes > 1
      ? `smaller passes of the same batch (--set batch.scenes=${half(scenes)} --set batch.accumulate=${2 * accumulate}) or a smaller augmentation.crop`
      : 'a smaller augmentation.crop or model'
  }
  const { batch, objective } = recipe
  const { negatives: trained } = objectiveByName(objective.name)
  const negatives = trained ? ` --set batch.negatives=${half(batch.negatives)}` : ''
  return `a smaller batch (--set batch.inliers=${half(batch.inliers)}${negatives}) or model.width`
}

const half = (count: number) => Math.max(1, count >> 1)
