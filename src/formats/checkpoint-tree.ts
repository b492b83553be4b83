/** What a checkpoint's pickle holds, walked with limits: its tensors by path, its plain values, its state dict. */
import { NumpyArray } from './pickle-numpy.js'
import { TensorRef } from './pickle-torch.js'

/** A pickle can say "twice the list before" thirty times; and nest without end. */
const maxNodes = 2_000_000
const maxDepth = 64

export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PlainValue[]
  | { [key: string]: PlainValue }

export type Leaf = TensorRef | NumpyArray

const isLeaf = (value: unknown): value is Leaf => value instanceof TensorRef || value instanceof NumpyArray

/** Keys and values of a dict, or indices and items of a list. */
function childrenOf(value: unknown): Iterable<[unknown, unknown]> {
  if (value instanceof Map) return value
  if (Array.isArray(value)) return value.entries()
  return value instanceof Set ? [...value].entries() : []
}

/**
 * All tensors and arrays by their path of keys, joined with dots.
 * @throws Error if the value nests too deeply, or is too large when written out
 */
export function leavesOf(root: unknown): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  let nodes = 0
  const walk = (value: unknown, path: string, depth: number) => {
    if (++nodes > maxNodes) throw new Error(`holds more than ${maxNodes} values when written out`)
    if (depth > maxDepth) throw new Error(`nests deeper than ${maxDepth} levels`)
    if (isLeaf(value)) {
      if (leaves.has(path)) throw new Error(`has two tensors of the name ${JSON.stringify(path)}`)
      leaves.set(path, value)
    } else {
      for (const [key, child] of childrenOf(value))
        walk(child, path ? `${path}.${key}` : String(key), depth + 1)
    }
  }
  walk(root, '', 0)
  return leaves
}

/** Everything but the tensors; dicts come as objects without a prototype. For values that `leavesOf` accepts. */
export function plainValueOf(value: unknown): PlainValue {
  if (value instanceof Map) {
    const object: { [key: string]: PlainValue } = Object.create(null)
    for (const [key, child] of value) if (!isLeaf(child)) object[String(key)] = plainValueOf(child)
    return object
  }
  if (Array.isArray(value) || value instanceof Set)
    return [...value].filter(child => !isLeaf(child)).map(plainValueOf)
  if (value === null || value instanceof Uint8Array || typeof value !== 'object') return value as PlainValue
  // A type or a storage that nothing uses: its name is all there is to it.
  return 'name' in value ? String(value.name) : value.constructor.name
}

/** Where programs put the weights, the likeliest first. */
const usualKeys = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'net',
  'network',
  'weights',
  'params',
  'module',
]

/**
 * The dict of weights and the keys that lead to it, in a value that `leavesOf` accepts.
 * @throws Error that says what there is instead
 */
export function findStateDict(root: unknown): { at: string[]; dict: Map<unknown, unknown> } {
  if (!(root instanceof Map)) throw new Error('holds no state dict (a dict of tensors)')
  const inner = usualKeys.map(key => [key, root.get(key)] as const).find(([, value]) => hasTensors(value))
  if (inner) return within(inner)
  if (isOptimizer(root)) throw new Error('holds the state of an optimiser, expected the weights of a model')
  if ([...root.values()].some(isLeaf)) return { at: [], dict: root }
  const candidates = [...root].filter(([, value]) => hasTensors(value) && !isOptimizer(value))
  if (candidates.length === 1) return within(candidates[0] as [string, unknown])
  const keys = [...root.keys()].slice(0, 10).map(String).join(', ')
  throw new Error(`holds no state dict at its top, nor one under a usual key; it has: ${keys}`)
}

function within([key, value]: readonly [string, unknown]) {
  const { at, dict } = findStateDict(value)
  return { at: [String(key), ...at], dict }
}

const hasTensors = (value: unknown) => value instanceof Map && holdsLeaf(value)

function holdsLeaf(value: unknown): boolean {
  for (const [, child] of childrenOf(value)) if (isLeaf(child) || holdsLeaf(child)) return true
  return false
}

const isOptimizer = (value: unknown) =>
  value instanceof Map && value.has('state') && value.has('param_groups')
