import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { build, dist } from '../training/program.js'

// Training runs in a worker, which wants the program as it is installed.
beforeAll(build)

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
    const absent = (run: string) =>
      readFileSync(join(out, run, 'report.html'), 'utf8').match(/class="absent"/g)
    // Without an outlier class there is neither a correlation nor a projection.
    expect([absent('closed-set')?.length, absent('uno')]).toEqual([2, null])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
