import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Calibration, readCalibration, writeCalibration } from '../../src/methods/calibration.js'
import { temporaryFolder } from '../formats/folder.js'

const calibration: Calibration = {
  format: 1,
  weights: 'ab',
  method: 's_uno',
  acceptance: 0.9,
  threshold: -1 / 3,
  data: { name: 'inliers', images: 3 },
  scores: [-0.9, -1 / 3, 0.1],
}

test('what is written is read back, bit by bit', () => {
  const model = temporaryFolder()
  expect(readCalibration(model)).toBeUndefined()
  expect(writeCalibration(model, calibration)).toBe(join(model, 'calibration.json'))
  expect(readCalibration(model)).toEqual(calibration)
  expect(readdirSync(model)).toEqual(['calibration.json'])
})

test.each([
  ['{', 'not JSON'],
  ['{}', 'format'],
  [JSON.stringify({ ...calibration, acceptance: 1.5 }), 'acceptance'],
  [JSON.stringify({ ...calibration, scores: [] }), 'scores'],
  [JSON.stringify({ ...calibration, scores: [0, null] }), 'scores.1'],
  [JSON.stringify({ ...calibration, scores: [0, 2, 1] }), 'scores.2: not in ascending order'],
  [JSON.stringify({ ...calibration, more: 1 }), 'more'],
])('%s is refused with the remedy', (text, reason) => {
  const model = temporaryFolder()
  writeFileSync(join(model, 'calibration.json'), text)
  expect(() => readCalibration(model)).toThrow(reason)
  expect(() => readCalibration(model)).toThrow('make it again with uno calibrate')
})
