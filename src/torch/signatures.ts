/**
 * TypeScript signatures of every public operator, from the dispatcher's schemas. The result is committed as
 * `ops.generated.ts`; a test holds it equal to what the libtorch named in its first line gives.
 */
import type { Parameter, Schema } from './addon.js'
import { camelCase } from './dispatch.js'

const types: Record<string, string> = {
  Tensor: 'Tensor',
  'Tensor[]': 'readonly Tensor[]',
  'Tensor?[]': 'readonly (Tensor | null)[]',
  int: 'number | bigint',
  'int[]': 'readonly number[]',
  float: 'number',
  'float[]': 'readonly number[]',
  bool: 'boolean',
  'bool[]': 'readonly boolean[]',
  Scalar: 'Scalar',
  'Scalar[]': 'readonly number[]',
  str: 'string',
  'str[]': 'readonly string[]',
  dtype: 'DType',
  layout: "'strided' | 'sparse'",
  memory_format: 'MemoryFormat',
  device: 'Device',
  generator: 'Generator',
}

/** Words that no parameter may bear. */
const reserved = new Set(['self', 'function', 'default', 'in', 'with', 'var', 'new', 'this'])
const parameterName = (name: string): string => {
  const camel = camelCase(name)
  return reserved.has(camel) && camel !== 'self' ? `${camel}_` : camel
}

function typeOf({ kind, optional, count }: Parameter): string {
  const base = kind === 'int[]' && count > 0 ? 'number | readonly number[]' : types[kind]!
  return optional ? `${base} | null` : base
}

function resultOf(type: string): string {
  if (type === 'Tensor') return 'Tensor'
  if (type === 'Tensor[]') return 'Tensor[]'
  if (type === 'bool') return 'boolean'
  if (type === 'str') return 'string'
  if (type === 'int[]') return 'number[]'
  if (['int', 'float', 'Scalar', 'number', 'SymInt'].includes(type)) return 'number'
  return 'unknown'
}

function signature(schema: Schema): string {
  const positional = schema.parameters.filter(parameter => !parameter.named)
  const required = positional.filter(parameter => !parameter.hasDefault)
  const isOptional = (i: number) => i >= required.length && positional.slice(i).every(p => p.hasDefault)
  const args = positional.map((p, i) => `${parameterName(p.name)}${isOptional(i) ? '?' : ''}: ${typeOf(p)}`)
  const options = schema.parameters
    .filter(parameter => parameter.named || parameter.hasDefault)
    .map(p => `${camelCase(p.name)}?: ${typeOf(p)}`)
  // A required argument after optional ones can only be given in its place.
  const forms = [args.join(', ')]
  if (options.length > 0) {
    const before = required.map(p => `${parameterName(p.name)}: ${typeOf(p)}`)
    forms.push([...before, `options: { ${options.join('; ')} }`].join(', '))
  }
  const results = schema.returns.map(resultOf)
  const result =
    results.length === 0 ? 'void' : results.length === 1 ? results[0]! : `[${results.join(', ')}]`
  const name = schema.name.slice('aten::'.length)
  return forms.map(form => `  ${name}(${form}): ${result}`).join('\n')
}

const isPublic = ({ name, parameters, unsupported }: Schema): boolean =>
  name.startsWith('aten::') &&
  /^aten::_?[a-z]\w*$/i.test(name) &&
  !name.endsWith('_backward') &&
  !/^aten::__|^aten::_(?!foreach|fused|softmax|log_softmax)/.test(name) &&
  unsupported === null &&
  !parameters.some(parameter => parameter.out)

/** The text of `ops.generated.ts` for the schemas of one libtorch. */
export function signatures(version: string, schemas: readonly Schema[]): string {
  const lines = new Set(
    schemas
      .filter(isPublic)
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.overload < b.overload ? -1 : 1))
      .flatMap(schema => signature(schema).split('\n')),
  )
  return `// Generated from the schemas of libtorch ${version} by src/torch/signatures.ts; do not edit.
import type { Device, DType, MemoryFormat, Scalar } from './dtype.js'
import type { Generator } from './random.js'
import type { Tensor } from './tensor.js'

export interface Ops {
${[...lines].join('\n')}
}
`
}
