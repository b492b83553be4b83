import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openNegatives } from '../../../src/data/negatives/open-negatives.js'
import { temporaryFolder } from '../fixtures.js'
import { writeCoco } from '../scenes/mini-trees.js'

const file = 'annotations/instances_train2017.json'

describe.each(['instances', 'panoptic'] as const)('%s that another thread has read', annotations => {
  function opened() {
    const spec = { path: writeCoco(temporaryFolder()), split: 'train', annotations }
    const source = openNegatives(spec)
    // What a thread gets as its workerData.
    return { spec, source, sent: structuredClone(source.annotations!) }
  }

  test('are not read again, and give the same pictures', () => {
    const { spec, source, sent } = opened()
    const pictures = source.items.map(item => item.load())
    const json = join(spec.path, `annotations/${annotations}_train2017.json`)
    const text = readFileSync(json)
    writeFileSync(json, 'no JSON')
    expect(() => openNegatives(spec)).toThrow('is not JSON')
    const other = openNegatives(spec, sent)
    const described = ({ items }: typeof source) => items.map(({ id, categories }) => [id, categories])
    expect(described(other)).toEqual(described(source))
    expect(other.items.map(item => item.load())).toEqual(pictures)
    writeFileSync(json, text)
    expect(other.fingerprint()).toBe(source.fingerprint())
  })

  test('are in memory once', () => {
    const { source, sent } = opened()
    const mine = source.annotations!.objects
    expect(mine.length).toBeGreaterThan(0)
    mine[0] = 7
    expect(sent.objects[0]).toBe(7)
  })
})

test('only objects that may be pasted are kept, with the numbers that they had', () => {
  const path = writeCoco(temporaryFolder())
  const all = openNegatives({ path, split: 'train' })
  const bowls = openNegatives({ path, split: 'train', categories: ['bowl'] })
  expect(bowls.annotations!.objects.length).toBeLessThan(all.annotations!.objects.length)
  expect(new Set(bowls.items[0]!.load().regions)).toEqual(new Set([0, 2]))
  // Boxes, areas and licences are not.
  const size = readFileSync(join(path, file)).length
  expect(all.annotations!.objects.length).toBeLessThan(size / 2)
})
