import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { demoCommand } from '../../src/cli/demo.js'
import { runner } from './run-command.js'

const run = runner()

test('uno demo streets, with few steps: both tables, both reports, overlays', {
  timeout: 600_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'uno-demo-'))
  const out = join(folder, 'demo')
  try {
    const { exitCode, message, output } = await run(demoCommand, 'streets', '--out', out, '--steps', '2')
    expect([exitCode, message]).toEqual([0, ''])
    expect(output.match(/AP ↑/g)).toHaveLength(2)
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
