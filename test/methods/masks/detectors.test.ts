import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseMaskDetector, defaultMaskMethods, maskDetectors } from '../../../src/methods/masks/index.js'
import { Tensor } from '../../../src/torch/index.js'

const K = 2
/** Three masks over K inliers, outlier, no-object. */
const logits = [
  [2, 0.5, -1, 0],
  [-1, 0.3, 3, 0.2],
  [0, 0, 0, 4],
]
/** σ of the masks at two pixels. */
const shares = [
  [0.9, 0.1],
  [0.2, 0.8],
  [0.5, 0.5],
]
const P = logits.map(row => {
  const e = row.map(Math.exp)
  const sum = e.reduce((a, b) => a + b)
  return e.map(value => value / sum)
})

/** Σ_q w[q]·σ_q at both pixels. */
const overMasks = (w: (p: number[]) => number) =>
  [0, 1].map(pixel => P.reduce((sum, p, q) => sum + w(p) * shares[q]![pixel]!, 0))
const S = [0, 1].map(pixel => Array.from({ length: K }, (_, k) => overMasks(p => p[k]!)[pixel]!))
const inlier = (p: number[]) => Math.max(p[0]!, p[1]!)
const overSemantic = (f: (s: number[]) => number) => S.map(f)
const share = (s: number[]) => s.map(value => value / (s[0]! + s[1]!))

const definitions: Record<string, number[]> = {
  s_unc: overMasks(p => -inlier(p)),
  s_no: overMasks(p => p[K]!),
  s_uno: overMasks(p => p[K]! - inlier(p)),
  eam: overMasks(inlier).map(value => 1 - value),
  'eam-released': overMasks(p => Math.max(p[0]!, p[1]!, p[2]!)).map(value => 1 - value),
  'eam-per-pixel': overSemantic(s => 1 - Math.max(...s)),
  rba: overSemantic(s => -s.reduce((sum, value) => sum + Math.tanh(value), 0)),
  'max-logit': overSemantic(s => -Math.max(...s)),
  energy: overSemantic(s => -Math.log(s.reduce((sum, value) => sum + Math.exp(value), 0))),
  'msp-normalised': overSemantic(s => -Math.max(...share(s))),
  'entropy-normalised': overSemantic(s => -share(s).reduce((sum, p) => sum + p * Math.log(p), 0)),
}

test('every detector has its definition here', () => {
  expect(Object.keys(definitions).sort()).toEqual(maskDetectors.map(({ name }) => name).sort())
})

for (const detector of maskDetectors)
  test(`${detector.name} is its definition, written out`, () => {
    const weights = detector.weights(Tensor.from(P, 'float64'), K, {})
    const maps = weights.matmul(Tensor.from(shares, 'float64')).reshape([weights.shape[0]!, 1, 2])
    const found = detector.combine(maps, {})
    expect(found.shape).toEqual([1, 2])
    for (const [i, value] of definitions[detector.name]!.entries())
      expect(found.toFloat64Array()[i]).toBeCloseTo(value, 10)
  })

test('nothing anywhere is a number', () => {
  const nothing = Tensor.zeros([K, 1, 2])
  for (const { path, combine } of maskDetectors)
    if (path === 'semantic')
      expect([...combine(nothing, {}).toFloat64Array()].every(Number.isFinite)).toBe(true)
})

test('the defaults are known, and what needs an outlier class is left out without one', async () => {
  for (const outlierClass of [true, false])
    for (const name of defaultMaskMethods(outlierClass)) {
      const { detector } = await chooseMaskDetector(name)
      expect(outlierClass || !detector.needs?.outlierClass).toBe(true)
    }
})

test('a detector of one’s own is a module', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mask-detector-'))
  const file = join(folder, 'mine.mjs')
  writeFileSync(
    file,
    `export default { name: 'mine', path: 'score', weights: P => P.select(1, 0).unsqueeze(0), combine: m => m.select(0, 0) }`,
  )
  const chosen = await chooseMaskDetector(file)
  expect(chosen).toMatchObject({ label: 'mine', options: {} })
  expect(chosen.detector.weights(Tensor.from(P), K, {}).shape).toEqual([1, 3])
  writeFileSync(join(folder, 'image.mjs'), `export default { name: 'x', score: () => 0 }`)
  await expect(chooseMaskDetector(join(folder, 'image.mjs'))).rejects.toThrow('of a segmenter')
  await expect(chooseMaskDetector('s_unk')).rejects.toThrow('known: s_unc, s_no, s_uno')
})
