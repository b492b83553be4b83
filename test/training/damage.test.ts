import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { stream } from '../../src/random.js'
import { checkpointsOf, replacedSuffix, runPaths } from '../../src/runs/run-folder.js'
import { bestCheckpoint } from '../../src/training/checkpoint.js'
import { damageOf, readState } from '../../src/training/training-state.js'
import { afterEpoch, contentOf, finalState, refusal, trainHere, workshop } from './runs.js'

const { job, place } = workshop('damage')
let undisturbed: string
beforeAll(async () => {
  await trainHere(job('undisturbed'))
  undisturbed = finalState(place('undisturbed'))
  // Two checkpoints, after steps 6 and 7.
  await trainHere(job('stopped'), afterEpoch(1))
  await trainHere({ ...job('stopped'), resume: true }, event => event.type === 'step')
})

const flipped = (bytes: Buffer, at = bytes.length >> 1, bit = 4): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at]! ^= bit
  return copy
}
const damages: Record<string, (bytes: Buffer) => Buffer> = {
  'with a flipped bit': bytes => flipped(bytes),
  'cut in half': bytes => bytes.subarray(0, bytes.length >> 1),
  empty: () => Buffer.alloc(0),
}
const files = ['config.json', 'model.safetensors', 'training.safetensors', 'training.json']

/** A copy of the stopped run to do harm to. */
function copyOfStopped(name: string): string {
  cpSync(place('stopped'), place(name), { recursive: true })
  return place(name)
}

describe('34: one file of the newest checkpoint is damaged', () => {
  const cases = files.flatMap(file => Object.keys(damages).map(damage => [file, damage] as const))

  test.each(cases)('%s %s: the checkpoint before is taken, the bad one set aside', async (file, damage) => {
    const run = copyOfStopped(`${file} ${damage}`)
    const [newest, older] = checkpointsOf(run)
    const path = join(newest!.path, file)
    writeFileSync(path, damages[damage]!(readFileSync(path)))
    const before = contentOf(newest!.path)
    const { warnings, events } = await trainHere({ ...job(''), run, resume: true })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`${newest!.path}: `)
    expect(warnings[0]).toContain(file)
    expect(warnings[0]).toContain(`set aside as ${newest!.path}.damaged, going on from ${older!.path}`)
    expect(contentOf(`${newest!.path}.damaged`)).toEqual(before)
    expect(events.find(({ type }) => type === 'start')).toMatchObject({ step: 6 })
    expect(finalState(run)).toBe(undisturbed)
  })

  test('a file that is missing, and a second damage at the same step', async () => {
    const run = copyOfStopped('missing')
    const [newest] = checkpointsOf(run)
    cpSync(newest!.path, `${newest!.path}.damaged`, { recursive: true })
    rmSync(join(newest!.path, 'training.json'))
    const { warnings } = await trainHere({ ...job(''), run, resume: true })
    expect(warnings[0]).toMatch(/training\.json: no such file; set aside as .*\.damaged-2, going on from/)
    expect(existsSync(`${newest!.path}.damaged`)).toBe(true)
    expect(finalState(run)).toBe(undisturbed)
  })
})

describe('31: a step that is saved a second time', () => {
  test('killed between the two renames, the earlier checkpoint has its name again', async () => {
    const run = copyOfStopped('replaced')
    const [newest] = checkpointsOf(run)
    renameSync(newest!.path, `${newest!.path}${replacedSuffix}`)
    const { warnings, events } = await trainHere({ ...job(''), run, resume: true })
    expect(warnings).toEqual([])
    expect(events.find(({ type }) => type === 'start')).toMatchObject({ step: 7 })
    expect(finalState(run)).toBe(undisturbed)
  })

  test('killed after them, the later one stays and the earlier goes', async () => {
    const run = copyOfStopped('both')
    const [newest, older] = checkpointsOf(run)
    const aside = `${newest!.path}${replacedSuffix}`
    cpSync(older!.path, aside, { recursive: true })
    const { events } = await trainHere({ ...job(''), run, resume: true }, event => event.type === 'step')
    expect(events.find(({ type }) => type === 'start')).toMatchObject({ step: 7 })
    expect(existsSync(aside)).toBe(false)
  })
})

test.each(files)('34: a bit of %s that is flipped anywhere is noticed, or changes nothing', file => {
  const { path } = checkpointsOf(copyOfStopped(`bits of ${file}`))[0]!
  const whole = readFileSync(join(path, file))
  const state = readState(path)
  const random = stream(0, file)
  let noticed = 0
  for (let n = 0; n < 60; n++) {
    writeFileSync(join(path, file), flipped(whole, random.below(whole.length), 1 << random.below(8)))
    if (damageOf(path)) noticed++
    // White space between the fields of a JSON file may become other white space.
    else expect([file, readState(path)]).toEqual(['training.json', state])
  }
  expect(noticed).toBeGreaterThan(40)
})

test('34: all bad: an error that names each, and nothing is deleted', async () => {
  const run = copyOfStopped('all bad')
  for (const { path } of checkpointsOf(run)) {
    const file = join(path, 'model.safetensors')
    writeFileSync(file, flipped(readFileSync(file)))
  }
  const before = contentOf(runPaths(run).checkpoints)
  const message = await refusal(trainHere({ ...job(''), run, resume: true }))
  expect(message).toMatch(
    /^UserError: .*no checkpoint is whole \(.*step-00000007: model\.safetensors was changed.*step-00000006: model/,
  )
  expect(message).toMatch(/nothing was deleted$/)
  expect(contentOf(runPaths(run).checkpoints)).toEqual(before)
  expect(bestCheckpoint(run)).toBeUndefined()
})

test('34: the model of a run is its most accurate checkpoint, if it is whole', () => {
  const run = copyOfStopped('best')
  const [unmeasured, measured] = checkpointsOf(run)
  expect(bestCheckpoint(run)).toBe(measured!.path)
  writeFileSync(join(measured!.path, 'model.safetensors'), '')
  expect(bestCheckpoint(run)).toBe(unmeasured!.path)
})
