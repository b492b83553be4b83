import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  chooseDetector,
  defaultMethods,
  detectors,
  objectiveByName,
  objectives,
  unmetNeed,
} from '../../src/methods/index.js'
import { Tensor } from '../../src/torch/index.js'
import { temporaryFolder } from '../formats/folder.js'

function moduleFile(text: string): string {
  const path = join(temporaryFolder(), 'mine.mjs')
  writeFileSync(path, text)
  return path
}

test('names are unique, and every default is known', async () => {
  expect(new Set(detectors.map(({ name }) => name)).size).toBe(detectors.length)
  expect(new Set(objectives.map(({ name }) => name)).size).toBe(objectives.length)
  for (const outlierClass of [true, false])
    for (const name of defaultMethods(outlierClass)) expect((await chooseDetector(name)).label).toBe(name)
})

test('an unknown name lists the known ones', async () => {
  await expect(chooseDetector('mps')).rejects.toThrow(/unknown method "mps"; known: s_unc, .*msp/)
  expect(() => objectiveByName('oe')).toThrow(/unknown objective "oe"; known: closed-set/)
})

test('options are read, and refused by name', async () => {
  const { label, options } = await chooseDetector('energy:temperature=2,over=all')
  expect(label).toBe('energy:temperature=2,over=all')
  expect(options).toEqual({ temperature: 2, over: 'all' })
  await expect(chooseDetector('energy:temperature=-1')).rejects.toThrow(/method energy: .*temperature/)
  await expect(chooseDetector('msp:temperature=2')).rejects.toThrow(/method msp: .*temperature/)
})

test('a module of one’s own is treated alike', async () => {
  const path = moduleFile(`export default {
    name: 'first-logit',
    score: ({ logits }) => logits.select(-1, 0).neg(),
  }`)
  const chosen = await chooseDetector(path)
  expect(chosen.label).toBe('first-logit')
  const outputs = {
    logits: Tensor.from([
      [3, 1],
      [-2, 5],
    ]),
    inlierClasses: 2,
  }
  expect(chosen.detector.score(outputs, chosen.options, undefined).toList()).toEqual([-3, 2])
  expect(unmetNeed(chosen, outputs)).toBeUndefined()
})

test('what is no detector is refused', async () => {
  await expect(chooseDetector('./absent.js')).rejects.toThrow('absent.js: no such file')
  await expect(chooseDetector(moduleFile('export const x = 1'))).rejects.toThrow(
    'the default export is no detector',
  )
  await expect(chooseDetector(moduleFile('export default {'))).rejects.toThrow('cannot be loaded')
})

test('what a detector needs and outputs lack is named', async () => {
  const outputs = { logits: Tensor.from([[1, 2, 3]]), inlierClasses: 3 }
  expect(unmetNeed(await chooseDetector('s_uno'), outputs)).toBe(
    's_uno needs an outlier class, and the model has 3 inlier classes alone',
  )
  const wantsFeatures = await chooseDetector(
    moduleFile(
      `export default { name: 'f', needs: { features: true }, score: ({ features }) => features.norm(-1) }`,
    ),
  )
  expect(unmetNeed(wantsFeatures, outputs)).toBe('f needs features, and there are logits alone')
})
