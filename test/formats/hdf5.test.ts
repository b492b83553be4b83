import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hdf5Chunks, writeHdf5 } from '../../src/formats/hdf5/write.js'
import { fromTyped, type NDArray, parseHdf5, readHdf5, toFloat64Array } from '../../src/formats/index.js'
import { toHalf } from '../../src/half.js'
import { temporaryFolder } from './folder.js'
import { fuzz, fuzzRuns } from './fuzz.js'

const folder = join(import.meta.dirname, 'hdf5')
const file = (name: string) => join(folder, `${name}.hdf5`)
const expected = Float64Array.from({ length: 36 * 64 }, (_, i) => i / 8 - 100)

describe('reads what h5py writes', () => {
  test.each([
    ['single-chunk', 'float16', [36, 64]],
    ['fixed-array', 'float64', [36, 64]],
    ['fixed-array-plain', 'float32', [36, 64]],
    ['paged-array', 'float16', [36, 64]],
    ['implicit', 'float32', [36, 64]],
    ['compact', 'float32', [36, 64]],
    ['tree', 'float32', [1, 36, 64]],
    ['tree-of-two-levels', 'float16', [36, 64]],
    ['grows-old', 'float32', [36, 64]],
    ['user-block', 'float16', [36, 64]],
    ['soft-link', 'float16', [36, 64]],
  ])('%s', (name, dtype, shape) => {
    const array = readHdf5(file(name))
    expect(array).toMatchObject({ dtype, shape })
    const values = toFloat64Array(array)
    const half = dtype === 'float16' ? toFloat64Array(halves(expected)) : expected
    expect(values).toEqual(half)
  })

  test('other data sets by their path, through relative links too', () => {
    expect(readHdf5(file('soft-link'), { dataset: 'maps/first' }).shape).toEqual([36, 64])
    expect(readHdf5(file('soft-link'), { dataset: '/maps/beside' }).shape).toEqual([36, 64])
    expect(readHdf5(file('scalar'))).toMatchObject({ dtype: 'float32', shape: [] })
  })
})

describe('refuses, naming the file', () => {
  test.each([
    ['grows-new', 'value can grow, in the newest layout, which is not read; write it without maxshape'],
    ['many-new', 'a group of many objects in the newest layout is not read; write each map to its own file'],
    ['not-gzip', 'value is compressed by lzf, which is not read; write it with gzip'],
    ['unwritten', 'value is incomplete: 14 of 21 chunks were never written'],
  ])('%s', (name, message) => {
    expect(() => readHdf5(file(name))).toThrow(`${file(name)}: ${message}`)
  })

  test('a data set that is not there, naming those that are', () => {
    expect(() => readHdf5(file('soft-link'), { dataset: 'maps/none' })).toThrow(
      'data set "none" is missing; found: beside, first',
    )
    expect(() => readHdf5(file('soft-link'), { dataset: 'none' })).toThrow(/found: maps, other-0, .* …$/)
    expect(() => readHdf5(file('soft-link'), { dataset: 'maps' })).toThrow('maps is a group')
    expect(() => readHdf5(join(folder, 'none.hdf5'))).toThrow('no such file')
  })

  test('a size beyond the limit, from the header', () => {
    expect(() => readHdf5(file('tree'), { maxElements: 2303 })).toThrow('value claims [1,36,64]: refused')
  })

  test('what the caller does not accept, before the elements are read', () => {
    const accept = ({ shape }: { shape: number[] }) => {
      throw new Error(`value is [${shape}], expected [1]`)
    }
    expect(() => readHdf5(file('unwritten'), { accept })).toThrow(
      'unwritten.hdf5: value is [36,64], expected',
    )
  })

  test('a file cut anywhere, in one line', () => {
    const bytes = readFileSync(file('fixed-array'))
    for (let length = 0; length < bytes.length; length += 97) {
      const cut = () => parseHdf5(bytes.subarray(0, length), 'cut.hdf5')
      expect(cut).toThrow(/^cut\.hdf5: (truncated|not an HDF5 file)[^\n]*$/)
    }
  })

  test('a changed byte of data, by its checksum or its compression', () => {
    for (const name of ['grows-old', 'single-chunk']) {
      const bytes = readFileSync(file(name))
      bytes[bytes.length - 200]! ^= 1
      expect(() => parseHdf5(bytes, name)).toThrow('damaged')
    }
  })
})

const halves = (values: Float64Array): NDArray => ({
  ...fromTyped(toHalf(values), [36, 64]),
  dtype: 'float16',
})

describe('writes', () => {
  test.each([
    ['float16', halves(expected)],
    ['float32', fromTyped(Float32Array.from(expected), [1, 36, 64])],
    ['float64', fromTyped(expected, [36 * 64])],
  ])('%s as it will be read', (name, array) => {
    const path = join(temporaryFolder(), `${name}.hdf5`)
    writeHdf5(path, array)
    const { dtype, shape, bytes } = readHdf5(path)
    expect({ dtype, shape }).toEqual({ dtype: array.dtype, shape: array.shape })
    expect(Buffer.compare(bytes, array.bytes)).toBe(0)
  })

  // Of each kind the file that h5py has read (hdf5/read.py): whatever changes its bytes must be read by h5py anew.
  test.each([
    ['float16', [2, 3], {}, 'c459a1d5ad74856e3d8643499eb3f40c575a940bb35011833e71beea42248ec9'],
    ['float32', [1, 2, 3], {}, '733a1063a2bea1a6d50132d5647e1c2b5daa536b3ca3aa0fb42789d2ad93ba0d'],
    [
      'float64',
      [6],
      { dataset: 'a longer name', level: 1 },
      '8af6c4c5c9aad5ee573827c140453cbdf80198fe2258c3685f687fadba781519',
    ],
  ] as const)('%s %j as h5py has read it', (dtype, shape, options, digest) => {
    const values = Float64Array.from({ length: 6 }, (_, i) => 1.5 * i - 2)
    const elements = { float16: toHalf(values), float32: Float32Array.from(values), float64: values }[dtype]
    const array = { ...fromTyped(elements, [...shape]), dtype }
    const bytes = Buffer.concat(hdf5Chunks(array, options))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest)
  })

  test('under the name and at the level that is asked for', () => {
    const sizes = [1, 9].map(level => {
      const varied = fromTyped(Float64Array.from({ length: 5000 }, (_, i) => (i * i) % 97))
      const [, data] = hdf5Chunks(varied, { level })
      return data.length
    })
    expect(sizes[1]).toBeLessThan(sizes[0]!)
    const whole = Buffer.concat(hdf5Chunks(halves(expected), { dataset: 'a longer name' }))
    expect(parseHdf5(whole, 'x', { dataset: 'a longer name' }).shape).toEqual([36, 64])
    expect(() => parseHdf5(whole, 'x')).toThrow('data set "value" is missing; found: "a longer name"')
  })

  test('nothing but floating-point arrays that have elements', () => {
    expect(() => hdf5Chunks(fromTyped(Uint8Array.of(1)))).toThrow('uint8 is not written as HDF5')
    expect(() => hdf5Chunks(fromTyped(new Float32Array(0)))).toThrow('do not hold')
  })
})

test(
  'damaged files give an array or an error of one kind',
  async () => {
    const files = readdirSync(folder)
      .filter(name => name.endsWith('.hdf5'))
      .map(name => readFileSync(join(folder, name)))
    await fuzz('hdf5', files, bytes => parseHdf5(bytes, 'fuzz', { maxElements: 1e6 }))
  },
  60_000 + 30 * fuzzRuns,
)

test('an index whose nodes have one child twice is damaged, and not gone through 2⁶⁰ times', () => {
  const bytes = readFileSync(file('tree-of-two-levels'))
  const trees = [...bytes.toString('latin1').matchAll(/TREE/g)]
    .map(({ index }) => index)
    .filter(at => bytes[at + 4] === 1)
  const root = trees.reduce((top, at) => (bytes[at + 5]! > bytes[top + 5]! ? at : top))
  const keySize = 16 + 8 * 2
  const chain: Buffer[] = []
  for (let level = 0; level < 60; level++) {
    const node = Buffer.alloc(24 + 2 * (keySize + 8))
    node.write('TREE\x01', 'latin1')
    node[5] = level
    node.writeUInt16LE(level > 0 ? 2 : 0, 6)
    const below = BigInt(bytes.length + (level - 1) * node.length)
    for (const entry of level > 0 ? [0, 1] : [])
      node.writeBigUInt64LE(below, 24 + entry * (keySize + 8) + keySize)
    chain.push(node)
  }
  const hostile = Buffer.concat([bytes, ...chain])
  const address = Buffer.alloc(8)
  address.writeBigUInt64LE(BigInt(root))
  const pointer = hostile.indexOf(address)
  expect(pointer).toBeGreaterThan(0)
  hostile.writeBigUInt64LE(BigInt(bytes.length + 59 * chain[0]!.length), pointer)
  expect(() => parseHdf5(hostile, 'hostile')).toThrow(
    /hostile: damaged: the index of chunks has a node twice/,
  )
})
