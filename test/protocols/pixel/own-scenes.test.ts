import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { encodeJpeg } from '../../../src/formats/index.js'
import { openTestSet } from '../../../src/protocols/pixel/open-test-set.js'
import { planPixelEvaluation } from '../../../src/protocols/pixel/plan.js'
import { drawScene, imagePng, labelPng, writeTree } from './tiny.js'

const root = mkdtempSync(join(tmpdir(), 'own-scenes-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const legends = {
  anomaly: JSON.stringify({ kind: 'anomaly', classes: [{ name: 'in' }, { name: 'out' }] }),
  classes: JSON.stringify({ classes: [{ name: 'road' }, { name: 'car', id: 1 }] }),
}
const scenes = [0, 1, 2].map(i => drawScene(24, 20, i))
let serial = 0
/** A set of three scenes with some of its files replaced. */
const ownSet = (kind: keyof typeof legends, changed: Record<string, Uint8Array> = {}) =>
  writeTree(join(root, String(serial++)), {
    'legend.json': legends[kind],
    ...Object.fromEntries(scenes.map((scene, i) => [`images/${i}.png`, imagePng(scene)])),
    ...Object.fromEntries(scenes.map((scene, i) => [`labels/${i}.png`, labelPng(scene)])),
    ...changed,
  })
const open = (path: string, maxPixels?: number) => {
  const { anomaly, closed } = planPixelEvaluation(path, {})
  return openTestSet([...anomaly, ...closed][0]!, { maxPixels })
}

/** The header is whole, the pixels are not. */
const cut = (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)

test.each(['anomaly', 'classes'] as const)('%s: labels are read at once, pictures at their turn', kind => {
  const path = ownSet(kind, { 'images/1.png': cut(imagePng(scenes[1]!)) })
  const opened = open(path)
  opened.scenes.forEach(({ id, width, height, labels, imageDigest }, i) => {
    const bytes = readFileSync(join(path, id))
    expect({ id, width, height, labels }).toEqual({
      ...{ id: `images/${i}.png`, width: 24, height: 20 },
      labels: scenes[i]!.labels,
    })
    expect(imageDigest).toBe(createHash('sha256').update(bytes).digest('hex'))
  })
  expect(opened.scenes[0]!.picture().data).toEqual(scenes[0]!.image)
  expect(() => opened.scenes[1]!.picture()).toThrow(`${path}/images/1.png: truncated PNG`)
})

test('what headers and labels tell is said on opening', () => {
  const [wide, strange] = [drawScene(25, 20, 0), drawScene(24, 20, 1)]
  strange.labels[30] = 7
  const refusals: [Record<string, Uint8Array>, RegExp][] = [
    [{ 'images/0.png': imagePng(wide) }, /images\/0.png: 25x20, but its label .*labels\/0.png is 24x20/],
    [
      { 'labels/1.png': labelPng(strange) },
      /labels\/1.png: label 7 in 1 pixel, the first at row 1, column 6/,
    ],
    [{ 'images/2.png': Buffer.from('<html>') }, /images\/2.png: an HTML page/],
    [{ 'labels/2.png': cut(labelPng(scenes[2]!)) }, /labels\/2.png: truncated PNG/],
  ]
  for (const [changed, message] of refusals) expect(() => open(ownSet('anomaly', changed))).toThrow(message)
  expect(() => open(ownSet('anomaly'), 300)).toThrow(/images\/0.png: 24x20 .*exceeds the pixel limit/)
})

test('EXIF data turn a picture before its size is compared', () => {
  const jpeg = encodeJpeg({ width: 20, height: 24, data: new Uint8Array(20 * 24 * 3) })
  const tiff = Buffer.from('49492a0008000000010012010300010000000600000000000000', 'hex')
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, body.length + 2])
  const turned = Buffer.concat([head, body, jpeg.subarray(2)])
  const [scene] = open(ownSet('anomaly', { 'images/0.png': turned })).scenes
  expect(scene!.picture()).toMatchObject({ width: 24, height: 20 })
  const label = labelPng(drawScene(20, 24, 0))
  expect(() => open(ownSet('anomaly', { 'images/0.png': turned, 'labels/0.png': label }))).toThrow(
    /0.png: 24x20 \(turned by its EXIF orientation\), but its label .* is 20x24/,
  )
})

test('a picture that was replaced by one of another size is refused', () => {
  const path = ownSet('anomaly')
  const { scenes } = open(path)
  writeFileSync(join(path, 'images/0.png'), imagePng(drawScene(20, 24, 0)))
  writeFileSync(join(path, 'labels/0.png'), labelPng(drawScene(20, 24, 0)))
  expect(() => scenes[0]!.picture()).toThrow('is 20x24, but was 24x20 when the set was opened')
})
