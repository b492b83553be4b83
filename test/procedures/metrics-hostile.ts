import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { metricsCommand } from '../../src/cli/metrics.js'
import { parseScoreMap } from '../../src/formats/index.js'
import { readScoreTable } from '../../src/formats/score-table.js'
import { PixelPool, rankMetrics } from '../../src/metrics/index.js'
import { expectClose } from './expect-close.js'
import { type Parts, procedure } from './procedure.js'

type Expected = { AP: number; AUROC: number; FPR95: number; bestF1?: number; bestF1Threshold?: number }
type Outcome = { valid: true; expected?: Expected } | { valid: false; error: string }

export default procedure({
  kind: 'metrics/hostile',
  parts({ folder, json }) {
    const parts: Parts = {}
    for (const [file, outcome] of Object.entries<Outcome>(json.csv)) {
      parts[file] = async () => {
        const path = join(folder, file)
        if (outcome.valid) expectMetrics(path, outcome.expected ?? json.validResult)
        else expect(await refusal(path)).toContain(outcome.error)
      }
    }
    for (const [file, outcome] of Object.entries<string>(json.hdf5))
      parts[file] = () => expectMap(join(folder, file), outcome)
    return parts
  },
})

/** The maps are of one size, that of the good one. */
const goodSize = { width: 64, height: 48 }

function expectMap(path: string, outcome: string): void {
  const read = () => {
    const { width, scores } = parseScoreMap(readFileSync(path), path, goodSize)
    // Scores are looked at where labels say that they count.
    new PixelPool().add({ name: path, width, scores, labels: new Uint8Array(scores.length) })
  }
  if (outcome === 'accepted') {
    expect(read).not.toThrow()
    return
  }
  const [said] = outcome.split(/ before any| \(or/)
  expect(read).toThrow(expect.objectContaining({ exitCode: 2 }))
  expect(read).toThrow(said!)
  expect(read).toThrow(/^[^\n]*$/)
}

function expectMetrics(path: string, expected: Expected): void {
  const { scores, labels } = readScoreTable(path)
  const found = rankMetrics(scores, labels)
  expectClose(found.ap, expected.AP, 1e-12, 'AP')
  expectClose(found.auroc, expected.AUROC, 1e-12, 'AUROC')
  expectClose(found.fpr95, expected.FPR95, 1e-12, 'FPR95')
  if (expected.bestF1 !== undefined) expectClose(found.best_f1, expected.bestF1, 1e-12, 'best F1')
  if (expected.bestF1Threshold !== undefined) expect(found.best_f1_threshold).toBe(expected.bestF1Threshold)
}

/** What the command says of a file that it refuses, in one line. */
async function refusal(path: string): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await metricsCommand.parseAsync(['scores', path], { from: 'user' })
  } catch (error) {
    expect(error).toMatchObject({ exitCode: 2 })
    expect((error as Error).message).not.toContain('\n')
    return (error as Error).message
  } finally {
    log.mockRestore()
  }
  return expect.fail(`${path} was accepted`)
}
