import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  benchmarkSets,
  openNamedSet,
  readBenchmark,
  withoutValidation,
} from '../../../src/data/images/benchmark.js'
import { openImageSet } from '../../../src/data/images/image-set.js'
import { packSet } from '../../../src/data/packing/pack.js'
import { png, realData, temporaryFolder, writeTree } from '../fixtures.js'

const files = Object.fromEntries(
  [0, 1, 2].flatMap(i => [`in/b/${i}.png`, `in/a/${i}.png`].map(f => [f, png(i)])),
)
const description = {
  version: 1,
  name: 'two letters',
  inlier: {
    name: 'letters',
    classNames: ['b', 'a'],
    train: { path: 'in' },
    test: { path: 'in', perClass: 3 },
  },
  near: [{ name: 'n', path: 'out', layout: 'flat' }],
  validation: { inlier: { path: 'in', fromIndex: 2 } },
}

function benchmark(changes: object = {}): string {
  const folder = writeTree(temporaryFolder(), { ...files, 'out/x/1.png': png(7) })
  const path = join(folder, 'b.json')
  writeFileSync(path, JSON.stringify({ ...description, ...changes }))
  return path
}

test('entries are opened by name, paths are relative to the file, splits share the class names', () => {
  const path = benchmark()
  expect([...benchmarkSets(readBenchmark(path)).keys()]).toEqual([
    'inlier/train',
    'inlier/test',
    'near/n',
    'validation/inlier',
  ])
  expect(openNamedSet(`${path}#inlier/test`).classNames).toEqual(['b', 'a'])
  expect(openNamedSet(`${path}#near/n`).items[0]!.label).toBe(-1)
  const held = openNamedSet(`${path}#validation/inlier`)
  expect(held.items.map(({ file, label }) => [file, label])).toEqual([
    ['a/2.png', 1],
    ['b/2.png', 0],
  ])
})

test.each([
  [{}, { fromIndex: 2 }, [0, 1]],
  [{}, { untilIndex: 2 }, [2]],
  [{}, { fromIndex: 1, untilIndex: 2 }, [0, 2]],
  [{ untilIndex: 2 }, { fromIndex: 1, untilIndex: 2 }, [0]],
  [{ fromIndex: 1 }, { untilIndex: 1 }, [1, 2]],
])('of a test set %j, withoutValidation leaves all but its part %j', (whole, part, left) => {
  const test = { path: 'in', ...whole }
  const inlier = { ...description.inlier, test }
  const read = readBenchmark(benchmark({ inlier, validation: { inlier: { path: 'in', ...part } } }))
  const without = withoutValidation(read)
  const files = openImageSet(without.inlier.test!).items.map(({ file }) => file)
  expect(files).toEqual(['a', 'b'].flatMap(letter => left.map(i => `${letter}/${i}.png`)))
  expect(without.near).toEqual(read.near)
})

test('withoutValidation refuses a part that is of no test set', () => {
  const without = (part: object) =>
    withoutValidation(readBenchmark(benchmark({ validation: { outlier: part } })))
  expect(() => without({ path: 'in/a' })).toThrow('validation.outlier')
  expect(() => without({ path: 'in/a' })).toThrow('is part of no test set')
  expect(without({ path: 'out', untilIndex: 1 }).near[0]).toMatchObject({ except: [{ untilIndex: 1 }] })
})

test.each([
  [{ version: 2 }, 'version'],
  [{ nera: [] }, 'nera'],
  [{ near: [{ path: 'x' }] }, 'near.0.name'],
  [{ inlier: { name: 'x', test: { path: 'in', sha256: 'ff' } } }, 'inlier.test.sha256: expected 64'],
  [{ normalisation: { mean: [0, 0, 0], std: [1, 1, 0] } }, 'normalisation.std.2'],
])('%j is refused by its field', (changes, message) => {
  const path = benchmark(changes)
  expect(() => readBenchmark(path)).toThrow(message)
  expect(() => readBenchmark(path)).toThrow(path)
})

test('what is not there is named, with what is', () => {
  const path = benchmark()
  expect(() => openNamedSet(`${path}#far/x`)).toThrow('no entry "far/x" in it; known: inlier/train')
  expect(() => readBenchmark(`${path}#large`)).toThrow('no benchmark "large"')
  expect(() => readBenchmark('nowhere.json')).toThrow('nowhere.json: no such file')
  writeFileSync(path, '{"name": 1, "name": 2}')
  expect(() => readBenchmark(path)).toThrow('name "name" twice')
})

const real = join(realData, 'image-benchmark.json')

test.skipIf(!existsSync(real))('the real benchmark is read as it is, down to its pixels', () => {
  const sets = benchmarkSets(readBenchmark(real))
  expect(sets.size).toBe(13)
  for (const name of ['near/cifar100', 'far/letters', 'far/scenes']) {
    const { images, count } = packSet(openNamedSet(`${real}#${name}`), { cache: false })
    const spec = sets.get(name)!
    expect(count).toBe(spec.images)
    expect(createHash('sha256').update(images).digest('hex')).toBe(spec.pixelsSha256)
  }
  expect(openNamedSet(`${real}#validation/outlier`).items).toHaveLength(480)
  expect(openNamedSet(`${real}#large/test`).classNames).toContain('garbage truck')
  expect(readBenchmark(`${real}#large`).far).toHaveLength(1)
  expect(JSON.parse(readFileSync(real, 'utf8')).inlier.train.sha256).toBe(sets.get('inlier/train')!.sha256)
})
