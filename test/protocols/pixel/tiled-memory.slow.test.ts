import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { encodePng } from '../../../src/formats/index.js'
import { predictPixels } from '../../../src/protocols/pixel/predict/predict.js'
import { tinySegmenter } from './tiny.js'

const root = mkdtempSync(join(tmpdir(), 'tiled-memory-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

// A process of its own, as each test file has one: its peak of memory only grows.
test('17: in tiles the network takes no more memory for a larger picture', async () => {
  const model = tinySegmenter(join(root, 'model'))
  const picture = (width: number, height: number) => {
    const file = join(root, `${width}.png`)
    writeFileSync(file, encodePng({ width, height, data: new Uint8Array(3 * width * height).fill(90) }))
    return file
  }
  /** Bytes by which the peak rises while a picture is computed. */
  const rise = async (file: string, tiling?: { tile: number; overlap: number }) => {
    const before = process.resourceUsage().maxRSS
    await predictPixels({ model, inputs: [file], out: `${file}-${tiling?.tile}`, tiling })
    return (process.resourceUsage().maxRSS - before) * 1024
  }
  const tiling = { tile: 256, overlap: 64 }
  const [small, large] = [picture(400, 300), picture(2000, 1200)]
  await rise(small, tiling)
  const pixels = 2000 * 1200
  const [tiled, whole] = [await rise(large, tiling), await rise(large)]
  expect(tiled / pixels).toBeLessThan(40)
  // What is measured would be seen.
  expect(whole / pixels).toBeGreaterThan(100)
})
