import { describe, expect, test } from 'vitest'
import { classOrder } from '../../src/protocols/class-order.js'
import { tinyConfig } from '../models/tiny.js'

const model = tinyConfig({ classNames: ['ant', 'bee', 'cow'] })
const order = (...classNames: string[]) => classOrder({ path: 'set', classNames }, model)

describe('labels in the order of the model', () => {
  test('by name, where the model knows the names: also some of its classes alone', () => {
    const { classOf, warning } = order('cow', 'ant')
    expect([0, 1, -1].map(classOf)).toEqual([2, 0, -1])
    expect(warning).toBeUndefined()
  })

  test('by number, where a list has numbers alone', () => {
    const { classOf, warning } = order('0', '1', '2')
    expect([2, 0, -1].map(classOf)).toEqual([2, 0, -1])
    expect(warning).toBeUndefined()
  })

  test('by number and said so, where the names are others and as many', () => {
    const { classOf, warning } = order('n01', 'n02', 'n03')
    expect([2, 0, -1].map(classOf)).toEqual([2, 0, -1])
    expect(warning).toMatch(/set: calls classes otherwise than the model \(n01\); they are matched by number/)
  })

  test('by name where some are known, though in other places; the others in order, and said so', () => {
    const { classOf, warning } = order('cow', 'dog', 'ant')
    expect([0, 1, 2, -1].map(classOf)).toEqual([2, 1, 0, -1])
    expect(warning).toBe('set: has dog, which the model does not know; taken for its bee')
    expect(order('cow', 'dog', 'emu').warning).toContain(
      'dog, emu, which the model does not know; taken for its ant, …',
    )
  })

  test('a set without classes has no accuracy, and that is said', () => {
    const { classOf, warning } = order()
    expect(classOf(-1)).toBe(-1)
    expect(warning).toMatch(/no classes, so accuracy is not measured/)
  })

  test('other names of another number are refused', () => {
    expect(() => order('ant', 'dog')).toThrow(
      'set: 2 classes, among them "dog"; the model has 3 (ant, bee, cow)',
    )
  })
})
