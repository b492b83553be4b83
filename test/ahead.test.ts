import { expect, test } from 'vitest'
import { Ahead } from '../src/ahead.js'

/** Items 0 to 5, with a record of when each was made. */
function tracked(ahead?: number) {
  const made: number[] = []
  const items = new Ahead(n => {
    if (n > 5) return undefined
    made.push(n)
    return n === 3 ? Promise.reject(new Error('three')) : Promise.resolve(10 * n)
  }, ahead)
  return { made, items }
}

test('what comes after the item that is asked for is begun, and nothing twice', async () => {
  const { made, items } = tracked()
  expect(await items.at(0)).toBe(0)
  expect(made).toEqual([0, 1, 2])
  expect(await items.at(1)).toBe(10)
  expect(made).toEqual([0, 1, 2, 3])
})

test('an error waits for its turn, and the next item for none', async () => {
  const { items } = tracked()
  expect(await items.at(2)).toBe(20)
  await expect(items.at(3)).rejects.toThrow('three')
  expect(await items.at(4)).toBe(40)
  expect([await items.at(5), await items.at(6)]).toEqual([50, undefined])
})

test('a jump makes anew what lies behind it', async () => {
  const { made, items } = tracked(1)
  expect([await items.at(4), await items.at(0), await items.at(5)]).toEqual([40, 0, 50])
  expect(made).toEqual([4, 5, 0, 1, 5])
})
