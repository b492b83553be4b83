import { spawnSync } from 'node:child_process'
import type * as fs from 'node:fs'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { fileDigest } from '../../../src/data/file-digest.js'
import { exitCodeOf } from '../../../src/errors.js'
import { evaluatePixels } from '../../../src/protocols/pixel/evaluate.js'
import type { PixelPredictJob } from '../../../src/protocols/pixel/predict/job.js'
import { predictPixels } from '../../../src/protocols/pixel/predict/predict.js'
import type { PixelEvaluationJob } from '../../../src/protocols/pixel/prepare.js'
import { anomalyTrack, drawScene, imagePng, tinySegmenter, writeTree } from './tiny.js'

/** Calls that may find the disk full until one does; none does while this is infinite. */
let callsLeft = Number.POSITIVE_INFINITY
vi.mock('node:fs', async importOriginal => {
  const real = await importOriginal<typeof fs>()
  const full = (name: string) =>
    Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC', syscall: name })
  const failing = <Call extends (...args: never[]) => unknown>(call: Call, name: string) =>
    ((...args: Parameters<Call>) => {
      if (--callsLeft >= 0) return call(...args)
      throw full(name)
    }) as Call
  return {
    ...real,
    mkdirSync: failing(real.mkdirSync as never, 'mkdir'),
    renameSync: failing(real.renameSync as never, 'rename'),
    fsyncSync: failing(real.fsyncSync as never, 'fsync'),
    writeSync: failing(real.writeSync as never, 'write'),
    // A disk fills up in the midst of what is written.
    appendFileSync(path: string, data: string | Uint8Array) {
      if (--callsLeft >= 0) return real.appendFileSync(path, data)
      real.appendFileSync(path, data.slice(0, data.length / 2))
      throw full('write')
    },
  }
})

const root = mkdtempSync(join(tmpdir(), 'pixel-disk-full-'))
const model = join(root, 'model')
const pictures = join(root, 'pictures')
const track = join(root, 'track')
let serial = 0
const fresh = () => join(root, `out-${serial++}`)
beforeAll(() => {
  tinySegmenter(model)
  anomalyTrack(track, 2, [24, 16])
  const files = [0, 1].map(i => [`folder/${i}.png`, imagePng(drawScene(24, 16, i))] as const)
  writeTree(pictures, Object.fromEntries(files))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The hash of every file below a folder by its path there. */
function contentOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {}
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.map(path => [path.slice(folder.length + 1), fileDigest(path)]))
}

const failureOf = (work: Promise<unknown>): Promise<Error | undefined> =>
  work.then(
    () => undefined,
    (error: Error) => error,
  )

/** Makes the disk full at every `stride`-th call in turn, until the work gets through. */
async function atEachCall(
  start: (out: string) => Promise<unknown>,
  look: (out: string, error: Error) => Promise<void>,
): Promise<number> {
  const stride = process.env.UNO_LONG === '1' ? 1 : 11
  for (let calls = 0, failures = 0; ; calls += stride) {
    const out = fresh()
    callsLeft = calls
    const error = await failureOf(start(out)).finally(() => (callsLeft = Number.POSITIVE_INFINITY))
    if (!error) return failures
    failures++
    expect(exitCodeOf(error), error.message).toBe(1)
    expect(error.message).toMatch(/out-\d+.*: cannot be written \(ENOSPC.*\); \d+ MB are free there/)
    expect(error.message).not.toContain('\n')
    await look(out, error)
    rmSync(out, { recursive: true, force: true })
  }
}

const temporary = (content: Record<string, string>) =>
  Object.keys(content).filter(name => name.endsWith('.tmp'))

// The long run tries every call.
describe('26: the disk is full at any call', { timeout: 600_000 }, () => {
  test('predictions: no half file, finished ones stay, --resume ends as if nothing had been', async () => {
    const job = (out: string): PixelPredictJob => ({
      ...{ model, inputs: [pictures], out, threshold: -0.5, dump: ['maps'] },
    })
    const clean = fresh()
    await predictPixels(job(clean))
    const whole = contentOf(clean)
    const failures = await atEachCall(
      out => predictPixels(job(out)),
      async (out, { message }) => {
        const content = contentOf(out)
        expect(temporary(content)).toEqual([])
        for (const [name, bytes] of Object.entries(content))
          if (!name.includes('partial')) expect(bytes, name).toBe(whole[name])
        // Nothing is there to go on with before the folder says what it is of.
        const begun = 'predict.json' in content
        if (Object.keys(content).some(name => name.startsWith('folder/')))
          expect(message).toContain(`is kept in ${out}: make room, then --resume`)
        await predictPixels({ ...job(out), resume: begun })
        expect(contentOf(out)).toEqual(whole)
      },
    )
    expect(failures).toBeGreaterThan(5)
  })

  test('evaluations: what was there stays, --resume ends as if nothing had been', async () => {
    const job = (out: string, submission: string): PixelEvaluationJob => ({
      ...{ model, benchmark: 'smiyc-anomaly', root: track, out, submission, bootstrap: 10 },
    })
    const clean = fresh()
    await evaluatePixels(job(clean, join(clean, 'sent')))
    const [whole, sent] = [contentOf(join(clean, 'evaluation')), contentOf(join(clean, 'sent'))]
    const results = (out: string) => {
      const text = readFileSync(join(out, 'evaluation/results.json'), 'utf8')
      // Beside what depends on where the submission goes.
      const { madeFrom: _, ...found } = JSON.parse(text.replaceAll(out, ''))
      return found
    }
    const failures = await atEachCall(
      out => {
        cpSync(join(clean, 'evaluation'), join(out, 'evaluation'), { recursive: true })
        return evaluatePixels({ ...job(out, join(out, 'sent')), overwrite: true })
      },
      async (out, { message }) => {
        const content = contentOf(out)
        expect(temporary(content)).toEqual([])
        const earlier = ['evaluation', 'evaluation.old'].map(name => contentOf(join(out, name)))
        expect(earlier).toContainEqual(whole)
        expect(message).toContain(`is kept in ${out}: make room, then --resume`)
        await evaluatePixels({ ...job(out, join(out, 'sent')), overwrite: true, resume: true })
        expect(results(out)).toEqual(results(clean))
        const { 'results.json': _, ...maps } = contentOf(join(out, 'evaluation'))
        expect(whole).toMatchObject(maps)
        expect(contentOf(join(out, 'sent'))).toEqual(sent)
        expect(readdirSync(out).sort()).toEqual(['evaluation', 'sent'])
      },
    )
    expect(failures).toBeGreaterThan(5)
  })
})

/** A disk of its own, where we may mount one. */
const disk = join(root, 'disk')
mkdirSync(disk)
const mount = (options: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0
const isMounted = mount('size=128k')
afterAll(() => {
  if (isMounted) spawnSync('umount', ['-l', disk])
})

test.skipIf(!isMounted)('26: a real disk that fills up (needs the right to mount)', async () => {
  const files = Array.from({ length: 8 }, (_, i) => [`${i}.png`, imagePng(drawScene(61, 45, i))] as const)
  const inputs = [writeTree(join(root, 'many'), Object.fromEntries(files))]
  const [out, clean] = [join(disk, 'out'), fresh()]
  const error = await failureOf(predictPixels({ model, inputs, out }))
  expect(error?.message).toMatch(
    /cannot be written \(ENOSPC.*; 0 MB are free there; .*make room, then --resume$/,
  )
  const kept = contentOf(out)
  expect(kept['0.anomaly.npy']).toBeDefined()
  expect(kept['7.anomaly.npy']).toBeUndefined()
  expect(mount('remount,size=2m')).toBe(true)
  await predictPixels({ model, inputs, out, resume: true })
  await predictPixels({ model, inputs, out: clean })
  expect(contentOf(out)).toEqual(contentOf(clean))
  for (const [name, bytes] of Object.entries(kept))
    if (!name.includes('partial')) expect(contentOf(out)[name], name).toBe(bytes)
})
