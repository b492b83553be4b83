import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { imageHeader } from '../../../src/formats/pixels.js'
import { writeMapFiles } from '../../../src/protocols/pixel/predict/files.js'

const folder = mkdtempSync(join(tmpdir(), 'predict-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// A process of its own, as each test file has one: its peak of memory only grows.
test('17: writing maps takes a few bytes a pixel beside them', () => {
  const [width, height] = [4000, 3000]
  const picture = { width, height, data: new Uint8Array(3 * width * height) }
  const scores = new Float32Array(width * height).fill(0.5)
  const classes = new Uint8Array(width * height)
  const before = process.resourceUsage().maxRSS
  const { files } = writeMapFiles(
    picture,
    { width, height, classes, scores: new Map([['s', scores]]) },
    {
      ...{ folder, base: 'large', method: 's', threshold: 0.5, range: [0, 1], palette: new Uint8Array(9) },
      overlay: own => own,
    },
  )
  const grown = (process.resourceUsage().maxRSS - before) * 1024
  // 16 bits, a mask, and some bands of rows; a list of the scores as numbers alone would be more than 40.
  expect(grown / (width * height)).toBeLessThan(20)
  expect(files).toHaveLength(5)
  for (const file of files.filter(name => name.endsWith('.png')))
    expect(imageHeader(readFileSync(join(folder, file)), file)).toMatchObject({ width, height })
  expect(statSync(join(folder, 'large.anomaly.npy')).size).toBeGreaterThan(4 * width * height)
})
