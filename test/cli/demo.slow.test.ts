import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { build, dist } from '../training/program.js'

// Training runs in a worker, which wants the program as it is installed.
beforeAll(build)

/**
 * How many sections of a run's report say that the run lacks what they show. Without an outlier class there is neither
 * a correlation nor a projection.
 */
const absentIn = (run: string) =>
  [...readFileSync(join(run, 'report.html'), 'utf8').matchAll(/class="absent"/g)].length

test('the images of the demo, few of them: both tables, both reports', {
  timeout: 600_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'uno-demo-'))
  const out = join(folder, 'demo')
  try {
    const plan = { seed: 0, epochs: 1, world: { train: 40, test: 4, negatives: 12, outliers: 2 } }
    const program = `
      const { demoImages } = await import(${JSON.stringify(join(dist, 'cli/demo/images.js'))})
      const { Progress } = await import(${JSON.stringify(join(dist, 'cli/progress.js'))})
      await demoImages(${JSON.stringify(out)}, ${JSON.stringify(plan)}, new Progress())`
    const file = join(folder, 'few-images.mjs')
    writeFileSync(file, program)
    const { stdout } = await promisify(execFile)(process.execPath, [file])
    expect(stdout.match(/AUROC ↑/g)).toHaveLength(2)
    expect(stdout).toMatch(/^kin +12 /m)
    for (const run of ['closed-set', 'uno']) expect(stdout).toContain(join(out, run, 'report.html'))
    expect([absentIn(join(out, 'closed-set')), absentIn(join(out, 'uno'))]).toEqual([2, 0])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('uno demo streets, with few steps: both tables, both reports, overlays', {
  timeout: 600_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'uno-demo-'))
  const out = join(folder, 'demo')
  try {
    const words = [join(dist, 'cli/main.js'), 'demo', 'streets', '--out', out, '--steps', '2']
    const { stdout } = await promisify(execFile)(process.execPath, words)
    expect(stdout.match(/AP ↑/g)).toHaveLength(2)
    for (const run of ['closed-set', 'uno']) {
      const page = readFileSync(join(out, run, 'report.html'), 'utf8')
      expect(page).toContain('<title>ROC, animals</title>')
      for (const set of ['cargo', 'animals'])
        expect(existsSync(join(out, run, 'evaluation', `${set}.png`))).toBe(true)
    }
    expect([absentIn(join(out, 'closed-set')), absentIn(join(out, 'uno'))]).toEqual([2, 0])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
