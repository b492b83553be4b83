import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { expect, test } from 'vitest'
import { makePasted } from '../../../src/cli/data/make-pasted.js'
import { openSceneSet } from '../../../src/data/sets/open-scenes.js'
import { temporaryFolder, writeTree } from '../fixtures.js'
import { miniSize, regionsOf, writeAnomalyFolder, writeCamvid, writeCrops } from '../scenes/mini-trees.js'

const objects = { style: 'objects', number: [1, 1], size: [16, 16] }
const write = (pasted: object) =>
  join(writeTree(temporaryFolder(), { 'set.json': JSON.stringify({ version: 1, pasted }) }), 'set.json')

test('scenes with classes become inliers, what is pasted an outlier; the same whenever it is loaded', () => {
  const scenes = { path: writeCamvid(temporaryFolder()), split: 'train' }
  const negatives = { path: writeCrops(temporaryFolder()), split: 'train', categories: ['bowl'] }
  const path = write({ scenes, negatives, pasting: objects })
  const set = openSceneSet(path)
  expect([set.kind, set.name, set.items.length]).toEqual(['anomaly', 'set', 2])
  const [first, second] = set.items.map(item => item.load())
  expect(new Set(first!.labels)).toEqual(new Set([0, 1]))
  const again = openSceneSet(path).items
  expect([again[1]!.load(), again[0]!.load()]).toEqual([second, first])
  const other = openSceneSet(write({ scenes, negatives, pasting: objects, seed: 1 }))
  expect(other.items[0]!.load().labels).not.toEqual(first!.labels)
  expect(other.fingerprint()).not.toBe(set.fingerprint())
})

test('distractors are inliers, also over a set whose labels are inlier and outlier already', () => {
  const donors = { path: writeCamvid(temporaryFolder()), split: 'train' }
  const scenes = { path: writeAnomalyFolder(temporaryFolder()) }
  const distractors = { classes: ['car'], number: [3, 3], minArea: 1 }
  const set = openSceneSet(
    write({ scenes, donors, pasting: { ...objects, number: [0, 0], minArea: 1, distractors } }),
  )
  const { labels, image } = set.items[0]!.load()
  const plain = openSceneSet(scenes).items[0]!.load()
  // Sky is ignored there; where a car was pasted over it, the pixel counts as inlier now.
  const covered = [...labels!.keys()].filter(i => labels![i] !== plain.labels![i])
  expect(covered.length).toBeGreaterThan(0)
  for (const i of covered) expect(labels![i]).toBe(0)
  expect(image).not.toEqual(plain.image)
})

test('only some scenes, evenly spaced', () => {
  const scenes = { path: writeCamvid(temporaryFolder()), split: 'train' }
  const rule = { scenes, negatives: { path: writeCrops(temporaryFolder()), split: 'test' }, pasting: objects }
  expect(openSceneSet(write({ ...rule, count: 1 })).items.map(({ imageFile }) => imageFile)).toEqual([
    'train/images/0001_f.jpg',
  ])
  expect(() => openSceneSet(write({ ...rule, count: 3 }))).toThrow('count is 3, but')
})

test('what is wrong is named: an unknown field, an entry of what has none, a class that the donors lack', () => {
  const scenes = { path: writeCamvid(temporaryFolder()), split: 'train' }
  const good = { scenes, pasting: objects }
  expect(() => openSceneSet(write({ ...good, sead: 1 }))).toThrow(/set\.json: pasted: .*sead/)
  expect(() => openSceneSet(`${write(good)}#train`)).toThrow('without entries')
  const distractors = { classes: ['cat'] }
  expect(() => openSceneSet(write({ ...good, pasting: { ...objects, distractors } }))).toThrow(
    'no class "cat"',
  )
})

test('uno data make pasted writes a rule that opens, and nothing if it would not', () => {
  const folder = temporaryFolder()
  const scenes = `${writeCamvid(temporaryFolder())}#test`
  const crops = writeCrops(temporaryFolder())
  const out = join(folder, 'rule.json')
  expect(makePasted(scenes, { out, negatives: `${crops}#train:-bowl`, pasting: objects })).toContain(
    '1 scene',
  )
  expect(JSON.parse(readFileSync(out, 'utf8')).pasted.negatives.without).toEqual(['bowl'])
  const { labels } = openSceneSet(out).items[0]!.load()
  expect(labels!.includes(1)).toBe(true)
  expect(labels!.length).toBe(regionsOf(1, miniSize).length)
  expect(isAbsolute(JSON.parse(readFileSync(out, 'utf8')).pasted.scenes.path)).toBe(true)
  const other = join(folder, 'other.json')
  expect(() => makePasted(scenes, { out: other, negatives: `${crops}#train:cat`, pasting: objects })).toThrow(
    '"cat"',
  )
  expect(existsSync(other)).toBe(false)
  expect(() => makePasted(scenes, { out, pasting: objects })).toThrow('exists; choose another --out')
  expect(() => makePasted(scenes, { out: other, pasting: objects })).toThrow(
    '--negatives are what is pasted, and missing',
  )
})

test('a rule beside its data moves with them, and other data under the same names are noticed', () => {
  const folder = temporaryFolder()
  renameSync(writeCamvid(temporaryFolder()), join(folder, 'camvid'))
  renameSync(writeCrops(temporaryFolder()), join(folder, 'crops'))
  const negatives = `${join(folder, 'crops')}#train`
  makePasted(`${join(folder, 'camvid')}#test`, {
    out: join(folder, 'rule.json'),
    negatives,
    pasting: objects,
  })
  const written = JSON.parse(readFileSync(join(folder, 'rule.json'), 'utf8'))
  expect([written.pasted.scenes.path, written.pasted.negatives.path]).toEqual(['camvid', 'crops'])
  expect(written.labelCrc32).toHaveLength(1)
  const moved = join(temporaryFolder(), 'moved')
  renameSync(folder, moved)
  const [scene] = openSceneSet(join(moved, 'rule.json')).items
  expect(scene!.load().labels!.includes(1)).toBe(true)
  writeFileSync(join(moved, 'short.json'), JSON.stringify({ ...written, labelCrc32: [] }))
  expect(() => openSceneSet(join(moved, 'short.json'))).toThrow('0 checksums (labelCrc32) of 1 scene')
  // Smaller things: other masks.
  rmSync(join(moved, 'crops'), { recursive: true })
  writeCrops(join(moved, 'crops'), 9)
  expect(() => openSceneSet(join(moved, 'rule.json')).items[0]!.load()).toThrow(
    /is composed otherwise than when the file was made \(labelCrc32\.0\)/,
  )
})
