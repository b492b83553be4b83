import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { standardPreprocessing } from '../../../src/models/index.js'
import { picturesOf } from '../../../src/reports/inputs/pictures.js'
import type { RunRecord } from '../../../src/reports/inputs/run-record.js'
import { temporaryFolder } from '../../data/fixtures.js'
import { imageFile } from '../../formats/image-files.js'
import { tinyConfig } from '../../models/tiny.js'

/** A set of one photo that lies on its side, of an evaluation by a model that decodes so. */
function recordOf(policy: 'openood' | 'upright'): Pick<RunRecord, 'results' | 'sets' | 'model'> {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '1.jpg'), imageFile('exif-6.jpg'))
  const sets = [{ name: 'photos', group: 'far', images: 1, metrics: {}, source: { path: folder } }]
  return {
    results: { benchmark: 'own', sets, averages: {} },
    sets: [{ name: 'photos', count: 1 }] as unknown as RunRecord['sets'],
    model: tinyConfig({ preprocessing: { ...standardPreprocessing.cifar10, policy } }),
  }
}

test.each([
  ['upright', { width: 32, height: 24 }],
  ['openood', { width: 24, height: 32 }],
] as const)('pictures are shown as the model saw them: %s', (policy, size) => {
  expect(picturesOf(recordOf(policy))('photos', 0)).toMatchObject({ name: '1.jpg', pixels: size })
})

test('an image that is not there any more has a number for a name', () => {
  const { results, model } = recordOf('upright')
  const gone = { results, model, sets: [{ name: 'photos', count: 2 }] as unknown as RunRecord['sets'] }
  expect(picturesOf(gone)('photos', 0)).toEqual({ name: 'image 0' })
})
