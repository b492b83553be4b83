import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readJson, runPaths, writeJson } from '../../src/runs/run-folder.js'
import { bestCheckpoint } from '../../src/training/checkpoint.js'
import { changeBetween } from '../../src/training/compare-run.js'
import type { ResolvedRecipe } from '../../src/training/recipe.js'
import { afterEpoch, contentOf, finalState, refusal, trainHere, workshop } from './runs.js'
import { picture } from './tiny.js'

const { job, place, data, folder } = workshop('changes')
beforeAll(async () => {
  await trainHere(job('stopped'), afterEpoch(1))
  await trainHere(job('undisturbed'))
})

let count = 0
function copyOf(path: string): string {
  const copy = `${path}-${count++}`
  cpSync(path, copy, { recursive: true })
  return copy
}

/** Resumes a copy of the stopped run with something changed. */
function resumed(change: { settings?: string[]; data?: string; negatives?: string }) {
  const { settings = [], ...sets } = change
  const run = copyOf(place('stopped'))
  return {
    run,
    training: trainHere({ ...job('', ...settings), run, data: { ...data, ...sets }, resume: true }),
  }
}

describe('36: a changed recipe is refused by its first field, old → new', () => {
  test.each([
    ['optimiser.lr=0.06', 'optimiser.lr was 0.05, now it is 0.06'],
    ['seed=1', 'seed was 0, now it is 1'],
    ['epochs=3', 'epochs was 2, now it is 3'],
    ['threads=2', 'threads was 1, now it is 2'],
    ['preprocessing.mean=[0.5,0.4,0.5]', 'preprocessing.mean.1 was 0.5, now it is 0.4'],
    ['weightAverage=0.9', 'weightAverage was null, now it is 0.9'],
  ])('%s', async (setting, difference) => {
    const { run, training } = resumed({ settings: [setting] })
    expect(await refusal(training)).toBe(
      `UserError: ${run}: recipe.json: ${difference}; a resumed run must be the same run (--fork ${run} begins a new one from its weights)`,
    )
    expect(contentOf(run)).toEqual(contentOf(place('stopped')))
  })

  test('edited in the run folder, where the checkpoint still knows what it was trained by', async () => {
    const run = copyOf(place('stopped'))
    const path = runPaths(run).recipe
    writeFileSync(path, readFileSync(path, 'utf8').replace('"momentum": 0.9', '"momentum": 0.8'))
    const recipe = readJson<ResolvedRecipe>(path)
    expect(await refusal(trainHere({ recipe, data, run, resume: true }))).toContain(
      'recipe.json: optimiser.momentum was 0.9, now it is 0.8',
    )
  })
})

describe('36: changed data are refused by their first difference', () => {
  test.each<[string, (folder: string) => void, RegExp]>([
    [
      'one pixel',
      folder => writeFileSync(join(folder, 'red/3.png'), picture([210, 60, 51], 3)),
      /data\.json: inliers\.fingerprint was "[0-9a-f]{64}", now it is "[0-9a-f]{64}"/,
    ],
    [
      'one label',
      folder => renameSync(join(folder, 'red/3.png'), join(folder, 'blue/99.png')),
      /data\.json: inliers\.perClass\.0 was 20, now it is 21/,
    ],
    [
      'one image less',
      folder => rmSync(join(folder, 'red/3.png')),
      /data\.json: inliers\.images was 60, now it is 59/,
    ],
    [
      'a renamed class',
      folder => renameSync(join(folder, 'red'), join(folder, 'rot')),
      /data\.json: inliers\.classNames\.2 was "red", now it is "rot"/,
    ],
    [
      'a class more',
      folder => {
        mkdirSync(join(folder, 'teal'))
        renameSync(join(folder, 'red/3.png'), join(folder, 'teal/3.png'))
      },
      /data\.json: inliers\.classNames was \["blue","green","red"\], now it is \["blue","green","red","teal"\]/,
    ],
    [
      'the order of images',
      folder => renameSync(join(folder, 'red/3.png'), join(folder, 'red/33.png')),
      /data\.json: inliers\.fingerprint was/,
    ],
  ])('%s', async (_, change, difference) => {
    const changed = copyOf(data.data)
    change(changed)
    expect(await refusal(resumed({ data: changed }).training)).toMatch(difference)
  })

  test('negatives too', async () => {
    const changed = copyOf(data.negatives)
    rmSync(join(changed, 'grey/1.png'))
    expect(await refusal(resumed({ negatives: changed }).training)).toMatch(
      /data\.json: negatives\.images was 20, now it is 19/,
    )
  })

  test('equal content in another place is accepted, and gives the same result', async () => {
    const moved = { data: copyOf(data.data), negatives: copyOf(data.negatives) }
    const { run, training } = resumed(moved)
    await training
    expect(finalState(run)).toBe(finalState(place('undisturbed')))
    // Whoever looks for the data later finds them there.
    expect(readJson(runPaths(run).data)).toMatchObject({
      arguments: moved,
      inliers: { path: moved.data },
      negatives: { path: moved.negatives },
    })
  })
})

test('36: another libtorch is refused; another processor is said', async () => {
  const run = copyOf(place('stopped'))
  const { environment } = runPaths(run)
  const before = readJson<object>(environment)
  writeJson(environment, { ...before, libtorch: '9.9.9' })
  const again = () => trainHere({ ...job(''), run, resume: true })
  expect(await refusal(again())).toMatch(/environment\.json: libtorch was "9\.9\.9", now it is "/)
  writeJson(environment, { ...before, capability: 'SPARC' })
  expect((await again()).warnings.join()).toMatch(
    /capability was "SPARC", now it is .*; the result will differ in its last bits/,
  )
})

describe('a run that starts from weights', () => {
  const from = () => bestCheckpoint(place('undisturbed'))!
  /** A run that was stopped before its first checkpoint. */
  async function begun(name: string): Promise<void> {
    await trainHere({ ...job(name), from: from() }, event => event.type === 'start')
    rmSync(runPaths(place(name)).checkpoints, { recursive: true })
  }

  test('is another than one from scratch, and is the same when stopped before its first checkpoint', async () => {
    await trainHere({ ...job('from'), from: from() })
    expect(finalState(place('from'))).not.toBe(finalState(place('undisturbed')))
    await begun('from-stopped')
    await trainHere({ ...job('from-stopped'), from: from(), resume: true })
    expect(finalState(place('from-stopped'))).toBe(finalState(place('from')))
  })

  test('36: refuses other weights on resume while they matter', async () => {
    await begun('other')
    const weights = join(copyOf(from()), 'model.safetensors')
    const bytes = readFileSync(weights)
    bytes[bytes.length - 2]! ^= 1
    writeFileSync(weights, bytes)
    const again = trainHere({ ...job('other'), from: weights, resume: true })
    expect(await refusal(again)).toMatch(/data\.json: weights\.sha256 was "\w+", now it is "\w+"/)
  })

  test('with another number of classes, the last layer starts afresh', async () => {
    const two = copyOf(data.data)
    rmSync(join(two, 'red'), { recursive: true })
    const { warnings } = await trainHere({ ...job('two'), data: { ...data, data: two }, from: from() })
    expect(warnings.join()).toMatch(/has another number of classes; the last layer starts afresh$/)
    const logged = readFileSync(runPaths(place('two')).events, 'utf8')
    expect(logged).toContain('the last layer starts afresh')
  })

  test('a class that is called otherwise begins as one that is left, which is said', async () => {
    const renamed = copyOf(data.data)
    cpSync(join(renamed, 'red'), join(renamed, 'rouge'), { recursive: true })
    rmSync(join(renamed, 'red'), { recursive: true })
    const { warnings } = await trainHere({
      ...job('renamed'),
      data: { ...data, data: renamed },
      from: from(),
    })
    expect(warnings.join()).toMatch(/has no class rouge, which begins as its red$/)
  })

  test('as many logits of other classes are other classes', async () => {
    // Three classes and the outlier's are four logits, as are those of four classes.
    const four = copyOf(data.data)
    cpSync(join(four, 'red'), join(four, 'scarlet'), { recursive: true })
    const { warnings } = await trainHere({
      ...job('four', 'objective.name=closed-set', 'validation.negativeClasses=0'),
      data: { data: four },
      from: from(),
    })
    expect(warnings.join()).toMatch(/has another number of classes; the last layer starts afresh$/)
  })
})

test('folders that are no place for a run, or none to resume', async () => {
  const kept = copyOf(place('stopped'))
  expect(await refusal(trainHere({ ...job(''), run: kept }))).toBe(
    `UserError: ${kept}: there is a run already; go on with --resume ${kept}, or choose another --out`,
  )
  expect(contentOf(kept)).toEqual(contentOf(place('stopped')))
  expect(await refusal(trainHere({ ...job(''), run: folder }))).toBe(
    `UserError: ${folder}: exists and is not empty; choose another --out`,
  )
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(await refusal(trainHere({ ...job(''), run: file }))).toBe(
    `UserError: ${file}: is a file, expected a folder for the run; choose another --out`,
  )
  expect(await refusal(trainHere({ ...job(''), run: join(file, 'below') }))).toBe(
    `UserError: ${join(file, 'below')}: cannot be made (ENOTDIR); choose another --out`,
  )
  expect(await refusal(trainHere({ ...job('nothing'), resume: true }))).toBe(
    `UserError: ${place('nothing')}: no run to resume (it has no recipe.json)`,
  )
})

test('what others call lock, data.json and …tmp stays as it is', async () => {
  const theirs = { lock: 'mine', 'data.json': '{"rows": 3}', 'environment.json': '{}', 'draft.tmp/x': 'text' }
  for (const names of [Object.keys(theirs), ['lock'], ['data.json'], ['data.json', 'draft.tmp/x']]) {
    const run = place(`theirs-${names.length}-${names[0]}`)
    for (const name of names as (keyof typeof theirs)[]) {
      mkdirSync(dirname(join(run, name)), { recursive: true })
      writeFileSync(join(run, name), theirs[name])
    }
    const before = contentOf(run)
    expect(await refusal(trainHere({ ...job(''), run }))).toContain('exists and is not empty')
    expect(contentOf(run)).toEqual(before)
  }
})

test('changes in words', () => {
  const before = { a: 1, list: [1, 2], deep: { deeper: { b: 'x' } } }
  expect(changeBetween(before, structuredClone(before), 'f')).toBeUndefined()
  expect(changeBetween(before, { ...before, deep: { deeper: { b: 'y' } } }, 'f')).toBe(
    'f: deep.deeper.b was "x", now it is "y"',
  )
  expect(changeBetween(before, { ...before, list: [1] }, 'f')).toBe('f: list was [1,2], now it is [1]')
  expect(changeBetween(before, { a: 1, list: [1, 2] }, 'f')).toBe(
    'f: deep was {"deeper":{"b":"x"}}, now it is absent',
  )
})
