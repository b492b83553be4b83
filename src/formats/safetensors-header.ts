/** The header of a safetensors file: everything that the format demands is checked before any allocation. */
import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { type DType, elementCount, itemSize, shapeText } from './array.js'
import type { ByteSource } from './byte-source.js'
import { quoted } from './quoted.js'
import { parseStrictJson } from './strict-json.js'

/** The limit of the reference implementation. */
export const maxHeader = 100e6

const typeNames: Record<string, DType> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U64: 'uint64',
  U32: 'uint32',
  U16: 'uint16',
  U8: 'uint8',
  BOOL: 'bool',
}
/** The format's name of each type. */
export const codes = new Map(Object.entries(typeNames).map(([code, dtype]) => [dtype, code]))

/** A tensor's place; `begin` and `end` count from the first byte after the header. */
export interface Entry {
  name: string
  dtype: DType
  shape: number[]
  begin: number
  end: number
}

export interface Header {
  entries: Entry[]
  metadata: Record<string, string>
  dataStart: number
}

/** @throws UserError that names the file and, where it is one tensor's fault, the tensor */
export function readHeader(source: ByteSource): Header {
  const { json, dataStart } = readJson(source)
  const { __metadata__: metadata, ...rest } = json
  const entries = Object.keys(rest).map(name => checkedEntry(source.name, name, rest[name]))
  checkCoverage(source.name, entries, source.size - dataStart)
  return { entries, metadata: checkedMetadata(source.name, metadata), dataStart }
}

function readJson(source: ByteSource): { json: Record<string, unknown>; dataStart: number } {
  const refuse = (found: string) => new UserError(`${source.name}: not a safetensors file: ${found}`)
  if (source.size < 8) throw refuse(`${counted(source.size, 'byte')}, expected at least 8`)
  const start = source.read(0, 8)
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true))
  if (length > source.size - 8)
    throw refuse(
      `a header of ${length} bytes is announced, ${source.size - 8} follow (cut, or another format)`,
    )
  if (length > maxHeader) throw refuse(`a header of ${length} bytes, expected at most ${maxHeader}`)
  let json: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(source.read(8, length))
    json = parseStrictJson(text, 3)
  } catch (error) {
    throw refuse(`the header ${error instanceof TypeError ? 'is not UTF-8' : (error as Error).message}`)
  }
  if (!isObject(json)) throw refuse('the header is not a JSON object')
  return { json, dataStart: 8 + length }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function checkedEntry(file: string, name: string, value: unknown): Entry {
  const refuse = (found: string) => new UserError(`${file}: tensor ${quoted(name)}: ${found}`)
  if (!isObject(value)) throw refuse('expected an object with dtype, shape and data_offsets')
  const { dtype: code, shape, data_offsets: offsets } = value
  const dtype = typeof code === 'string' && Object.hasOwn(typeNames, code) ? typeNames[code] : undefined
  if (!dtype)
    throw refuse(`dtype ${quoted(String(code))} is not supported; expected ${[...codes.values()].join(', ')}`)
  if (!Array.isArray(shape) || !shape.every(isSize)) throw refuse('shape must be a list of integers ≥ 0')
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize))
    throw refuse('data_offsets must be two integers ≥ 0')
  const [begin, end] = offsets as [number, number]
  const wanted = elementCount(shape) * itemSize[dtype]
  if (end - begin !== wanted)
    throw refuse(
      `${dtype} ${shapeText(shape)} takes ${wanted} bytes, data_offsets [${begin}, ${end}] give ${end - begin}`,
    )
  return { name, dtype, shape, begin, end }
}

/** In the order of their offsets the tensors must touch, from 0 to the end of the file. */
function checkCoverage(file: string, entries: Entry[], available: number): void {
  let position = 0
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== position)
      throw new UserError(
        `${file}: tensor ${quoted(name)}: begins at ${begin}, expected ${position} (${begin < position ? 'overlap' : 'hole'})`,
      )
    position = end
    if (end > available)
      throw new UserError(
        `${file}: tensor ${quoted(name)}: ends at ${end}, the file has ${available} bytes of data (cut?)`,
      )
  }
  if (position !== available)
    throw new UserError(
      `${file}: ${counted(available - position, 'byte follows', 'bytes follow')} the last tensor, expected none`,
    )
}

function checkedMetadata(file: string, value: unknown): Record<string, string> {
  if (value === undefined) return {}
  if (!isObject(value)) throw new UserError(`${file}: __metadata__ must be an object of strings`)
  for (const [key, text] of Object.entries(value))
    if (typeof text !== 'string') throw new UserError(`${file}: __metadata__ ${quoted(key)} must be a string`)
  return value as Record<string, string>
}
