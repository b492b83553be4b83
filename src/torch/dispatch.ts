/**
 * Operators by name. Overloads are chosen here, by the kinds of the arguments; the bridge converts them by
 * the schema. `operator('aten::add')(a, b, { alpha: 2 })`: positional arguments in the schema's order, any
 * of them also by name (camelCase) in a trailing object.
 */
import { addon, type Parameter, type Schema } from './addon.js'
import { Generator } from './random.js'
import { Tensor } from './tensor.js'

// biome-ignore lint/suspicious/noExplicitAny: results are typed by the generated signatures
export type Operator = (...args: any[]) => any

/** camelCase of a schema's snake_case. */
export const camelCase = (name: string): string =>
  name.replace(/(?<=\w)_(\w)/g, (_, c: string) => c.toUpperCase())

const known = new Map<string, Operator>()

/**
 * The operator of a name (`aten::softmax`) or of one overload (`aten::softmax.int`).
 *
 * @throws Error if this libtorch has no such operator
 */
export function operator(name: string): Operator {
  let found = known.get(name)
  if (!found) {
    found = name.includes('.') ? bindOverload(name) : chooser(name)
    known.set(name, found)
  }
  return found
}

function bindOverload(name: string): Operator {
  const [base, overload] = name.split('.') as [string, string]
  const id = addon().find(base, overload)
  return bind(addon().schemaOf(id), id)
}

/** Chooses among overloads at the first call of each combination of argument kinds, and remembers. */
function chooser(name: string): Operator {
  const schemas = addon()
    .schemas(name)
    .filter(schema => schema.unsupported === null)
    .sort((a, b) => a.parameters.length - b.parameters.length)
  if (schemas.length === 0) throw new Error(`libtorch ${addon().facts().version} has no operator ${name}`)
  const chosen = new Map<string, Operator>()
  return (...args) => {
    const key = args.map(kindOf).join()
    let target = chosen.get(key)
    if (!target) {
      const schema = schemas.find(schema => accepts(schema, args))
      if (!schema) throw new TypeError(explain(name, schemas, args))
      target = bind(schema, addon().find(name, schema.overload))
      chosen.set(key, target)
    }
    return target(...args)
  }
}

function explain(name: string, schemas: Schema[], args: unknown[]): string {
  const forms = schemas.map(s => `(${s.parameters.map(p => `${camelCase(p.name)}: ${p.kind}`).join(', ')})`)
  return `${name}: no overload takes (${args.map(kindOf).join(', ')}); it has ${forms.join(' or ')}`
}

/** What decides between overloads: the kind of a value, options by their names and kinds. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (value instanceof Tensor) return 'Tensor'
  if (value instanceof Generator) return 'generator'
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `${kindOf(value.find(v => v !== null) ?? null)}[]`
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value !== 'object') return typeof value
  if ('float' in value) return 'float'
  return `{${Object.entries(value).map(([key, inner]) => `${key}: ${kindOf(inner)}`)}}`
}

const isOptions = (value: unknown): value is Record<string, unknown> =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  !(value instanceof Tensor) &&
  !(value instanceof Generator) &&
  !('float' in value)

function accepts(schema: Schema, args: unknown[]): boolean {
  const options = isOptions(args.at(-1)) ? (args.at(-1) as Record<string, unknown>) : undefined
  const positional = options ? args.slice(0, -1) : args
  const byName = new Map(Object.entries(options ?? {}))
  if (positional.length > schema.parameters.length) return false
  const given = schema.parameters.filter((parameter, i) => {
    const inPlace = i < positional.length
    if (inPlace && parameter.named) return false
    const name = camelCase(parameter.name)
    const value = inPlace ? positional[i] : byName.get(name)
    byName.delete(name)
    return fits(parameter, value)
  })
  return given.length === schema.parameters.length && byName.size === 0
}

function fits({ kind, optional, hasDefault, count }: Parameter, value: unknown): boolean {
  if (value === undefined) return optional || hasDefault
  if (value === null) return optional
  const type = kindOf(value)
  switch (kind) {
    case 'Tensor':
      return type === 'Tensor'
    case 'Tensor[]':
    case 'Tensor?[]':
      return type === 'Tensor[]' || type === '[]' || (kind === 'Tensor?[]' && type === 'nothing[]')
    case 'int':
      return type === 'int' || type === 'bigint'
    case 'int[]':
      return type === 'int[]' || type === '[]' || (type === 'int' && count > 0)
    case 'float':
      return type === 'int' || type === 'float'
    case 'float[]':
    case 'Scalar[]':
      return type === 'int[]' || type === 'float[]' || type === '[]'
    case 'bool':
      return type === 'boolean'
    case 'bool[]':
      return type === 'boolean[]' || type === '[]'
    case 'Scalar':
      return ['int', 'float', 'boolean', 'bigint'].includes(type)
    case 'str[]':
      return type === 'string[]'
    case 'generator':
      return type === 'generator'
    default:
      return type === 'string'
  }
}

/** A function that passes its arguments to one overload and wraps what comes back. */
function bind(schema: Schema, id: number): Operator {
  const { call } = addon()
  const positions = new Map(schema.parameters.map((parameter, i) => [camelCase(parameter.name), i]))
  const wrap = wrapper(schema)
  return (...args) => {
    const last = args.at(-1)
    const options = isOptions(last) ? last : undefined
    if (options) {
      args.pop()
      for (const [name, value] of Object.entries(options)) {
        const position = positions.get(name)
        if (position === undefined) throw new TypeError(`${schema.name} has no argument "${name}"`)
        args[position] = value
      }
    }
    const handles = Array.from(args, toHandle)
    return wrap(call(id, ...handles), args)
  }
}

function toHandle(value: unknown): unknown {
  if (value instanceof Tensor) return value.handle
  if (value instanceof Generator) return value.id
  if (Array.isArray(value) && value.some(element => element instanceof Tensor)) return value.map(toHandle)
  return value
}

/** How the results of a schema become values: tensors are wrapped, in-place results are their argument. */
function wrapper({ returns, aliases }: Schema): (result: unknown, args: unknown[]) => unknown {
  const one = (type: string, alias: number) => (result: unknown, args: unknown[]) => {
    if (result === null) return null
    if (alias >= 0 && args[alias] instanceof Tensor) return args[alias]
    if (type === 'Tensor' || type === 'Tensor?') return Tensor.wrap(result as number)
    if (type.startsWith('Tensor') && Array.isArray(result)) {
      return result.map(handle => (handle === null ? null : Tensor.wrap(handle as number)))
    }
    return result
  }
  const each = returns.map((type, i) => one(type, aliases[i]!))
  if (each.length === 0) return () => undefined
  if (each.length === 1) return each[0]!
  return (result, args) => each.map((wrap, i) => wrap((result as unknown[])[i], args))
}
