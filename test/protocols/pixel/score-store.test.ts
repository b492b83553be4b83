import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ScoreStore } from '../../../src/protocols/pixel/score-store.js'

const root = mkdtempSync(join(tmpdir(), 'score-store-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let serial = 0
const fresh = () => join(root, String(serial++))
const open = (folder: string, resume = false) => ScoreStore.open(folder, ['a'], { weights: 'w' }, resume)
const maps = (...values: number[]) => ({
  classes: Uint8Array.from(values),
  scores: new Map([['a', Float32Array.from(values)]]),
})
const standing = (...masks: number[]) => ({
  ...{ norms: [1.5, 2.5], projections: null },
  masks: Uint16Array.from(masks),
})

function filled(folder: string): ScoreStore {
  const store = open(folder)
  store.add({ id: 'one', pixels: 3 }, { ...maps(1, 2, 3), standing: standing(1, 300) })
  store.add({ id: 'none', pixels: 0, failed: 'unreadable' })
  store.add({ id: 'plain', pixels: 1 }, maps(4))
  store.add({ id: 'two', pixels: 2 }, { ...maps(5, 6), standing: standing(0) })
  return store
}

function expectWhole(store: ScoreStore): void {
  expect(store.images.map(({ id, standing }) => [id, standing?.pixels])).toEqual([
    ['one', 2],
    ['none', undefined],
    ['plain', undefined],
    ['two', 1],
  ])
  expect(store.images[0]!.standing).toEqual({ norms: [1.5, 2.5], projections: null, pixels: 2 })
  expect(store.scores('a')).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6))
  expect(store.classes(3, 2)).toEqual(Uint8Array.of(4, 5))
  expect(store.standing(0, 2)).toEqual(Uint16Array.of(1, 300))
  expect(store.standing(2, 1)).toEqual(Uint16Array.of(0))
}

test('what was added is read back, also by who goes on', () => {
  const folder = fresh()
  expectWhole(filled(folder))
  expectWhole(open(folder, true))
})

test('an image that was cut off by a stop is forgotten, in all files', () => {
  const folder = fresh()
  filled(folder)
  for (const name of ['scores-0.f32', 'classes.u8', 'standing.u16', 'images.jsonl'])
    appendFileSync(join(folder, name), 'xyz')
  const store = open(folder, true)
  expectWhole(store)
  store.add({ id: 'three', pixels: 1 }, { ...maps(7), standing: standing(9) })
  expect(store.standing(3, 1)).toEqual(Uint16Array.of(9))
  expect(store.scores('a', 6)).toEqual(Float32Array.of(7))
})

test('a store of something else, or of an earlier format, is begun anew', () => {
  const folder = fresh()
  filled(folder)
  expect(ScoreStore.open(folder, ['a'], { weights: 'others' }, true).images).toEqual([])
  filled(folder)
  const about = join(folder, 'about.json')
  const { format, ...earlier } = JSON.parse(readFileSync(about, 'utf8'))
  expect(format).toBe(2)
  writeFileSync(about, JSON.stringify(earlier))
  rmSync(join(folder, 'standing.u16'))
  expect(open(folder, true).images).toEqual([])
})

test.each(['scores-0.f32', 'classes.u8', 'standing.u16'])(
  'a store whose %s is short or gone, as after a power cut, is begun anew',
  file => {
    const folder = fresh()
    filled(folder)
    truncateSync(join(folder, file), 1)
    expect(open(folder, true)).toMatchObject({ images: [], pixels: 0 })
    filled(folder)
    rmSync(join(folder, file))
    expect(open(folder, true)).toMatchObject({ images: [], pixels: 0 })
    expectWhole(filled(folder))
  },
)
