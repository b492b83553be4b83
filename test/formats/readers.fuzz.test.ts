import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fromTyped } from '../../src/formats/array.js'
import { memorySource } from '../../src/formats/byte-source.js'
import { parseCifar } from '../../src/formats/cifar.js'
import { parseIdx } from '../../src/formats/idx.js'
import { decodeLabelMap } from '../../src/formats/label-map.js'
import { npyChunks, parseNpy } from '../../src/formats/npy.js'
import { parseNpz } from '../../src/formats/npz.js'
import { parseSafetensors, readSafetensors, writeSafetensors } from '../../src/formats/safetensors.js'
import { parseScoreMap } from '../../src/formats/score-map.js'
import { parseTar, streamTar } from '../../src/formats/tar.js'
import { openCheckpoint } from '../../src/formats/torch-checkpoint.js'
import { unpack } from '../../src/formats/unpack.js'
import { openZip } from '../../src/formats/zip.js'
import { stream } from '../../src/random.js'
import { tarArchive, zipArchive } from './archives.js'
import { golden, goldenFiles, temporaryFolder, treeOf } from './folder.js'
import { fuzz, fuzzRuns } from './fuzz.js'
import { pngChunk, writePng } from './image-files.js'

/** 10,000 runs that touch the disk take their time. */
const limit = 60_000 + 30 * fuzzRuns

/** The golden files without the large bombs, which would only be slow to copy. */
const small = (folder: string) => goldenFiles(folder).filter(file => file.length < 20_000)

const readCheckpointWhole = (bytes: Uint8Array) =>
  [...openCheckpoint(memorySource(bytes, 'fuzz')).arrays.values()].map(lazy => lazy.read())

/** The pickles of the golden zip checkpoints, to be damaged within an archive that is sound. */
const innerPickles = small('torch').flatMap(file => {
  try {
    const zip = openZip(memorySource(file, 'golden'))
    return [...zip.members.keys()].filter(path => path.endsWith('/data.pkl')).map(path => zip.read(path))
  } catch {
    // The archives that are bad as archives.
    return []
  }
})

const storages = Object.fromEntries(
  Array.from({ length: 20 }, (_, key) => [`a/data/${key}`, new Uint8Array(216)]),
)

const idx = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6])
const tars = small('tar')

const random = stream(7, 'fuzzed maps', 0, 0)
const greyPng = (bitDepth: number, colourType: number, extra: Buffer[] = []) => {
  const kind = { width: 7, height: 5, bitDepth, colourType, interlaced: false }
  const samples = Uint16Array.from({ length: 35 }, () => random.below(2 ** bitDepth))
  return writePng(samples, kind, random, extra)
}
const palette = pngChunk('PLTE', new Uint8Array(3 * 256))
const scores = fromTyped(
  Float32Array.from({ length: 35 }, () => random.uniform()),
  [5, 7],
)
const npyScores = Buffer.concat(npyChunks(scores))

const inMemory: Record<string, { files: Uint8Array[]; read: (bytes: Uint8Array) => unknown }> = {
  safetensors: { files: small('safetensors'), read: bytes => parseSafetensors(bytes, 'fuzz') },
  npy: { files: small('npy'), read: bytes => parseNpy(bytes, 'fuzz') },
  npz: { files: small('npz'), read: bytes => parseNpz(bytes, 'fuzz') },
  zip: {
    files: [...small('zip'), ...small('npz')],
    read: bytes => {
      const zip = openZip(memorySource(bytes, 'fuzz'))
      for (const path of zip.members.keys()) zip.read(path)
    },
  },
  tar: { files: [...tars, ...tars.map(file => gzipSync(file))], read: bytes => parseTar(bytes, 'fuzz') },
  idx: { files: [idx, gzipSync(idx)], read: bytes => parseIdx(bytes, 'fuzz') },
  'PyTorch checkpoint': { files: small('torch'), read: readCheckpointWhole },
  'PyTorch checkpoint behind its checksums': {
    files: innerPickles,
    read: bytes => readCheckpointWhole(zipArchive({ 'a/data.pkl': bytes, ...storages })),
  },
  pickle: { files: small('pickle'), read: readCheckpointWhole },
  'label map': {
    files: [greyPng(8, 0), greyPng(16, 0), greyPng(1, 0), greyPng(8, 3, [palette])],
    read: bytes => decodeLabelMap(bytes, { name: 'fuzz', wide: true }),
  },
  'score map': {
    files: [npyScores, zipArchive({ 'value.npy': npyScores }), greyPng(8, 0), greyPng(16, 0)],
    read: bytes => parseScoreMap(bytes, 'fuzz', { width: 7, height: 5 }),
  },
  cifar: {
    files: [new Uint8Array(3073 * 2), new Uint8Array(3074)],
    read: bytes => parseCifar(bytes, 'fuzz', 10),
  },
}

test.each(Object.keys(inMemory))('%s', { timeout: limit }, async name => {
  const { files, read } = inMemory[name]!
  await fuzz(name, files, read)
})

const onDisk: Record<string, { files: Uint8Array[]; read: (path: string) => unknown }> = {
  'safetensors file': { files: small('safetensors'), read: readSafetensors },
  'tar stream': {
    files: [...tars, ...tars.map(file => gzipSync(file))],
    read: async path => {
      for await (const entry of streamTar(path)) await entry.read()
    },
  },
}

test.each(Object.keys(onDisk))('%s', { timeout: limit }, async name => {
  const { files, read } = onDisk[name]!
  const path = join(temporaryFolder(), 'fuzz')
  await fuzz(name, files, bytes => {
    writeFileSync(path, bytes)
    return read(path)
  })
})

test('index of a sharded safetensors model', { timeout: limit }, async () => {
  const folder = temporaryFolder()
  for (const name of ['a', 'b'])
    writeSafetensors(join(folder, `${name}.safetensors`), { [name]: fromTyped(Float32Array.of(1)) })
  const index = { metadata: { total_size: 8 }, weight_map: { a: 'a.safetensors', b: 'b.safetensors' } }
  const path = join(folder, 'model.safetensors.index.json')
  await fuzz('index of shards', [Buffer.from(JSON.stringify(index))], bytes => {
    writeFileSync(path, bytes)
    return readSafetensors(path)
  })
})

test('unpacking leaves what is beside its folder untouched', { timeout: limit }, async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'sentinel'), 'untouched')
  const archive = join(folder, 'archive')
  const files = [
    tarArchive({ name: 'a/b', content: 'x' }, { name: '../sentinel', content: 'y' }),
    zipArchive({ 'a/b': 'x' }),
    ...tars,
  ]
  let run = 0
  await fuzz('unpack', files, async bytes => {
    writeFileSync(archive, bytes)
    const target = join(folder, `target-${run++}`)
    await unpack(archive, target)
  })
  const outside = Object.keys(treeOf(folder)).filter(path => !path.startsWith('target-'))
  expect(outside.sort()).toEqual(['archive', 'sentinel'])
  expect(treeOf(folder).sentinel).toBe('untouched')
})

test('a good file is no error: the fuzzing would find nothing otherwise', () => {
  expect(readCheckpointWhole(readFileSync(golden('torch/state-dict.zip.pth'))).length).toBe(22)
})
