import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { chooseDetector } from '../../src/methods/index.js'
import { chooseMaskDetector, usualRange } from '../../src/methods/masks/index.js'
import { openScope, Tensor } from '../../src/torch/index.js'

const folder = mkdtempSync(join(tmpdir(), 'own-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The modules that docs/interfaces.md shows, by the file name in their first line. */
const docs = readFileSync(resolve(import.meta.dirname, '../../docs/interfaces.md'), 'utf8')
const shown = new Map(
  [...docs.matchAll(/```js\n\/\/ \.\/([\w-]+)\.js: [^\n]*\n([\s\S]*?)```/g)].map(([, name, code]) => [
    name!,
    code!,
  ]),
)
function write(name: string, code = shown.get(name)): string {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, code!)
  return file
}

test('the detector of images that the documentation shows: the distance to the mean', async () => {
  using _ = openScope()
  const { detector, options, label } = await chooseDetector(`${write('distance')}:power=1`)
  expect(label).toBe('distance:power=1')
  const outputs = (rows: number[][]) => ({
    logits: Tensor.zeros([rows.length, 2]),
    features: Tensor.from(rows),
    inlierClasses: 2,
  })
  const data = outputs([
    [0, 2],
    [4, 0],
  ])
  const state = detector.fit!({ ...data, labels: Tensor.from([0, 1]) }, options)
  expect(detector.score(outputs([[5, -1]]), options, state).toList()).toEqual([5])
  const { options: usual } = await chooseDetector(write('distance'))
  expect(detector.score(outputs([[5, -1]]), usual, state).toList()).toEqual([13])
})

test('the detector of masks that the documentation shows: what no mask claims', async () => {
  using _ = openScope()
  const { detector, options } = await chooseMaskDetector(write('no-object'))
  const weights = detector.weights(
    Tensor.from([
      [0.5, 0.2, 0.3],
      [0.1, 0.6, 0.3],
    ]),
    2,
    options,
  )
  expect(weights.toList()).toEqual([[0.5, expect.closeTo(0.6, 6)]])
  expect(detector.combine(Tensor.from([[[0.25, 1]]]), options).toList()).toEqual([[0.75, 0]])
})

test.each([
  ['distance:power=many', /power/],
  ['distance:j=2', /no option "j"; known: power/],
])('options follow the types of their defaults: %s', async (spec, message) => {
  const [name, given] = spec.split(':')
  await expect(chooseDetector(`${write(name!)}:${given}`)).rejects.toThrow(message)
})

test('texts that look like numbers or switches, and such that hold an equals sign', async () => {
  const file = write(
    'text',
    `export default { name: 'text', options: { layer: '3', on: 'no' }, score: () => 0 }`,
  )
  const optionsOf = async (given: string) => (await chooseDetector(`${file}:${given}`)).options
  expect(await optionsOf('layer=4,on=true')).toEqual({ layer: '4', on: 'true' })
  expect(await optionsOf('layer=a=b')).toEqual({ layer: 'a=b', on: 'no' })
})

test.each([
  ['power=2,power=3', 'method distance: option power is given twice'],
  ['power=2,j', 'method distance: option "j", expected key=value'],
])('%s is refused', async (given, message) => {
  await expect(chooseDetector(`${write('distance')}:${given}`)).rejects.toThrow(message)
})

test('an instance of a class, with a method that it inherits and a field of its own', async () => {
  using _ = openScope()
  const code = `class Base { score({ logits }) { return logits.select(-1, 0).mul(this.factor()) } }
    class Mine extends Base { name = 'mine'; #factor = 3; factor() { return this.#factor } }
    export default Object.freeze(new Mine())`
  const { detector, options, label } = await chooseDetector(write('instance', code))
  expect(label).toBe('mine')
  expect(detector.source).toMatch(/instance\.mjs$/)
  const outputs = { logits: Tensor.from([[1, 2]]), inlierClasses: 2 }
  expect(detector.score(outputs, options, undefined).toList()).toEqual([3])
})

test('a default that is none of the kinds is named', async () => {
  const file = write('odd', `export default { name: 'odd', options: { k: [1] }, score: () => 0 }`)
  await expect(chooseDetector(file)).rejects.toThrow(/option k has the default \[1\]/)
})

describe('the range of a detector’s maps', () => {
  const own = async (name: string, range?: string) => {
    const code = `export default { name: 'own', path: 'score', weights: P => P, combine: maps => maps, ${range ?? ''} }`
    return chooseMaskDetector(write(name, code))
  }

  test('is what the detector says of K classes, else −2 to 2', async () => {
    expect(usualRange(await own('ranged', 'range: K => [-K, 1]'), 19)).toEqual([-19, 1])
    expect(usualRange(await own('unranged'), 19)).toEqual([-2, 2])
    const named = async (name: string) => usualRange(await chooseMaskDetector(name), 19)
    expect(await named('s_unc')).toEqual([-2, 0])
    expect(await named('s_uno')).toEqual([-2, 2])
    expect((await named('energy'))[1]).toBeCloseTo(-Math.log(19))
  })

  test('is refused where it is none', async () => {
    await expect(own('constant', 'range: [0, 1]')).rejects.toThrow(/no detector; expected .*range\?\(K\)/)
    const turned = await own('turned', 'range: () => [1, 0]')
    expect(() => usualRange(turned, 2)).toThrow('method own: its range is [1,0], expected [low, high]')
    const endless = await own('endless', 'range: () => [0, Infinity]')
    expect(() => usualRange(endless, 2)).toThrow('method own: its range is')
  })
})
