import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { reportCommand } from '../../src/cli/report.js'
import { fakeRun } from '../reports/fake-run.js'

const folder = mkdtempSync(join(tmpdir(), 'uno-report-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('uno report writes the file and prints where it is', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {})
  fakeRun(join(folder, 'run'))
  const out = join(folder, 'other.html')
  await reportCommand.parseAsync([join(folder, 'run'), '--out', out], { from: 'user' })
  expect(print.mock.calls).toEqual([[out]])
  expect(existsSync(out)).toBe(true)
  print.mockRestore()
  await expect(reportCommand.parseAsync(['nowhere', '--out', out], { from: 'user' })).rejects.toThrow(
    'exists; choose another --out',
  )
})
