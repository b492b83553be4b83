import { expect, test } from 'vitest'
import { chooseMaskDetector } from '../../../src/methods/masks/index.js'
import { scoreImage } from '../../../src/methods/masks/score-image.js'
import { manualSeed, openScope, ops } from '../../../src/torch/index.js'

test('classes and scores are the same whether or not a detector wants the maps of the classes', async () => {
  using _ = openScope()
  manualSeed(1)
  const masks = {
    maskLogits: ops.randn([6, 8, 10]),
    classLogits: ops.randn([6, 5]),
    inlierClasses: 3,
    outlierClass: true,
  }
  const geometry = { padded: [32, 40], crop: [30, 37], size: [61, 75] } as const
  const [uno, rba] = await Promise.all(['s_uno', 'rba'].map(chooseMaskDetector))
  const alone = scoreImage(masks, [uno!], geometry)
  const both = scoreImage(masks, [uno!, rba!], geometry)
  const bytes = (x: { contiguous(): { toTyped(): unknown } }) => x.contiguous().toTyped()
  expect(alone.classes.shape).toEqual([61, 75])
  expect(new Set(bytes(alone.classes) as Uint8Array).size).toBeGreaterThan(1)
  expect(bytes(alone.classes)).toEqual(bytes(both.classes))
  expect(bytes(alone.scores.get('s_uno')!)).toEqual(bytes(both.scores.get('s_uno')!))
})
