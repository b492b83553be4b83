import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluateCommand } from '../../src/cli/evaluate.js'
import { anomalyTrack, tinySegmenter, writeTree } from '../protocols/pixel/tiny.js'
import { runner } from './run-command.js'

const run = runner()
const root = mkdtempSync(join(tmpdir(), 'evaluate-pixels-'))
const [model, home] = [join(root, 'model'), join(root, 'evaluated')]
const track = anomalyTrack(join(root, 'track'), 4)

beforeAll(async () => {
  tinySegmenter(model)
  const benchmark = ['--benchmark', 'smiyc-anomaly', '--root', track, '--out', home, '--bootstrap', '40']
  const { message } = await run(
    evaluateCommand,
    model,
    ...benchmark,
    '--method',
    's_uno',
    '--method',
    's_no',
    '--quiet',
  )
  expect(message).toBe('')
}, 300_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('--compare --json has the shape that comparisons of classifiers have', async () => {
  const sides = [`${home}:s_uno`, `${home}:s_no`]
  const { output } = await run(evaluateCommand, '--compare', ...sides, '--json')
  const { results, comparisons } = JSON.parse(output)
  expect(results).toEqual([])
  const [{ a, b, interval, differences }] = comparisons
  expect([a, b, interval]).toEqual([...sides, 'bootstrap over images'])
  expect(differences).toHaveLength(1)
  const { value, low, high } = differences[0].metrics.ap
  expect(low).toBeLessThanOrEqual(high)
  const there = await run(evaluateCommand, '--compare', ...sides.toReversed(), '--json')
  expect(JSON.parse(there.output).comparisons[0].differences[0].metrics.ap.value).toBeCloseTo(-value, 12)
})

test('--compare as a table says of what the intervals are', async () => {
  const { output } = await run(evaluateCommand, '--compare', `${home}:s_uno`, `${home}:s_no`)
  expect(output).toContain(`${home}:s_uno − ${home}:s_no`)
  expect(output).toContain('95 % intervals: bootstrap over images, paired; counted in bins')
})

test('a side that was never evaluated, or lacks the score, is named', async () => {
  const refused = async (side: string) =>
    (await run(evaluateCommand, '--compare', `${home}:s_uno`, side)).message
  expect(await refused(`${home}:eam`)).toContain('has no score "eam"')
  expect(await refused(`${model}:s_uno`)).toContain('was not evaluated')
})

test('a mistake in --compare is found before the model is evaluated', async () => {
  const out = join(root, 'new')
  const words = [model, '--benchmark', 'smiyc-anomaly', '--root', track, '--out', out, '--method', 's_uno']
  const refused = async (...sides: string[]) =>
    (await run(evaluateCommand, ...words, '--compare', ...sides, '--quiet')).message
  expect(await refused(`${out}:s_uno`, `${home}:eam`)).toContain(`${home}: has no score "eam"`)
  expect(await refused(`${out}:s_no`, `${home}:s_no`)).toContain('is not evaluated by "s_no", but by s_uno')
  expect(await refused(`${out}:s_uno`, `${home},${home}:s_no`)).toContain('are compared run by run')
  const classifier = writeTree(join(root, 'classifier'), {
    'evaluation/results.json': '{"benchmark":"mini"}',
  })
  expect(await refused(`${classifier}:msp`, `${classifier}:energy`)).toContain(
    'was evaluated as a classifier',
  )
  expect(existsSync(out)).toBe(false)
})
