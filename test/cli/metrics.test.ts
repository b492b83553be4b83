import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { metricsCommand } from '../../src/cli/metrics.js'
import { exitCodeOf } from '../../src/errors.js'
import { fromTyped, writeNpz } from '../../src/formats/index.js'

const folder = mkdtempSync(join(tmpdir(), 'uno-metrics-'))
afterAll(() => rmSync(folder, { recursive: true }))

const printed = vi.spyOn(console, 'log').mockImplementation(() => {})

/** Runs `uno metrics scores`; gives what it prints and what it ends with. */
async function run(...words: string[]) {
  printed.mockClear()
  const error = await metricsCommand.parseAsync(['scores', ...words], { from: 'user' }).then(
    () => undefined,
    (error: Error) => error,
  )
  const output = printed.mock.calls.join('\n')
  return { output, exitCode: error ? exitCodeOf(error) : 0, message: error?.message }
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const table = file('table.csv', 'score,label\n3,1\n2,0\n2,1\n1,0\n0,0\n9,255\n')
const oneClass = file('one-class.csv', 'score,outlier\n3,0\n2,0\n')

describe('uno metrics scores', () => {
  test('--json prints fractions', async () => {
    const { output, exitCode } = await run(table, '--json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(output)).toEqual({
      auroc: 5.5 / 6,
      ap: 0.5 + 0.5 * (2 / 3),
      fpr95: 1 / 3,
      aupr_in: expect.closeTo(1 / 3 + 1 / 3 + ((1 + 3 / 4) / 2) * (1 / 3), 12),
      aupr_out: expect.closeTo(0.5 + 0.5 * ((1 + 2 / 3) / 2), 12),
      threshold95: 2,
      best_f1: 0.8,
      best_f1_threshold: 2,
      inliers: 3,
      outliers: 2,
      ignored: 1,
    })
  })

  test('without it, a table in per cent with thresholds', async () => {
    const { output } = await run(table)
    expect(output).toContain('2 outliers (positive), 3 inliers, 1 ignored')
    expect(output).toMatch(/^AUROC +91\.67 %$/m)
    expect(output).toMatch(/^FPR95 +33\.33 % +at score ≥ 2$/m)
  })

  test('- reads a table from standard input, and names it in errors', async () => {
    const piped = async (text: string) => {
      const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!
      Object.defineProperty(process, 'stdin', {
        value: Readable.from([Buffer.from(text)]),
        configurable: true,
      })
      const result = await run('-', '--json')
      Object.defineProperty(process, 'stdin', stdin)
      return result
    }
    const { output } = await run(table, '--json')
    expect(await piped(readFileSync(table, 'utf8'))).toEqual({ output, exitCode: 0 })
    expect(await piped('score\n1\n')).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^standard input: column "label" is missing/),
    })
    expect(await piped('')).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^standard input: /),
    })
    expect(await piped(readFileSync(oneClass, 'utf8'))).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^standard input: .*--allow-undefined/),
    })
  })

  test('reads the same numbers from npz arrays, half precision among them', async () => {
    const path = join(folder, 'scores.npz')
    const half = fromTyped(Uint16Array.of(0x4200, 0x4000, 0x4000, 0x3c00, 0, 0x7e00)) // 3 2 2 1 0 NaN
    writeNpz(path, {
      score: { ...half, dtype: 'float16' },
      outlier: fromTyped(Int32Array.of(1, 0, 1, 0, 0, 255)),
    })
    expect(JSON.parse((await run(path, '--json')).output)).toEqual(
      JSON.parse((await run(table, '--json')).output),
    )
  })

  test('one class: null with a reason and exit code 2, unless that is allowed', async () => {
    const refused = await run(oneClass, '--json')
    expect(refused.exitCode).toBe(2)
    expect(refused.message).toContain('no outlier among 2 rows: AP, AUROC, FPR95 undefined')
    const metrics = JSON.parse(refused.output)
    expect(metrics).toMatchObject({ auroc: null, ap: null, fpr95: null, inliers: 2, outliers: 0 })
    expect(metrics.undefined.auroc).toBe('no outlier among 2 rows')
    expect(await run(oneClass, '--json', '--allow-undefined')).toMatchObject({
      exitCode: 0,
      output: refused.output,
    })
    expect((await run(oneClass, '--allow-undefined')).output).toMatch(/^AUROC +–$/m)
  })

  test('--fpr95 sklearn reads the thinned curve', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},0\n${i},1`).join('\n')
    const diagonal = file('diagonal.csv', `score,label\n${rows}\n`)
    expect(JSON.parse((await run(diagonal, '--json')).output).fpr95).toBe(0.95)
    const thinned = JSON.parse(
      (await run(diagonal, '--json', '--fpr95', 'sklearn', '--bootstrap', '20')).output,
    )
    expect([thinned.fpr95, thinned.intervals.fpr95.value]).toEqual([1, 1])
  })

  test('infinite thresholds are strings in JSON', async () => {
    const infinite = file('infinite.csv', 'score,label\ninf,1\n-inf,0\n')
    expect(JSON.parse((await run(infinite, '--json')).output).threshold95).toBe('inf')
  })

  test('--bootstrap adds intervals that the seed decides', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${(i * 7) % 13},${i % 2}`).join('\n')
    const many = file('many.csv', `score,label\n${rows}\n`)
    const intervals = async (seed: string) => {
      const { output } = await run(many, '--json', '--bootstrap', '40', '--seed', seed)
      return JSON.parse(output).intervals
    }
    const first = await intervals('1')
    expect(first.auroc.low).toBeLessThan(first.auroc.value)
    expect(first.auroc.high).toBeGreaterThan(first.auroc.value)
    expect(await intervals('1')).toEqual(first)
    expect(await intervals('2')).not.toEqual(first)
    expect((await run(many, '--seed', '1')).message).toContain('--seed is of the resampling; add --bootstrap')
    expect((await run(many, '--bootstrap', '0')).message).toContain('0 bootstrap replicates')
    expect((await run(many, '--bootstrap', '40')).output).toMatch(/^AUROC .* % {2}\[.* %, .* %\]$/m)
  })

  test.each([
    ['a missing file', join(folder, 'none.csv'), 'no such file'],
    ['a folder', folder, 'expected a file, found a folder'],
  ])('%s is refused', async (_, path, message) => {
    expect(await run(path)).toMatchObject({
      exitCode: 2,
      output: '',
      message: expect.stringContaining(message),
    })
  })

  test('npz arrays of two lengths are refused, and labels that are none', async () => {
    const path = join(folder, 'bad.npz')
    writeNpz(path, { score: fromTyped(Float32Array.of(1, 2)), label: fromTyped(Uint8Array.of(1)) })
    expect((await run(path)).message).toContain('score is [2], label is [1]')
    writeNpz(path, { score: fromTyped(Float32Array.of(1, 2)), label: fromTyped(Uint8Array.of(1, 7)) })
    expect((await run(path)).message).toContain('index 1: label 7 is neither 0 nor 1')
    writeNpz(path, {
      score: fromTyped(Float32Array.of(1, Number.NaN)),
      label: fromTyped(Uint8Array.of(1, 0)),
    })
    expect((await run(path)).message).toContain('index 1: score is NaN')
    writeNpz(path, {
      score: fromTyped(BigInt64Array.of(1n, 2n ** 60n)),
      label: fromTyped(Uint8Array.of(1, 0)),
    })
    expect((await run(path)).message).toContain('of type int64 is beyond 2⁵³')
  })
})
