/** Running out of memory, said in terms of the recipe. */
import { FaultError } from '../errors.js'
import type { ResolvedRecipe } from './recipe.js'

/** How libtorch, its CUDA allocator, the bridge and Node say it, with the size where they tell. */
const patterns = [
  /you tried to allocate (?<bytes>\d+) bytes/,
  /CUDA out of memory\. Tried to allocate (?<size>[\d.]+ \w+)/,
  /^out of memory$|bad_alloc|Array buffer allocation failed|reaching memory limit/,
]

/** @returns the error to report instead, or undefined if memory was not the reason */
export function outOfMemory(
  error: unknown,
  { batch, device, objective }: ResolvedRecipe,
): FaultError | undefined {
  const message = String((error as Error)?.message ?? error)
  const found = patterns.map(pattern => pattern.exec(message)).find(match => match !== null)
  if (!found) return undefined
  const { bytes, size = bytes && `${(Number(bytes) / 1e6).toFixed(1)} MB` } = found.groups ?? {}
  const asked = size ? ` when ${size} were asked for` : ''
  const half = (count: number) => Math.max(1, count >> 1)
  const negatives = objective.name === 'closed-set' ? '' : ` --set batch.negatives=${half(batch.negatives)}`
  return new FaultError(
    `out of memory (${device})${asked}; begin again with a smaller batch (--set batch.inliers=${half(batch.inliers)}${negatives}) or model.width, or free memory and go on with --resume`,
  )
}
