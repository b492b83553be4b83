import { expect, test } from 'vitest'
import { z } from 'zod'
import { UserError } from '../../src/errors.js'
import { fitting } from '../../src/formats/json-file.js'

const schema = z.strictObject({ size: z.strictObject({ width: z.number() }) })

test('what fits is returned', () => {
  expect(fitting({ size: { width: 2 } }, 'a.json', schema)).toEqual({ size: { width: 2 } })
})

test.each([
  [
    'the field by its path',
    { size: { width: '2' } },
    'a.json: size.width: Invalid input: expected number, received string',
  ],
  [
    'nothing but the file where all of it is at fault',
    null,
    'a.json: Invalid input: expected object, received null',
  ],
])('an error names %s, and ends with the remedy', (_, value, message) => {
  expect(() => fitting(value, 'a.json', schema)).toThrow(new UserError(message))
  expect(() => fitting(value, 'a.json', schema, 'write it anew')).toThrow(
    new UserError(`${message}; write it anew`),
  )
})
