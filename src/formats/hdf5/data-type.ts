import type { DType } from '../array.js'
import type { Fields } from './fields.js'

export interface ElementType {
  dtype: DType
  bigEndian: boolean
}

const classes = [
  'an integer',
  'a floating-point number',
  'a time',
  'a string',
  'a bit field',
  'opaque',
  'a compound',
  'a reference',
  'an enumeration',
  'a variable-length value',
  'an array',
]

/** Sign, exponent and fraction of the three IEEE types: positions and sizes in bits, and the bias. */
const ieee: Record<string, DType> = {
  '2: 15 10/5 0/10 15': 'float16',
  '4: 31 23/8 0/23 127': 'float32',
  '8: 63 52/11 0/52 1023': 'float64',
}

/**
 * The type of the elements, if NumPy has it.
 * @throws Error in words that follow a name: `is a string`
 */
export function readDataType(fields: Fields): ElementType {
  const kind = fields.byte() & 0x0f
  const [bits, sign] = [fields.byte(), fields.byte()]
  fields.skip(1)
  const size = fields.integer(4)
  if (kind === 0) return { dtype: integerType(size, (bits & 8) !== 0), bigEndian: (bits & 1) !== 0 }
  // A string may be of variable length.
  if (kind === 9 && (bits & 15) === 1) throw new Error('is a string')
  if (kind !== 1) throw new Error(`is ${classes[kind] ?? `of the unknown class ${kind}`}`)
  fields.skip(4)
  const [exponentAt, exponent, fractionAt, fraction] = [0, 0, 0, 0].map(() => fields.byte())
  const layout = `${size}: ${sign} ${exponentAt}/${exponent} ${fractionAt}/${fraction} ${fields.integer(4)}`
  const dtype = ieee[layout]
  if (!dtype || bits & 0x40)
    throw new Error(`has floating-point numbers of ${size} bytes that are not IEEE's`)
  return { dtype, bigEndian: (bits & 1) !== 0 }
}

function integerType(size: number, signed: boolean): DType {
  if (![1, 2, 4, 8].includes(size)) throw new Error(`has integers of ${size} bytes`)
  return `${signed ? 'int' : 'uint'}${8 * size}` as DType
}
