import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  checkSameBenchmark,
  claimResultsPlace,
  finishPartial,
  openPartial,
  whileEvaluating,
  writeResults,
} from '../../src/protocols/results-folder.js'
import { temporaryFolder } from '../data/fixtures.js'

test('of two evaluations into one home the second is refused, and touches nothing of the first', async () => {
  const home = join(temporaryFolder(), 'new')
  let end = () => {}
  const first = whileEvaluating(home, {}, async () => {
    writeResults(join(openPartial(home, false), 'results.json'), { first: true })
    await new Promise<void>(resolve => (end = resolve))
    finishPartial(home)
  })
  // Claimed before the first was done, so that nothing was there.
  claimResultsPlace(home, {})
  const second = () => whileEvaluating(home, {}, async () => openPartial(home, false))
  await expect(second()).rejects.toThrow(
    /new\/evaluation: process \d+ on .* works there since .*; wait for it/,
  )
  expect(readdirSync(join(home, 'evaluation.partial'))).toEqual(['results.json'])
  end()
  await first
  await expect(second()).rejects.toThrow('results.json: exists already; --overwrite replaces it')
  expect(readdirSync(home)).toEqual(['evaluation'])
})

test('what was put aside by an evaluation that died takes its place again, but not from one that lives', async () => {
  const home = temporaryFolder()
  mkdirSync(join(home, 'evaluation.old'))
  writeFileSync(join(home, 'evaluation.old/results.json'), '{}')
  claimResultsPlace(home, { overwrite: true })
  expect(readdirSync(home)).toEqual(['evaluation'])
  await whileEvaluating(home, { overwrite: true }, async () => {
    renameSync(join(home, 'evaluation'), join(home, 'evaluation.old'))
    expect(() => claimResultsPlace(home, { overwrite: true })).toThrow('works there since')
  })
})

test('stopped work goes on with its own benchmark, and with more sets of it, alone', () => {
  const home = temporaryFolder()
  const subject = (benchmark: string, ...sets: string[]) => ({ benchmark, sets })
  const partial = openPartial(home, false, subject('b', 'one', 'two'))
  const check =
    (wanted: ReturnType<typeof subject>, options = { resume: true }) =>
    () =>
      checkSameBenchmark(home, wanted, options)
  expect(check(subject('b', 'two', 'one', 'three'))).not.toThrow()
  expect(check(subject('c', 'one', 'two'))).toThrow(
    'what was stopped is of b (one, two), not of c (one, two); without --resume it begins again',
  )
  expect(check(subject('b', 'one'))).toThrow('what was stopped is of b')
  expect(check(subject('c', 'one'), { resume: false })).not.toThrow()
  writeResults(join(partial, 'results.json'), {})
  finishPartial(home)
  expect(readdirSync(join(home, 'evaluation'))).toEqual(['results.json'])
})
