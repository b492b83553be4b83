import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OfficialName } from '../../../src/data/scenes/scene-spec.js'
import { fromTyped, writeNpz } from '../../../src/formats/index.js'
import { evaluatePixels } from '../../../src/protocols/pixel/evaluate.js'
import { Tensor } from '../../../src/torch/index.js'
import { city, officialLayouts } from './official-layouts.js'
import { drawScene, imagePng, labelPng, tinySegmenter, writeTree } from './tiny.js'

const root = mkdtempSync(join(tmpdir(), 'pixel-layouts-evaluated-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const scene = drawScene(48, 40, 0)
const of = (value: number) => scene.labels.filter(label => label === value).length
const [inliers, outliers, ignored] = [of(0), of(1), of(255)]

/** Knows the labels; what is ignored gets the highest score. */
function knowingDetector(name: string, sign: 1 | -1): string {
  const map = Float32Array.from(scene.labels, label => (label === 255 ? 9 : sign * label))
  Object.assign(globalThis, { [name]: () => Tensor.fromTyped(map, [scene.height, scene.width]) })
  const module =
    `export default { name: '${name}', path: 'score', ` +
    `weights: P => P.select(1, 0).unsqueeze(0), combine: () => globalThis.${name}() }`
  return join(writeTree(root, { [`${name}.mjs`]: module }), `${name}.mjs`)
}

const model = join(root, 'model')
let methods: string[]
beforeAll(() => {
  tinySegmenter(model)
  methods = [knowingDetector('knowing', 1), knowingDetector('inverted', -1)]
})

async function expectKnown(name: OfficialName, folder: string): Promise<void> {
  const given = { model, benchmark: name, root: folder, out: `${folder}-out`, methods, bootstrap: 0 }
  const { sets } = await evaluatePixels(given)
  expect(sets).toMatchObject([
    {
      ...{ name, images: 1, imagesWithoutOutliers: 0, pixels: { inliers, outliers, ignored } },
      methods: {
        knowing: { ap: 1, auroc: 1, fpr95: 0 },
        // All outliers come after all inliers.
        inverted: { ap: expect.closeTo(outliers / (inliers + outliers), 12), auroc: 0, fpr95: 1 },
      },
    },
  ])
}

test.each(officialLayouts)(
  'layout %s of %s is evaluated: images, pixels, perfect and inverted scores',
  async (...[whose, name, [imageFile, labelFile]]) => {
    const files = { [imageFile]: imagePng(scene), [labelFile]: labelPng(scene) }
    await expectKnown(name, writeTree(join(root, `${name} ${whose}`), files))
  },
)

test('layout as published of fishyscapes-static is evaluated: a difference to frames of Cityscapes', async () => {
  const folder = writeTree(join(root, 'static as published'), {
    [`leftImg8bit/val/frankfurt/${city}_leftImg8bit.png`]: imagePng(scene),
    [`fs_val_v3/0000_${city}_labels.png`]: labelPng(scene),
  })
  const rgb = fromTyped(new Int16Array(scene.labels.length * 3).fill(1), [scene.height, scene.width, 3])
  writeNpz(join(folder, `fs_val_v3/0000_${city}_rgb.npz`), { rgb })
  await expectKnown('fishyscapes-static', folder)
})
