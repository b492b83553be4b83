import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { KeptScores } from '../../../src/protocols/pixel/kept-scores.js'

const folder = mkdtempSync(join(tmpdir(), 'kept-scores-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('images come back in order, each time anew, into one array; the folder shows nothing of them', () => {
  using kept = new KeptScores(folder)
  const images = [Float32Array.of(1, 2, 3), new Float32Array(), Float32Array.of(-Infinity, 0.1)]
  for (const scores of images) kept.add(scores)
  expect(kept.count).toBe(5)
  expect(readdirSync(folder)).toEqual([])
  for (let pass = 0; pass < 2; pass++) {
    expect([...kept].map(({ length }) => length)).toEqual([3, 0, 2])
    const buffers = new Set()
    let i = 0
    for (const scores of kept) {
      expect(scores).toEqual(images[i++])
      buffers.add(scores.buffer)
    }
    expect(buffers.size).toBe(1)
  }
})

test('a folder that cannot be written is said', () => {
  expect(() => new KeptScores(join(folder, 'absent'))).toThrow(/absent.scores.*: cannot be written/)
})
