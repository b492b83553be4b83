import { expect, test } from 'vitest'
import { readNumber } from '../../src/formats/json-numbers.js'
import { jsonLine } from '../../src/protocols/predict/json-line.js'

test('infinities are text, since JSON has none', () => {
  expect(jsonLine({ score: Number.NEGATIVE_INFINITY, max: 1 })).toBe('{"score":"-inf","max":1}')
})

test('names cannot steer a terminal, and are what they were when read again', () => {
  const file = 'a\x1b[2J\x9b\u202egpj.\u2028é\ud800🙂\u{e0001}.png'
  const line = jsonLine({ file })
  expect(line).toBe('{"file":"a\\u001b[2J\\u009b\\u202egpj.\\u2028é\\ud800🙂\\udb40\\udc01.png"}')
  expect(JSON.parse(line)).toEqual({ file })
})

test('what is read back is what was written', () => {
  for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0.25, 1e300])
    expect(readNumber(JSON.parse(jsonLine({ value })).value)).toBe(value)
})
