import { expect, test } from 'vitest'
import { parseStrictJson } from '../../src/formats/strict-json.js'

test('what is valid is what JSON.parse makes of it', () => {
  const text = '{"a": [1, {"b": "x:\\"}{"}], "c": "a", "d": {"a": null, "b": true}}'
  expect(parseStrictJson(text, 3)).toEqual(JSON.parse(text))
})

test.each([
  ['{"a":1,"a":2}', 'the name "a" twice'],
  ['{"a":1,"\\u0061":2}', 'twice'],
  [`{"a":1,"a"${' '.repeat(100)}:2}`, 'the name "a" twice'],
  ['{"x":{"a":1,"b":2,"a":3}}', 'the name "a" twice'],
  ['[[[[1]]]]', 'nests deeper than 3 levels'],
  ['{"a":1', 'is not JSON'],
  ['{"a', 'is not JSON'],
  ['', 'is not JSON'],
  ['{"a":1}}', 'is not JSON'],
])('%j is refused', (text, reason) => {
  expect(() => parseStrictJson(text, 3)).toThrow(reason)
})

test('equal names in different objects are fine', () => {
  expect(parseStrictJson('[{"a":1},{"a":2},{"b":{"a":3},"a":4}]', 3)).toHaveLength(3)
})
