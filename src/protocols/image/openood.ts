/** The benchmarks of OpenOOD v1.5 on its own folders and image lists. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SetGroups, SetSpec } from '../../data/index.js'
import { UserError } from '../../errors.js'

/** One benchmark: list names are `<split>_<set>.txt` in one of the folders `lists`. */
interface Layout {
  inlier: string
  /** Folders below `benchmark_imglist`; the first that holds a list is taken. */
  lists: readonly string[]
  images: 'images_classic' | 'images_largescale'
  near: readonly string[]
  far: readonly string[]
  negatives?: string
}

const cifarFar = ['mnist', 'svhn', 'texture', 'places365']

const layouts: Record<string, Layout> = {
  'openood-cifar10': {
    inlier: 'cifar10',
    lists: ['cifar10'],
    images: 'images_classic',
    near: ['cifar100', 'tin'],
    far: cifarFar,
    negatives: 'tin597',
  },
  'openood-cifar100': {
    inlier: 'cifar100',
    lists: ['cifar100'],
    images: 'images_classic',
    near: ['cifar10', 'tin'],
    far: cifarFar,
    negatives: 'tin597',
  },
  'openood-imagenet200': {
    inlier: 'imagenet200',
    // The unified evaluator and the config pipeline keep the test lists in different folders.
    lists: ['imagenet200', 'imagenet'],
    images: 'images_largescale',
    near: ['ssb_hard', 'ninco'],
    far: ['inaturalist', 'textures', 'openimage_o'],
    negatives: 'imagenet800',
  },
}

export const openoodBenchmarks: readonly string[] = Object.keys(layouts)

/** Sets that lie among the small images whatever the benchmark. */
const classicSets = new Set(['textures'])

/**
 * @param root OpenOOD's `data` folder (it holds `benchmark_imglist`), or the folder around it
 * @throws UserError naming the lists that are missing and where they were sought; training lists and
 *   negatives may be missing, since only fitted methods and reports want them
 */
export function openoodBenchmark(name: string, root: string): SetGroups {
  const { inlier, near, far, negatives, ...places } = layouts[name]!
  const data = dataFolder(name, root)
  const spec = (split: string, set: string) => listSpec(data, places, split, set)
  const wanted = { test: spec('test', inlier), near: near.map(set => spec('test', set)) }
  const farSpecs = far.map(set => spec('test', set))
  refuseMissing(name, [wanted.test, ...wanted.near, ...farSpecs])
  return {
    inlier: {
      name: inlier,
      train: ifThere(spec('train', inlier)),
      validation: ifThere(spec('val', inlier)),
      test: wanted.test,
    },
    negatives: negatives === undefined ? undefined : ifThere(spec('train', negatives)),
    near: wanted.near,
    far: farSpecs,
  }
}

function dataFolder(name: string, root: string): string {
  const found = [root, join(root, 'data')].find(folder => existsSync(join(folder, 'benchmark_imglist')))
  if (found) return found
  throw new UserError(
    `${root}: no benchmark_imglist in it, which ${name} expects beside images_classic and images_largescale ` +
      `(OpenOOD's data folder); give that folder with --root`,
  )
}

type NamedSpec = SetSpec & { name: string }

function listSpec(
  data: string,
  { lists, images }: Pick<Layout, 'lists' | 'images'>,
  split: string,
  set: string,
): NamedSpec {
  const paths = lists.map(folder => join(data, 'benchmark_imglist', folder, `${split}_${set}.txt`))
  const path = paths.find(candidate => existsSync(candidate)) ?? paths[0]!
  return { name: set, path, root: join(data, classicSets.has(set) ? 'images_classic' : images) }
}

const ifThere = (spec: SetSpec): SetSpec | undefined => (existsSync(spec.path) ? spec : undefined)

function refuseMissing(name: string, specs: readonly SetSpec[]): void {
  const missing = specs.filter(({ path }) => !existsSync(path))
  if (missing.length === 0) return
  throw new UserError(
    `${name}: ${missing.length} of ${specs.length} image lists are missing: ` +
      `${missing.map(({ path }) => path).join(', ')}; expected OpenOOD's benchmark_imglist there`,
  )
}
