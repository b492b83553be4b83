/** Comparison of the tensors that a model wants with those that a file gives, before anything is loaded. */
import { UserError } from '../errors.js'
import { type DType, fromTyped, type NDArray, shapeText, toFloat32Array } from './array.js'
import { quoted } from './quoted.js'
import { likelyPrefix } from './state-dict-names.js'

export interface WantedTensor {
  shape: readonly number[]
  /** float32 if not said. */
  dtype?: DType
  /** May be missing: counters that old checkpoints do not have. */
  optional?: boolean
}

export interface ShapeMismatch {
  name: string
  found: readonly number[]
  expected: readonly number[]
}

/** What would make a shape fit, in words that name the option or recipe field; undefined if nothing is known. */
export type ShapeHint = (mismatch: ShapeMismatch) => string | undefined

export interface StateDictComparison {
  missing: string[]
  surplus: string[]
  misshapen: ShapeMismatch[]
  /** Tensors of a type that is not converted. */
  mistyped: { name: string; found: DType; expected: DType }[]
  /** Tensors that are converted to float32, by the type they have. */
  converted: Map<DType, number>
  /** What stands before the expected names in the file, if that is why they are missing. */
  prefix: string | undefined
}

const convertible: ReadonlySet<DType> = new Set(['float16', 'bfloat16', 'float64'])

export function compareStateDict(
  expected: ReadonlyMap<string, WantedTensor>,
  given: ReadonlyMap<string, NDArray>,
): StateDictComparison {
  const missing = [...expected]
    .filter(([name, { optional }]) => !optional && !given.has(name))
    .map(([name]) => name)
  const surplus = [...given.keys()].filter(name => !expected.has(name))
  const result: StateDictComparison = {
    missing,
    surplus,
    misshapen: [],
    mistyped: [],
    converted: new Map(),
    prefix: missing.length > 0 ? likelyPrefix(missing, surplus) : undefined,
  }
  for (const [name, wanted] of expected) {
    const found = given.get(name)
    if (found) compareTensor(name, wanted, found, result)
  }
  return result
}

function compareTensor(
  name: string,
  wanted: WantedTensor,
  found: NDArray,
  result: StateDictComparison,
): void {
  const dtype = wanted.dtype ?? 'float32'
  if (shapeText(wanted.shape) !== shapeText(found.shape))
    result.misshapen.push({ name, found: found.shape, expected: wanted.shape })
  if (found.dtype === dtype) return
  if (dtype === 'float32' && convertible.has(found.dtype))
    result.converted.set(found.dtype, (result.converted.get(found.dtype) ?? 0) + 1)
  else result.mistyped.push({ name, found: found.dtype, expected: dtype })
}

/** The tensors of a file are not those of the model. */
export class StateDictMisfit extends UserError {
  constructor(
    message: string,
    readonly comparison: StateDictComparison,
  ) {
    super(message)
  }
}

/**
 * Checks that a file's tensors are exactly those of a model, and gives them in the model's types.
 * @returns the tensors by name, and what is to be said about conversions, if anything
 * @param hint says what would make a shape fit
 * @throws StateDictMisfit that names at most ten tensors of each kind of difference, with the counts
 */
export function fitStateDict(
  file: string,
  expected: ReadonlyMap<string, WantedTensor>,
  given: ReadonlyMap<string, NDArray>,
  hint: ShapeHint = () => undefined,
): { tensors: Map<string, NDArray>; notes: string[] } {
  const comparison = compareStateDict(expected, given)
  const differences = describeDifferences(comparison, hint)
  if (differences.length > 0) throw new StateDictMisfit(`${file}: ${differences.join('\n  ')}`, comparison)
  const tensors = new Map(
    [...given].map(([name, array]) => [name, convertible.has(array.dtype) ? toFloat32(array) : array]),
  )
  const notes = [...comparison.converted].map(
    ([dtype, count]) => `${file}: ${tensorsAre(count)} ${dtype}; converted to float32`,
  )
  return { tensors, notes }
}

const toFloat32 = (array: NDArray) => fromTyped(toFloat32Array(array), array.shape)

const most = 10

/** The differences, a line for each kind and for each wrong shape, ten at most; none if the tensors fit. */
function describeDifferences(comparison: StateDictComparison, hint: ShapeHint = () => undefined): string[] {
  const { missing, surplus, misshapen, mistyped, prefix } = comparison
  if (prefix !== undefined)
    return [
      `${missing.length} tensors are missing because the names in the file begin with ${quoted(prefix)}; ` +
        `remove it (--strip-prefix ${prefix})`,
    ]
  const wrongType = mistyped.map(
    ({ name, found, expected }) => `${quoted(name)} is ${found}, not ${expected}`,
  )
  return [
    ...misshapen.slice(0, most).map(mismatch => shapeLine(mismatch, hint)),
    ...(misshapen.length > most ? [`${misshapen.length - most} more tensors have the wrong shape`] : []),
    ...counted(missing.map(quoted), 'missing'),
    ...counted(surplus.map(quoted), 'not part of the model'),
    ...counted(wrongType, 'of the wrong type'),
  ]
}

function shapeLine(mismatch: ShapeMismatch, hint: ShapeHint): string {
  const { name, found, expected } = mismatch
  const remedy = hint(mismatch)
  return `${quoted(name)} is ${shapeText(found)}, the model wants ${shapeText(expected)}${remedy ? `; ${remedy}` : ''}`
}

const tensorsAre = (count: number) => (count === 1 ? '1 tensor is' : `${count} tensors are`)

function counted(items: string[], what: string): string[] {
  if (items.length === 0) return []
  const more = items.length > most ? ` and ${items.length - most} more` : ''
  return [`${tensorsAre(items.length)} ${what}: ${items.slice(0, most).join(', ')}${more}`]
}
