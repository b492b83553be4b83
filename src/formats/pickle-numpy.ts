/** NumPy's arrays, scalars and dtypes in pickles, of NumPy 1 and 2. */
import type { NDArray } from './array.js'
import { arrayOfLayout, dtypeOfNumpy } from './numpy-dtype.js'
import type { PickleGlobal } from './pickle.js'
import type { Buildable } from './pickle-machine.js'

/** A dtype; BUILD brings its byte order. */
class NumpyDtype implements Buildable {
  bigEndian = false

  constructor(readonly code: string) {}

  setState(state: unknown): void {
    if (!Array.isArray(state)) throw new Error('the state of a numpy.dtype must be a tuple')
    this.bigEndian = state[1] === '>'
  }
}

/** An array; it is empty until BUILD brings its state (version, shape, dtype, is Fortran, bytes). */
export class NumpyArray implements Buildable {
  private content: NDArray | undefined

  get array(): NDArray {
    if (!this.content) throw new Error('a numpy array without its content')
    return this.content
  }

  setState(state: unknown): void {
    if (!Array.isArray(state) || state.length !== 5)
      throw new Error('the state of a numpy.ndarray must be 5 values')
    const [, shape, dtype, fortran, data] = state
    this.fill(shape, dtype, fortran === true, data)
  }

  fill(shape: unknown, dtype: unknown, fortran: boolean, data: unknown): this {
    if (!(dtype instanceof NumpyDtype)) throw new Error('a numpy array without a dtype')
    if (!isShape(shape)) throw new Error('the shape of a numpy array must be integers ≥ 0')
    const layout = { dtype: dtypeOfNumpy(dtype.code), shape, bigEndian: dtype.bigEndian, fortran }
    this.content = arrayOfLayout(rawBytes(data), layout)
    return this
  }
}

const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 32 && value.every(dim => Number.isSafeInteger(dim) && dim >= 0)

/** Array contents: bytes, or the latin-1 text in which Python 2 wrote them. */
function rawBytes(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data
  if (typeof data === 'string') return latin1(data)
  throw new Error('a numpy array of Python objects, which are never unpickled')
}

function latin1(text: string): Uint8Array {
  if (/[^\0-\xff]/.test(text)) throw new Error('text that stands for bytes holds more than latin-1')
  return Buffer.from(text, 'latin1')
}

/** `_codecs.encode(text, 'latin1')`: how protocol 2 writes bytes. */
function encode(text: unknown, encoding: unknown = 'utf-8'): Uint8Array {
  if (typeof text !== 'string' || !/^latin-?1$/i.test(String(encoding)))
    throw new Error('_codecs.encode is understood for latin1 only')
  return latin1(text)
}

function dtype(code: unknown): NumpyDtype {
  if (typeof code !== 'string') throw new Error('numpy.dtype is understood for a type code only')
  return new NumpyDtype(code)
}

/** NumPy 1 and 2 call their private modules differently. */
const modules = ['numpy.core', 'numpy._core']

export const numpyGlobals: [string, PickleGlobal][] = [
  ['_codecs encode', { name: '_codecs.encode', call: encode }],
  ['numpy dtype', { name: 'numpy.dtype', call: dtype }],
  ['numpy ndarray', { name: 'numpy.ndarray' }],
  ...modules.flatMap((module): [string, PickleGlobal][] => [
    [`${module}.multiarray _reconstruct`, { name: 'numpy _reconstruct', call: () => new NumpyArray() }],
    [
      `${module}.multiarray scalar`,
      { name: 'numpy scalar', call: (type, data) => new NumpyArray().fill([], type, false, data) },
    ],
    [
      `${module}.numeric _frombuffer`,
      {
        name: 'numpy _frombuffer',
        call: (data, type, shape, order) => new NumpyArray().fill(shape, type, order === 'F', data),
      },
    ],
  ]),
]
