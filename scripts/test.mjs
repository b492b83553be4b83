// Runs vitest with the given arguments; the last line counts: `N passed, N failed` (with --count-skipped also
// `, N skipped`). A file that cannot be loaded, a worker that dies and vitest's own crash count as failures.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const countSkipped = process.argv.includes('--count-skipped')
const args = process.argv.slice(2).filter(arg => arg !== '--count-skipped')

const folder = mkdtempSync(join(tmpdir(), 'uno-test-'))
const report = join(folder, 'report.json')
const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json']
const { status } = spawnSync(process.execPath, [...vitest, `--outputFile.json=${report}`, ...args], {
  cwd: root,
  stdio: 'inherit',
})

const { passed, failed, skipped } = count(report, status === 0)
rmSync(folder, { recursive: true })
const line = `${passed} passed, ${failed} failed${countSkipped ? `, ${skipped} skipped` : ''}`
// npm may add lines of its own after ours; whoever needs the last line asks for it in a file.
if (process.env.UNO_TEST_SUMMARY) writeFileSync(process.env.UNO_TEST_SUMMARY, `${line}\n`)
console.log(line)
process.exitCode = failed ? 1 : 0

function count(file, succeeded) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  const isBroken = result =>
    result.status === 'failed' && !result.assertionResults.some(a => a.status === 'failed')
  const failed = numFailedTests + testResults.filter(isBroken).length
  return {
    passed: numPassedTests,
    failed: succeeded ? failed : Math.max(1, failed),
    skipped: numPendingTests,
  }
}
