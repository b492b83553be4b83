import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.js'
import { textRecords } from '../../src/formats/delimited-text.js'
import { parseScoreTable } from '../../src/formats/score-table.js'
import { stream } from '../../src/random.js'

const parse = (text: string) => parseScoreTable(Buffer.from(text), 't.csv')
const plain = { scores: Float64Array.of(1.5, -2e-3), labels: Uint8Array.of(1, 0), unit: 'rows' }

describe('variants of CSV that say the same', () => {
  test.each([
    ['plain', 'score,label\n1.5,1\n-2e-3,0\n'],
    ['CRLF, no final newline', 'score,label\r\n1.5,1\r\n-2e-3,0'],
    ['byte order mark', '\ufeffscore,label\n1.5,1\n-2e-3,0\n'],
    ['semicolons', 'score;label\n1.5;1\n-2e-3;0\n'],
    ['tabs', 'score\tlabel\n1.5\t1\n-2e-3\t0\n'],
    ['columns swapped, under the other name', 'outlier,score\n1,1.5\n0,-2e-3\n'],
    [
      'quotes, with separators, quotes and line feeds inside',
      'label,file,"score"\n1,"a,\n""b""",1.5\n0,"",-2e-3\n',
    ],
    ['blanks and empty lines', ' score , label\n\n 1.5 , 1\n-2e-3,0.0\n\n'],
    ['signs and points', 'score,label\n+1.50,1\n-.002,0\n'],
  ])('%s', (_, text) => {
    expect(parse(text)).toEqual(plain)
  })

  test('infinities, and NaN where it is ignored', () => {
    const { scores, labels } = parse('score,label\ninf,1\n-Infinity,0\nNaN,255\n')
    expect(scores).toEqual(Float64Array.of(Infinity, -Infinity, Number.NaN))
    expect(labels).toEqual(Uint8Array.of(1, 0, 255))
  })
})

describe('refusals name the line', () => {
  test.each([
    ['score,label\n1,0\nnan,1\n', 'line 3: score is NaN'],
    ['score;label\n1,5;0\n', 'line 2: "1,5" is no number (decimal comma?)'],
    ['score,label\n,1\n', 'line 2: "" is no number'],
    ['score,label\n0x10,1\n', '"0x10" is no number'],
    ['score,label\n1e999,1\n', '"1e999" is too large'],
    ['score,label\n1,2\n', 'line 2: label 2 is neither 0 nor 1'],
    ['score,label\n1,-1\n', 'line 2: label -1'],
    ['score,label\n1,0.5\n', 'line 2: label 0.5'],
    ['score,label\n"a\nb",1\n2\n', 'line 2: "a\\nb" is no number'],
    ['score,label,file\n1,1,"a\nb"\n2\n', 'line 4: 1 field where the header has 3'],
    ['score,label\n1,0,9\n', 'line 2: 3 fields where the header has 2'],
    ['score,label,file\n1,1,"a"b\n', 'line 2: a quote that does not enclose'],
    ['score,label,file\n1,1,"a\n', 'line 2: a quote that does not enclose'],
    ['confidence,label\n1,1\n', 'column "score" is missing; found: confidence, label'],
    ['score,klass\n1,1\n', 'column "label" is missing; found: score, klass'],
    ['score,label,label\n1,1,1\n', 'column "label" occurs twice'],
    ['score,label,outlier\n1,1,1\n', '"label" and "outlier" both say'],
    ['\n\n', 'column "score" is missing'],
    ['score,label\n', 'no rows'],
    ['', 'the file is empty'],
    ['score,label\n1,\0\n', 'NUL byte in line 2'],
  ])('%j', (text, message) => {
    expect(() => parse(text)).toThrow(UserError)
    expect(() => parse(text)).toThrow(message)
  })

  test('what is no text', () => {
    expect(() => parseScoreTable(Uint8Array.of(0xff, 0xfe, 0x73, 0), 't')).toThrow('UTF-16: save it as UTF-8')
    expect(() => parseScoreTable(Uint8Array.of(0x80, 0x81, 10), 't')).toThrow('not a text file')
  })
})

test('any damage gives a table or a refusal of one line, at once', () => {
  const random = stream(9, 'score table fuzz')
  const good = Buffer.from('score,label,"file"\r\n1.5,1,"a,\n""b"""\n-2e-3,0,c\ninf,255,""\n'.repeat(3))
  const strange = Buffer.from('",;\t\n\r\0\xff.e-+19')
  for (let trial = 0; trial < (process.env.UNO_LONG === '1' ? 10_000 : 500); trial++) {
    let bytes = Buffer.from(good)
    for (let damage = random.below(4); damage >= 0; damage--) {
      const at = random.below(bytes.length)
      if (random.below(3) === 0) bytes = bytes.subarray(0, at + 1)
      else if (random.below(2)) bytes[at] = strange[random.below(strange.length)]!
      else bytes = Buffer.concat([bytes.subarray(at), bytes.subarray(0, random.below(bytes.length))])
    }
    try {
      const { scores, labels } = parseScoreTable(bytes, 'fuzz')
      expect(labels.length).toBe(scores.length)
    } catch (error) {
      expect(error).toBeInstanceOf(UserError)
      expect((error as Error).message).toMatch(/^fuzz: .*$/)
    }
  }
})

test('a long quoted field and many quotes take linear time', () => {
  const field = `${'x\n'.repeat(200_000)}${'""'.repeat(200_000)}`
  const [, record] = [...textRecords(Buffer.from(`score,label,file\n1,0,"${field}"\n`), 't')]
  expect(record!.fields[2]!.length).toBe(600_000)
})
