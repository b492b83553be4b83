/** What an evaluation of a segmenter runs over: anomaly sets, and sets of the closed-set task. */
import { existsSync } from 'node:fs'
import { openSceneSet } from '../../data/scenes/open-scenes.js'
import { benchmarkScenes, isPixelBenchmark, readPixelBenchmark } from '../../data/scenes/pixel-benchmark.js'
import type { SceneSet } from '../../data/scenes/scene-set.js'
import { parseSceneReference } from '../../data/scenes/scene-spec.js'
import { UserError } from '../../errors.js'
import { binaryLegend } from '../../metrics/index.js'
import { isOfficial, type OfficialOptions, officialBenchmarks, officialSet } from './official.js'
import type { SceneSetSource, SceneSource } from './scene-source.js'

/** A set with classes. */
export interface ClosedSetSource extends SceneSetSource {
  classNames: readonly string[]
}

export interface PixelPlan {
  benchmark: string
  anomaly: SceneSetSource[]
  closed: ClosedSetSource[]
}

export interface PlanOptions extends OfficialOptions {
  /** Of the largest picture that is decoded, where a set decodes its pictures itself. */
  maxPixels?: number
}

/**
 * @param reference an official name; a benchmark file (`FILE.json`: the test splits of all its sets;
 *   `FILE.json#camvid-pasted/val`, `FILE.json#fs-static`: one of them); or a set of scenes as training takes it
 * @throws UserError
 */
export function planPixelEvaluation(reference: string, options: PlanOptions): PixelPlan {
  if (isOfficial(reference))
    return { benchmark: reference, anomaly: [officialSet(reference, options)], closed: [] }
  const [path, part] = splitReference(reference)
  if (!existsSync(path))
    throw new UserError(
      `unknown benchmark "${reference}"; known: ${officialBenchmarks.join(', ')}, a file FILE.json, or a set of scenes`,
    )
  const { root, skipUnlabelled, maxPixels } = options
  if (root !== undefined)
    throw new UserError(`--root: ${reference} says itself where its files are; leave it out`)
  if (path.endsWith('.json') && isPixelBenchmark(path)) {
    if (skipUnlabelled)
      throw new UserError(`--skip-unlabelled: ${path} lists images with their labels; leave it out`)
    return planOfFile(path, part, maxPixels)
  }
  const spec = parseSceneReference(reference, existsSync)
  const set = openSceneSet(skipUnlabelled ? { ...spec, unlabelled: 'skip' } : spec)
  return { benchmark: set.name, ...bySort([{ set, group: 'own' }], maxPixels) }
}

/** Whether a reference speaks of segmenters; those of classifiers are read elsewhere. */
export const isPixelReference = (reference: string): boolean =>
  isOfficial(reference) ||
  (splitReference(reference)[0].endsWith('.json') && isPixelBenchmark(splitReference(reference)[0]))

/** `path#part` → both; a `#` in the name of an existing file is no separator. */
function splitReference(reference: string): [path: string, part: string | undefined] {
  const at = reference.lastIndexOf('#')
  if (at < 0 || existsSync(reference)) return [reference, undefined]
  return [reference.slice(0, at), reference.slice(at + 1)]
}

function planOfFile(path: string, part: string | undefined, maxPixels: number | undefined): PixelPlan {
  const benchmark = readPixelBenchmark(path)
  const entries = benchmarkScenes(benchmark)
  const isTest = (entry: string) => !entry.includes('/') || entry.endsWith('/test')
  const chosen = entries.filter(({ entry }) =>
    part === undefined ? isTest(entry) : entry === part || entry === `${part}/test`,
  )
  if (chosen.length === 0)
    throw new UserError(
      `${path}: no set "${part ?? 'for tests'}" in it; known: ${entries.map(({ entry }) => entry).join(', ')}`,
    )
  const sets = chosen.map(({ entry, part: group, open }) => ({ set: open(), group, name: fileName(entry) }))
  return { benchmark: benchmark.name, ...bySort(sets, maxPixels) }
}

/** What is evaluated for tests bears the plain name; names become those of files. */
const fileName = (entry: string) => entry.replace(/\/test$/, '').replaceAll('/', '-')

interface GroupedSet {
  set: SceneSet
  group: string
  name?: string
}

function bySort(
  sets: readonly GroupedSet[],
  maxPixels: number | undefined,
): Pick<PixelPlan, 'anomaly' | 'closed'> {
  const ofKind = (kind: SceneSet['kind']) => sets.filter(({ set }) => set.kind === kind)
  return {
    anomaly: ofKind('anomaly').map(one => anomalySource(one, maxPixels)),
    closed: ofKind('classes').map(one => ({
      ...sourceOf(one, maxPixels),
      areClasses: true,
      legend: { inliers: one.set.classNames.map((_, k) => k), outliers: [] },
      classNames: one.set.classNames,
    })),
  }
}

function anomalySource(one: GroupedSet, maxPixels: number | undefined): SceneSetSource {
  const source = sourceOf(one, maxPixels)
  const smiyc = /^smiyc-(anomaly|obstacle)/.exec(source.name)?.[1] as SceneSetSource['smiyc']
  return { ...source, ...(smiyc && { smiyc }) }
}

/** Image and label are asked for one after the other; the scene is made once for both. */
function sourceOf(
  { set, group, name = fileName(set.name) }: GroupedSet,
  maxPixels: number | undefined,
): SceneSetSource {
  const { items, path } = set
  let [last, made]: [number, ReturnType<(typeof items)[number]['load']> | undefined] = [-1, undefined]
  const load = (i: number) => {
    if (last !== i || !made) [last, made] = [i, items[i]!.load(maxPixels)]
    return made
  }
  const scenes = items.map(({ id, imageFile, labelFile = imageFile }, i): SceneSource => {
    const readImage = () => {
      const { width, height, image } = load(i)
      return { width, height, data: image }
    }
    const readLabel = () => {
      const { width, height, labels } = load(i)
      if (!labels) throw new UserError(`${path}: ${id}: has no label`)
      return { width, height, data: labels }
    }
    return {
      id,
      imagePlace: `${path}: ${imageFile}`,
      labelPlace: `${path}: ${labelFile}`,
      readImage,
      readLabel,
    }
  })
  return { name, group, path, scenes, legend: binaryLegend, fingerprint: () => set.fingerprint() }
}
