import { expect, test } from 'vitest'
import { pairsOf } from '../../src/cli/compare-sides.js'
import { refuseFlags } from '../../src/cli/evaluate.js'
import { refuseLeftOut } from '../../src/cli/left-out.js'
import { FaultError, UserError } from '../../src/errors.js'

test('images that were left out: none, one, and more than are named', () => {
  const image = (i: number) => ({ set: 'odd', file: `${i}.png`, reason: 'cut' })
  expect(() => refuseLeftOut([])).not.toThrow()
  expect(() => refuseLeftOut([image(1)])).toThrow(
    new FaultError('1 image could not be read and was left out: odd: "1.png" (cut)'),
  )
  const many = () => refuseLeftOut(Array.from({ length: 11 }, (_, i) => image(i)))
  expect(many).toThrow(
    /^11 images could not be read and were left out: odd: "0.png" .* "9.png" \(cut\), … \(11 in all/,
  )
  expect(many).not.toThrow('10.png')
})

test('flags: the first that is given is refused, be its value false or 0', () => {
  expect(() => refuseFlags({ '--a': undefined, '--b': 0, '--c': 1 }, 'is of others')).toThrow(
    new UserError('evaluate: --b is of others'),
  )
  expect(() => refuseFlags({ '--a': undefined }, 'is of others')).not.toThrow()
})

test('sides are compared two by two', () => {
  expect(pairsOf(['a', 'b', 'c', 'd'])).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
})
