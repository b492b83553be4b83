import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { evaluate } from '../../../src/protocols/image/evaluate.js'
import { planEvaluation } from '../../../src/protocols/image/plan.js'
import { temporaryFolder, writeTree } from '../../data/fixtures.js'
import { miniModel, pictures, readSet } from './mini-benchmark.js'

beforeEach(() => {
  vi.stubEnv('UNO_CACHE', temporaryFolder())
})

interface Tree {
  lists: string
  images: 'images_classic' | 'images_largescale'
  inlier: string
  near: string[]
  far: string[]
  negatives: string
}

const cifar10: Tree = {
  lists: 'cifar10',
  images: 'images_classic',
  inlier: 'cifar10',
  near: ['cifar100', 'tin'],
  far: ['mnist', 'svhn', 'texture', 'places365'],
  negatives: 'tin597',
}
const imagenet200: Tree = {
  lists: 'imagenet200',
  images: 'images_largescale',
  inlier: 'imagenet200',
  near: ['ssb_hard', 'ninco'],
  far: ['inaturalist', 'textures', 'openimage_o'],
  negatives: 'imagenet800',
}

const inlierClasses = ['airplane', 'automobile', 'bird']

/** OpenOOD's data folder with a few pictures in every set; as there, the lists do not know each other. */
function openoodTree({ lists, images, inlier, near, far, negatives }: Tree): string {
  const root = temporaryFolder()
  const files: Record<string, Uint8Array | string> = {}
  const list = (name: string, lines: string[], end = '\n') => {
    files[`benchmark_imglist/${lists}/${name}.txt`] = lines.join(end) + end
  }
  const add = (folder: string, set: string, count: number, label: number, seed: number) => {
    const own = pictures(`${set}`, count, seed)
    for (const [path, bytes] of Object.entries(own)) files[`${folder}/${path}`] = bytes
    return Object.keys(own).map(path => `${path} ${label}`)
  }
  for (const [i, split] of ['train', 'val', 'test'].entries())
    list(
      `${split}_${inlier}`,
      inlierClasses.flatMap((name, k) => add(images, `${inlier}/${split}/${name}`, 4, k, 1000 * i + 50 * k)),
    )
  for (const [i, set] of [...near, ...far].entries()) {
    const folder = set === 'textures' ? 'images_classic' : images
    // Copies with CRLF are in circulation.
    list(`test_${set}`, add(folder, `${set}/test`, 5 + i, -1, 5000 + 100 * i), '\r\n')
  }
  list(`train_${negatives}`, add(images, `${negatives}/train`, 3, -1, 9000))
  return writeTree(root, files)
}

const model = () => miniModel(join(temporaryFolder(), 'model'), { classNames: inlierClasses })

describe.each([
  ['openood-cifar10', cifar10],
  ['openood-cifar100', { ...cifar10, lists: 'cifar100', inlier: 'cifar100', near: ['cifar10', 'tin'] }],
  ['openood-imagenet200', imagenet200],
])('%s', (name, tree) => {
  test('runs over its near and far sets from its own folders and lists', async () => {
    const out = join(temporaryFolder(), 'out')
    const results = await evaluate({ model: model(), benchmark: name, root: openoodTree(tree), out })
    expect(results.benchmark).toBe(name)
    expect(results.sets.map(({ name, group, images }) => [name, group, images])).toEqual([
      [tree.inlier, 'inliers', 12],
      ...tree.near.map((set, i) => [set, 'near', 5 + i]),
      ...tree.far.map((set, i) => [set, 'far', 5 + tree.near.length + i]),
      [tree.negatives, 'negatives', 3],
    ])
    expect([...readSet(out, tree.inlier).labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    expect(Object.keys(results.averages)).toEqual(['near', 'far'])
  })

  test('the folder around the data folder will do', () => {
    const root = temporaryFolder()
    const data = openoodTree(tree)
    writeTree(root, { 'data/benchmark_imglist/placeholder': '' })
    expect(() => planEvaluation(name, { root })).toThrow(join(root, 'data/benchmark_imglist'))
    expect(planEvaluation(name, { root: data }).inliers.spec.path).toContain(`test_${tree.inlier}.txt`)
  })
})

test('fitted methods see the training list; without it they say so', async () => {
  const root = openoodTree(cifar10)
  const mine = join(temporaryFolder(), 'mine.mjs')
  writeFileSync(
    mine,
    `export default { name: 'mine', fit: ({ labels }) => labels.shape[0], score: ({ logits }, _, n) => logits.amax(-1).mul(0).add(n) }`,
  )
  const out = join(temporaryFolder(), 'out')
  await evaluate({ model: model(), benchmark: 'openood-cifar10', root, out, methods: [mine] })
  expect(readSet(out, 'tin').score('mine')[0]).toBe(12)
  rmSync(join(root, 'benchmark_imglist/cifar10/train_cifar10.txt'))
  const without = evaluate({
    ...{ model: model(), benchmark: 'openood-cifar10', root, out, methods: [mine], overwrite: true },
  })
  await expect(without).rejects.toThrow(
    'method mine is fitted on inlier training images, and openood-cifar10 has none',
  )
})

test("the config pipeline's folder of ImageNet-200's test lists is known", () => {
  const root = openoodTree({ ...imagenet200, lists: 'imagenet' })
  expect(planEvaluation('openood-imagenet200', { root }).outliers).toHaveLength(5)
})

describe('what is missing is named, with the place where it is expected', () => {
  test('--root', () => {
    expect(() => planEvaluation('openood-cifar10')).toThrow(
      /openood-cifar10: needs --root, .*benchmark_imglist/,
    )
    const empty = temporaryFolder()
    expect(() => planEvaluation('openood-cifar10', { root: empty })).toThrow(
      `${empty}: no benchmark_imglist in it, which openood-cifar10 expects`,
    )
    expect(() => planEvaluation('openood-cifar10', { root: empty, withoutValidation: true })).toThrow(
      '--without-validation: openood-cifar10 takes no validation images from its test sets; leave it out',
    )
  })

  test('lists', () => {
    const root = openoodTree(cifar10)
    const lists = join(root, 'benchmark_imglist/cifar10')
    for (const name of ['test_tin', 'test_svhn']) rmSync(join(lists, `${name}.txt`))
    expect(() => planEvaluation('openood-cifar10', { root })).toThrow(
      `2 of 7 image lists are missing: ${join(lists, 'test_tin.txt')}, ${join(lists, 'test_svhn.txt')}; expected`,
    )
  })

  test('images', async () => {
    const root = openoodTree(cifar10)
    rmSync(join(root, 'images_classic/svhn/test/2.png'))
    const job = { model: model(), benchmark: 'openood-cifar10', root, out: join(temporaryFolder(), 'out') }
    const message = await evaluate(job).then(String, error => error.message)
    expect(message).toMatch(
      /test_svhn\.txt: 1 of 8 listed images is not below .*images_classic: "svhn\/test\/2\.png"/,
    )
  })

  test('but negatives may be missing', () => {
    const root = openoodTree(cifar10)
    rmSync(join(root, 'benchmark_imglist/cifar10/train_tin597.txt'))
    expect(planEvaluation('openood-cifar10', { root }).negatives).toBeUndefined()
    expect(readFileSync(join(root, 'benchmark_imglist/cifar10/test_tin.txt'), 'utf8')).toContain('\r\n')
  })
})
