/**
 * safetensors: 8 bytes header length, a JSON header, the tensors' bytes without holes.
 * Source: https://github.com/huggingface/safetensors (format section).
 */
import { basename, dirname, join } from 'node:path'
import { UserError } from '../errors.js'
import { elementCount, itemSize, type NDArray, shapeText } from './array.js'
import { writeAtomically } from './atomic-write.js'
import { type ByteSource, memorySource, withFile } from './byte-source.js'
import { quoted } from './quoted.js'
import { codes, isObject, maxHeader, readHeader } from './safetensors-header.js'
import { parseStrictJson } from './strict-json.js'

export interface Safetensors {
  tensors: Map<string, NDArray>
  metadata: Record<string, string>
}

/** Reads a file, or all files of a sharded model by its `….safetensors.index.json`. */
export function readSafetensors(path: string): Safetensors {
  return path.endsWith('.json') ? readShards(path) : withFile(path, parseSource)
}

/** Reads a file that is in memory; `name` is what errors call it. The tensors are views of `bytes`. */
export function parseSafetensors(bytes: Uint8Array, name: string): Safetensors {
  return parseSource(memorySource(bytes, name))
}

/** Reads an open file, whole. */
export function parseSource(source: ByteSource): Safetensors {
  const { entries, metadata, dataStart } = readHeader(source)
  const tensors = new Map<string, NDArray>()
  for (const { name, dtype, shape, begin, end } of entries)
    tensors.set(name, { dtype, shape, bytes: source.read(dataStart + begin, end - begin) })
  return { tensors, metadata }
}

/** A sharded model: `weight_map` says which file beside the index holds each tensor. */
function readShards(path: string): Safetensors {
  const index = withFile(path, readIndex)
  const tensors = new Map<string, NDArray>()
  const shards = new Map<string, Safetensors>()
  for (const [name, file] of Object.entries(index)) {
    if (typeof file !== 'string' || file !== basename(file) || file.includes('\\') || /^\.*$/.test(file))
      throw new UserError(
        `${path}: tensor ${quoted(name)}: ${quoted(String(file))} is not the name of a file beside it`,
      )
    if (!shards.has(file)) shards.set(file, withFile(join(dirname(path), file), parseSource))
    const tensor = shards.get(file)!.tensors.get(name)
    if (!tensor)
      throw new UserError(
        `${path}: tensor ${quoted(name)} is not in ${quoted(file)}, where the index puts it`,
      )
    tensors.set(name, tensor)
  }
  for (const [file, shard] of shards)
    for (const name of shard.tensors.keys())
      if (index[name] !== file)
        throw new UserError(`${path}: ${quoted(file)} holds ${quoted(name)}, the index does not say so`)
  return { tensors, metadata: Object.assign({}, ...[...shards.values()].map(shard => shard.metadata)) }
}

function readIndex(source: ByteSource): Record<string, unknown> {
  if (source.size > maxHeader)
    throw new UserError(`${source.name}: ${source.size} bytes, expected at most ${maxHeader}`)
  let index: unknown
  try {
    index = parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(source.read(0, source.size)), 16)
  } catch (error) {
    throw new UserError(
      `${source.name}: the index ${error instanceof TypeError ? 'is not UTF-8' : (error as Error).message}`,
    )
  }
  if (!isObject(index) || !isObject(index.weight_map))
    throw new UserError(`${source.name}: not an index of shards: weight_map is missing`)
  return index.weight_map
}

/** Writes a file whole or not at all; `metadata` goes to `__metadata__`. */
export function writeSafetensors(
  path: string,
  tensors: Map<string, NDArray> | Record<string, NDArray>,
  metadata: Record<string, string> = {},
): void {
  writeAtomically(
    path,
    safetensorsChunks(tensors instanceof Map ? tensors : new Map(Object.entries(tensors)), metadata),
  )
}

function safetensorsChunks(tensors: Map<string, NDArray>, metadata: Record<string, string>): Uint8Array[] {
  // Wide types first, so that every tensor is aligned to its own element size.
  const order = [...tensors].sort(([, a], [, b]) => itemSize[b.dtype] - itemSize[a.dtype])
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : []
  let position = 0
  for (const [name, { dtype, shape, bytes }] of order) {
    if (name === '__metadata__') throw new RangeError('"__metadata__" cannot be the name of a tensor')
    if (elementCount(shape) * itemSize[dtype] !== bytes.length)
      throw new RangeError(`tensor ${quoted(name)}: ${bytes.length} bytes for ${dtype} ${shapeText(shape)}`)
    header.push([
      name,
      { dtype: codes.get(dtype), shape, data_offsets: [position, (position += bytes.length)] },
    ])
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const length = Math.ceil(json.length / 8) * 8
  const start = new Uint8Array(8 + length).fill(0x20)
  new DataView(start.buffer).setBigUint64(0, BigInt(length), true)
  start.set(json, 8)
  return [start, ...order.map(([, { bytes }]) => bytes)]
}
