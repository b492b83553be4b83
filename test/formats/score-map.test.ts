import { describe, expect, test } from 'vitest'
import { hdf5Chunks } from '../../src/formats/hdf5/write.js'
import { encodePng, fromTyped, type NDArray, parseScoreMap } from '../../src/formats/index.js'
import { npyChunks } from '../../src/formats/npy.js'
import { zipChunks } from '../../src/formats/zip-write.js'
import { toHalf } from '../../src/half.js'

const values = Float32Array.of(0.5, -1, 2, 0.25, 3, -0.75)
const single = fromTyped(values, [2, 3])
const half: NDArray = { ...fromTyped(toHalf(values), [2, 3]), dtype: 'float16' }
const double = fromTyped(Float64Array.from(values), [1, 2, 3])

const npy = (array: NDArray) => Buffer.concat(npyChunks(array))
const npz = (arrays: Record<string, NDArray>) =>
  Buffer.concat([
    ...zipChunks(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npyChunks(array)])),
  ])
const hdf5 = (array: NDArray) => Buffer.concat(hdf5Chunks(array))

describe('score maps in their own precision', () => {
  test.each([
    ['a.npy', npy(single), values],
    ['a.npy', npy(half), toHalf(values)],
    ['a.npy', npy(double), Float64Array.from(values)],
    ['a.npz', npz({ anything: single }), values],
    ['a.hdf5', hdf5(half), toHalf(values)],
    ['a.h5', hdf5(double), Float64Array.from(values)],
    ['a', hdf5(single), values],
  ])('%s', (name, bytes, scores) => {
    expect(parseScoreMap(bytes, name, { width: 3, height: 2 })).toEqual({ width: 3, height: 2, scores })
  })

  test('grey values of PNG, of 16 and of 8 bits', () => {
    const wide = Uint16Array.of(0, 65535, 1, 256, 300, 7)
    const narrow = Uint8Array.of(0, 255, 1, 2, 3, 7)
    for (const data of [wide, narrow]) {
      const bytes = encodePng({ width: 3, height: 2, data })
      expect(parseScoreMap(bytes, 'a.png').scores).toEqual(Float32Array.from(data))
    }
  })
})

describe('refuses, naming the file', () => {
  const size = { width: 3, height: 2 }
  test.each([
    ['integers', npy(fromTyped(Uint8Array.of(1, 2), [1, 2])), 'the array is uint8; scores must be float'],
    ['three channels', npy(fromTyped(values, [1, 2, 3])), undefined],
    ['three channels', npy(fromTyped(values, [3, 2, 1])), 'the array is [3,2,1], expected [2,3]'],
    ['a row', npy(fromTyped(values, [6])), 'the array is [6], expected [2,3]'],
    ['the other way round', npy(fromTyped(values, [3, 2])), 'the array is [3,2], the image [2,3]'],
    ['two arrays', npz({ a: single, b: single }), '2 arrays (a,b), expected one'],
    [
      'a colour picture',
      encodePng({ width: 3, height: 2, data: new Uint8Array(18) }),
      'a rgb PNG, expected a grey one',
    ],
    [
      'a palette',
      encodePng({ width: 3, height: 2, data: new Uint8Array(6), palette: Uint8Array.of(1, 2, 3) }),
      'a palette PNG, expected a grey one',
    ],
    [
      'a smaller picture',
      encodePng({ width: 2, height: 2, data: new Uint16Array(4) }),
      'the map is [2,2], the image [2,3]; write the map at that size, it is never resized here',
    ],
    ['anything else', Buffer.from('<html>'), 'not an HDF5 file (an HTML page: the download failed?)'],
  ])('%s', (_, bytes, message) => {
    const read = () => parseScoreMap(bytes, 'map', size)
    if (message) expect(read).toThrow(`map: ${message}`)
    else expect(read).not.toThrow()
  })

  test('what is named as HDF5 but is not', () => {
    const png = encodePng({ width: 3, height: 2, data: new Uint16Array(6) })
    expect(() => parseScoreMap(png, 'map.hdf5')).toThrow('map.hdf5: not an HDF5 file (starts like a PNG)')
  })

  test('names what has the size that is wanted', () => {
    const fits = { ...size, name: 'labels/a.png' }
    expect(() => parseScoreMap(npy(fromTyped(values, [3, 2])), 'map', fits)).toThrow(
      'the image [2,3] (labels/a.png)',
    )
  })
})
