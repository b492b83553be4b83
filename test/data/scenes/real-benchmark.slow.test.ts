import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openNegatives } from '../../../src/data/negatives/open-negatives.js'
import type { SceneSet } from '../../../src/data/scenes/scene-set.js'
import { openSceneSet } from '../../../src/data/sets/open-scenes.js'
import { realData } from '../fixtures.js'

const file = join(realData, 'pixel-benchmark.json')

interface FarSet {
  name: string
  pixels: { inlier: number; anomaly: number; ignore: number }
  labelsSha256: string
}

/** Pixels of each label of all scenes, and sha256 over the label maps in their order. */
function labelsOf(set: SceneSet) {
  const counts = new Array<number>(256).fill(0)
  const hash = createHash('sha256')
  for (const item of set.items) {
    const { labels } = item.load()
    for (const label of labels!) counts[label]!++
    hash.update(labels!)
  }
  return { counts, sha256: hash.digest('hex') }
}

describe.skipIf(!existsSync(file))('the real pixel benchmark (skipped without UNO_DATA)', () => {
  const json = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined

  test.each(['train', 'val', 'test'])('CamVid %s has the labels that the file states', split => {
    const { images, pixels, labelsSha256 } = json.closedSet[split]
    const set = openSceneSet(`${file}#camvid/${split}`)
    const { counts, sha256 } = labelsOf(set)
    expect(set.items).toHaveLength(images)
    expect(counts.slice(0, set.classNames.length)).toEqual(pixels.classes)
    expect(counts[255]).toBe(pixels.ignore)
    expect(sha256).toBe(labelsSha256)
  })

  test.each(['val', 'test'])('camvid-pasted %s composes to the planned labels', split => {
    const { images, pixels } = json.anomaly.near[0][split]
    const set = openSceneSet(`${file}#camvid-pasted/${split}`)
    expect(set.items).toHaveLength(images)
    // Loading compares the checksum of each label with the plan's.
    const { counts } = labelsOf(set)
    expect([counts[0], counts[1], counts[255]]).toEqual([pixels.inlier, pixels.anomaly, pixels.ignore])
  })

  test.each<FarSet>(json?.anomaly.far ?? [])('$name has the labels that the file states', far => {
    const set = openSceneSet(`${file}#${far.name}`)
    const { counts, sha256 } = labelsOf(set)
    expect([counts[0], counts[1], counts[255]]).toEqual([
      far.pixels.inlier,
      far.pixels.anomaly,
      far.pixels.ignore,
    ])
    expect(sha256).toBe(far.labelsSha256)
  })

  test('the negatives of each split are those that the file states', () => {
    for (const [split, { objects, categories }] of Object.entries<{ objects: number; categories: number }>(
      json.negatives.splits,
    )) {
      const { items } = openNegatives(`${file}#${split}`)
      expect(items).toHaveLength(objects)
      expect(new Set(items.flatMap(item => item.categories)).size).toBe(categories)
    }
  })

  test('the archive itself opens like the benchmark, and a folder and its archive are one set', () => {
    const set = openSceneSet(`${join(realData, 'camvid.tar')}#val`)
    expect(set.classNames).toEqual(openSceneSet(`${file}#camvid/val`).classNames)
    expect(set.items.map(({ id }) => id)).toEqual(
      openSceneSet(`${file}#camvid/val`).items.map(({ id }) => id),
    )
  })
})
