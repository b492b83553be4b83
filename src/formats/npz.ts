/** NumPy's `.npz`: a zip archive of `.npy` files, stored or deflated. */
import { UserError } from '../errors.js'
import type { NDArray } from './array.js'
import { writeAtomically } from './atomic-write.js'
import { type ByteSource, memorySource, withFile } from './byte-source.js'
import { npyChunks, parseNpy } from './npy.js'
import { quoted } from './quoted.js'
import { openZip } from './zip.js'
import { zipChunks } from './zip-write.js'

/** All arrays by name (without `.npy`), in the order of the file. */
export function readNpz(path: string): Map<string, NDArray> {
  return withFile(path, parseSource)
}

/** Reads a file that is in memory; `name` is what errors call it. */
export function parseNpz(bytes: Uint8Array, name: string): Map<string, NDArray> {
  return parseSource(memorySource(bytes, name))
}

function parseSource(source: ByteSource): Map<string, NDArray> {
  const zip = openZip(source)
  const arrays = new Map<string, NDArray>()
  for (const path of zip.members.keys()) {
    if (!path.endsWith('.npy'))
      throw new UserError(`${source.name}: member ${quoted(path)}: expected only .npy files in an .npz`)
    arrays.set(path.slice(0, -'.npy'.length), parseNpy(zip.read(path), `${source.name}: ${quoted(path)}`))
  }
  return arrays
}

/** Writes a file whole or not at all. */
export function writeNpz(path: string, arrays: Map<string, NDArray> | Record<string, NDArray>): void {
  const entries = arrays instanceof Map ? [...arrays] : Object.entries(arrays)
  writeAtomically(path, zipChunks(entries.map(([name, array]) => [`${name}.npy`, npyChunks(array)])))
}
