import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPixelTrack } from '../../../src/training/pixel/session.js'
import { writeCityscapes, writeCoco } from '../../data/scenes/mini-trees.js'
import { testFolder } from '../tiny.js'
import { tinyScenes } from './tiny-scenes.js'

const folder = testFolder('coco-negatives')

/** The samples of the first step; before any is made, the annotations become what cannot be read. */
async function firstBatch(spoilt: boolean) {
  const coco = writeCoco(join(folder, spoilt ? 'spoilt' : 'whole'))
  const data = { data: writeCityscapes(join(folder, 'scenes')), negatives: `${coco}#train` }
  const recipe = tinyScenes('validation.negatives=0')
  const { source } = await openPixelTrack(recipe, data).begin({ warn: () => {}, progress: () => {} })
  if (spoilt) writeFileSync(join(coco, 'annotations/instances_train2017.json'), 'no JSON')
  return (await source.ready(0))()
}

test('samples are made from the annotations that the training has read, which are not read again', async () => {
  expect(await firstBatch(true)).toEqual(await firstBatch(false))
})
