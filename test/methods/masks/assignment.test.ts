import { describe, expect, test } from 'vitest'
import { type Assignment, assign } from '../../../src/methods/masks/assignment.js'
import { stream } from '../../../src/random.js'

const total = (cost: Float32Array, columns: number, { rows, columns: chosen }: Assignment) =>
  rows.reduce((sum, row, i) => sum + cost[row * columns + chosen[i]!]!, 0)

/** The least total by trying every way to give each of the fewer side one of the more. */
function leastTotal(cost: Float32Array, rows: number, columns: number): number {
  const at =
    rows <= columns
      ? (i: number, j: number) => cost[i * columns + j]!
      : (i: number, j: number) => cost[j * columns + i]!
  const [few, many] = [Math.min(rows, columns), Math.max(rows, columns)]
  const least = (i: number, taken: number): number => {
    if (i === few) return 0
    let best = Number.POSITIVE_INFINITY
    for (let j = 0; j < many; j++) {
      if ((taken & (1 << j)) === 0) best = Math.min(best, at(i, j) + least(i + 1, taken | (1 << j)))
    }
    return best
  }
  return least(0, 0)
}

describe('assignment', () => {
  const kinds = {
    'real costs': (random: () => number) => random() * 20 - 10,
    'whole costs, with many ties': (random: () => number) => Math.floor(random() * 3),
    'costs of very different size': (random: () => number) => 10 ** (random() * 8 - 4),
  }
  test.each(Object.entries(kinds))('%s: the total is the least there is', (name, draw) => {
    const random = stream(0, name)
    for (let trial = 0; trial < 300; trial++) {
      const [rows, columns] = [1 + random.below(6), 1 + random.below(6)]
      const cost = Float32Array.from({ length: rows * columns }, () => draw(random.uniform))
      const found = assign(cost, rows, columns)
      const least = leastTotal(cost, rows, columns)
      expect(Math.abs(total(cost, columns, found) - least)).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(least)),
      )
      expect(found.rows.length).toBe(Math.min(rows, columns))
      expect(new Set(found.rows).size).toBe(found.rows.length)
      expect(new Set(found.columns).size).toBe(found.columns.length)
      expect([...found.rows]).toEqual([...found.rows].sort((a, b) => a - b))
    }
  })

  test('a hundred queries and twenty targets: no swap of two pairs, and no free query, is better', () => {
    const random = stream(1, 'large')
    const cost = Float32Array.from({ length: 2000 }, () => random.uniform() * 10)
    const { rows, columns } = assign(cost, 100, 20)
    const at = (i: number, j: number) => cost[i * 20 + j]!
    const isFree = (i: number) => !rows.includes(i)
    for (let a = 0; a < 20; a++) {
      for (let i = 0; i < 100; i++) {
        if (isFree(i)) expect(at(rows[a]!, columns[a]!)).toBeLessThanOrEqual(at(i, columns[a]!))
      }
      for (let b = 0; b < a; b++) {
        const kept = at(rows[a]!, columns[a]!) + at(rows[b]!, columns[b]!)
        expect(kept).toBeLessThanOrEqual(at(rows[a]!, columns[b]!) + at(rows[b]!, columns[a]!) + 1e-6)
      }
    }
  })

  test('the same costs give the same pairs', () => {
    const cost = new Float32Array(48).fill(1)
    expect(assign(cost, 8, 6)).toEqual(assign(cost.slice(), 8, 6))
    expect(assign(cost, 8, 6).rows.length).toBe(6)
  })

  test('nothing to assign', () => {
    expect(assign(new Float32Array(), 5, 0).rows).toHaveLength(0)
    expect(assign(new Float32Array(), 0, 5).rows).toHaveLength(0)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'a cost of %d is refused',
    bad => {
      const cost = new Float32Array(6).fill(1)
      cost[5] = bad
      expect(() => assign(cost, 2, 3)).toThrow(/row 1 and column 2/)
      expect(() => assign(cost, 3, 2)).toThrow(/row 2 and column 1/)
    },
  )
})
