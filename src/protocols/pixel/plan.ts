/** What an evaluation of a segmenter runs over: anomaly sets, and sets of the closed-set task. */
import { existsSync } from 'node:fs'
import { isPixelBenchmark, readPixelBenchmark } from '../../data/scenes/pixel-benchmark.js'
import type { SceneSet } from '../../data/scenes/scene-set.js'
import { isOfficial, officialNames, parseSceneReference } from '../../data/scenes/scene-spec.js'
import { benchmarkScenes } from '../../data/sets/benchmark-scenes.js'
import { openSceneSet } from '../../data/sets/open-scenes.js'
import { UserError } from '../../errors.js'
import type { EvaluationSubject } from '../results-folder.js'
import { type OfficialOptions, officialSet } from './official.js'
import type { TestSet } from './test-set.js'

export interface PixelPlan {
  benchmark: string
  anomaly: TestSet[]
  closed: TestSet[]
}

/** What stopped work and earlier results must be of, to go on with. */
export const subjectOf = ({ benchmark, anomaly, closed }: PixelPlan): EvaluationSubject => ({
  benchmark,
  sets: [...anomaly, ...closed].map(({ name }) => name),
})

/**
 * @param reference an official name; a benchmark file (`FILE.json`: the test splits of all its sets;
 *   `FILE.json#camvid-pasted/val`, `FILE.json#fs-static`: one of them); or a set of scenes as training takes it
 * @throws UserError
 */
export function planPixelEvaluation(reference: string, options: OfficialOptions): PixelPlan {
  if (isOfficial(reference))
    return { benchmark: reference, anomaly: [officialSet(reference, options)], closed: [] }
  const [path, part] = splitReference(reference)
  if (!existsSync(path))
    throw new UserError(
      `unknown benchmark "${reference}"; known: ${officialNames.join(', ')}, a file FILE.json, or a set of scenes`,
    )
  const { root, skipUnlabelled } = options
  if (root !== undefined)
    throw new UserError(`--root: ${reference} says itself where its files are; leave it out`)
  if (path.endsWith('.json') && isPixelBenchmark(path)) {
    if (skipUnlabelled)
      throw new UserError(`--skip-unlabelled: ${path} lists images with their labels; leave it out`)
    return planOfFile(path, part)
  }
  const spec = parseSceneReference(reference, existsSync)
  const scenes = openSceneSet(skipUnlabelled ? { ...spec, unlabelled: 'skip' } : spec)
  return { benchmark: scenes.name, ...bySort([{ scenes, group: 'own', name: fileName(scenes.name) }]) }
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

function planOfFile(path: string, part: string | undefined): PixelPlan {
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
  const sets = chosen.map(({ entry, part: group, open }) => ({
    scenes: open(),
    group,
    name: fileName(entry),
  }))
  return { benchmark: benchmark.name, ...bySort(sets) }
}

/** What is evaluated for tests bears the plain name; names become those of files. */
const fileName = (entry: string) => entry.replace(/\/test$/, '').replaceAll('/', '-')

function bySort(sets: readonly TestSet[]): Pick<PixelPlan, 'anomaly' | 'closed'> {
  const ofKind = (kind: SceneSet['kind']) => sets.filter(({ scenes }) => scenes.kind === kind)
  return { anomaly: ofKind('anomaly').map(withTrack), closed: ofKind('classes') }
}

function withTrack(set: TestSet): TestSet {
  const smiyc = /^smiyc-(anomaly|obstacle)/.exec(set.name)?.[1] as TestSet['smiyc']
  return { ...set, ...(smiyc && { smiyc }) }
}
