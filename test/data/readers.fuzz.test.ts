import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { benchmarkSets, readBenchmark } from '../../src/data/images/benchmark.js'
import { parseImageList } from '../../src/data/images/image-list.js'
import { openImageSet } from '../../src/data/images/image-set.js'
import { readPack, writePack } from '../../src/data/packing/pack-file.js'
import { packedSet } from '../../src/data/packing/packed-set.js'
import { fuzz } from '../formats/fuzz.js'
import { temporaryFolder } from './fixtures.js'

test('damaged image lists', () =>
  fuzz(
    'image lists',
    [
      'cifar10/train/cat/1.png 3\r\ntin/val/val_0.JPEG -1\n',
      'a.jpg { "group_label": 1 ,"class_label": 1 }',
    ].map(text => Buffer.from(text)),
    bytes => parseImageList(Buffer.from(bytes).toString(), 'list'),
  ))

test('damaged benchmark files', async () => {
  const path = join(temporaryFolder(), 'b.json')
  const set = { path: 'x', fromIndex: 3, perClass: { a: 1 }, classNames: ['a'] }
  const good = { version: 1, name: 'x', inlier: { name: 'i', train: set }, near: [{ ...set, name: 'n' }] }
  await fuzz('benchmarks', [Buffer.from(JSON.stringify(good))], bytes => {
    writeFileSync(path, bytes)
    benchmarkSets(readBenchmark(path))
  })
})

test('damaged CIFAR and MNIST files', async () => {
  const folder = temporaryFolder()
  const cifar = join(folder, 'test_batch.bin')
  await fuzz('cifar sets', [new Uint8Array(2 * 3073).fill(3)], bytes => {
    writeFileSync(cifar, bytes)
    return openImageSet(cifar).items.length
  })
  const mnist = join(folder, 't10k-images-idx3-ubyte')
  writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 1, 4]))
  await fuzz(
    'mnist sets',
    [Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 7, 200])],
    bytes => {
      writeFileSync(mnist, bytes)
      return openImageSet(mnist).items.length
    },
  )
})

test('damaged packs are the set as it was, or nothing', async () => {
  const path = join(temporaryFolder(), 'x.pack')
  const images = Uint8Array.from({ length: 2 * 12 }, (_, i) => i)
  const labels = Int32Array.of(0, 1)
  const set = packedSet({
    name: 'x',
    height: 2,
    width: 2,
    images,
    labels,
    classNames: ['a', 'b'],
    files: ['1', '2'],
  })
  writePack(path, set)
  await fuzz('packs', [readFileSync(path)], bytes => {
    writeFileSync(path, bytes)
    const read = readPack(path)
    if (read) expect(read).toEqual({ ...set, images: Buffer.from(images) })
  })
})
