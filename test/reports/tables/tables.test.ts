import { describe, expect, test } from 'vitest'
import {
  csv,
  differencesTable,
  formatResults,
  markdown,
  pairedDifferences,
  parseResults,
  type Results,
  summarise,
  type Table,
  terminal,
} from '../../../src/reports/tables.js'

/** Results with one near set whose AUROC is given by score. */
function results(auroc: Record<string, number | null>, seed = 0, name = 'cifar100'): Results {
  const of = (value: number | null) => ({ auroc: value, ap: 0.5, fpr95: 0.25, aupr_in: null, aupr_out: 0.5 })
  const metrics = Object.fromEntries(Object.entries(auroc).map(([score, value]) => [score, of(value)]))
  const sets = [{ name, group: 'near', images: 9000, metrics }]
  return parseResults(
    { benchmark: 'b', seed, accuracy: 0.9, sets, averages: { near: metrics } },
    'results.json',
  )
}

describe('one run', () => {
  const run = results({ s_uno: 0.9, s_unc: 0.8, msp: null })

  test('scores come in the order of the paper, and undefined values as a dash', () => {
    const text = formatResults([run], 'table', { colour: false, width: 200 })
    expect(text).toContain('s_Unc  s_UNO  msp')
    expect(text).toMatch(/cifar100 +9000 +80\.0 +90\.0\* +–/)
    expect(text).toMatch(/near average +80\.0/)
  })

  test('the positive class is stated', () => {
    for (const format of ['table', 'markdown'] as const)
      expect(formatResults([run], format)).toContain('Outliers are the positive class')
  })

  test('the better score is marked, whichever direction is better', () => {
    expect(formatResults([run], 'markdown')).toContain('| 80.0 | **90.0** | – | 50.0 | 50.0 |')
  })

  test('JSON of one run is what was read', () => {
    expect(JSON.parse(formatResults([run], 'json'))).toEqual(run)
  })

  test('CSV has a line for each score, with fractions in full', () => {
    const [header, first] = formatResults([results({ s_uno: 1 / 3 })], 'csv').split('\r\n')
    expect(header).toBe('run,seed,kind,set,group,images,score,auroc,ap,fpr95,aupr_in,aupr_out')
    expect(first).toBe('0,0,set,cifar100,near,9000,s_uno,0.3333333333333333,0.5,0.25,,0.5')
  })
})

describe('several runs', () => {
  test('are mean and population standard deviation', () => {
    const summary = summarise([results({ s_uno: 0.8 }, 0), results({ s_uno: 0.9 }, 1)])
    const { mean, deviation } = summary.rows[0]!.scores.s_uno!.auroc!
    expect([mean, deviation]).toEqual([expect.closeTo(0.85), expect.closeTo(0.05)])
    expect(formatResults([results({ s_uno: 0.8 }), results({ s_uno: 0.9 }, 1)], 'table')).toContain(
      '85.0 ± 5.0',
    )
  })

  test('a value that one run lacks has no mean', () => {
    const summary = summarise([results({ s_uno: 0.8 }), results({ s_uno: null }, 1)])
    expect(summary.rows[0]!.scores.s_uno!.auroc).toBeNull()
  })

  test('of different sets are refused by their names', () => {
    expect(() => summarise([results({ s_uno: 1 }), results({ s_uno: 1 }, 1, 'other')])).toThrow(
      'runs differ in their sets: cifar100; other',
    )
  })
})

describe('paired differences', () => {
  const side = (name: string, score: string, values: number[], seeds = values.keys()) => {
    const all = [...seeds]
    return { name, score, runs: values.map((value, i) => results({ [score]: value }, all[i]!)) }
  }

  test('pair by seed, not by order', () => {
    const [row] = pairedDifferences(
      side('uno', 's_uno', [0.9, 0.8], [1, 2].values()),
      side('msp', 'msp', [0.7, 0.8], [2, 1].values()),
    )
    expect(row!.metrics.auroc).toEqual({
      value: expect.closeTo(0.1),
      low: expect.closeTo(0.1),
      high: expect.closeTo(0.1),
    })
  })

  test('are shown with their interval, strong where it leaves zero out', () => {
    const differences = pairedDifferences(
      side('uno', 's_uno', [0.91, 0.92, 0.93]),
      side('msp', 'msp', [0.8, 0.8, 0.8]),
    )
    const table = differencesTable('uno − msp', differences, 'Three seeds.')
    expect(table.rows[0]!.cells[1]).toEqual({ text: '+12.00 [+9.52, +14.48]', strong: true })
    expect(table.rows[0]!.cells[2]!.strong).toBeUndefined()
  })

  test('of one pair have no interval', () => {
    const [row] = pairedDifferences(side('a', 's_uno', [0.9]), side('b', 'msp', [0.8]))
    expect(row!.metrics.auroc).toEqual({ value: expect.closeTo(0.1), low: null, high: null })
  })

  test('need the same seeds, each once', () => {
    expect(() => pairedDifferences(side('a', 'x', [1, 1]), side('b', 'x', [1]))).toThrow(
      'a has the seeds 0, 1, b 0',
    )
    const twice = { name: 'a', score: 'x', runs: [results({ x: 1 }), results({ x: 1 })] }
    expect(() => pairedDifferences(twice, twice)).toThrow('a: 2 runs with 1 seed')
  })
})

describe('terminal', () => {
  const table: Table = {
    caption: 'c',
    columns: [
      { title: 'Set', align: 'left' },
      { title: 'a', group: 'First', align: 'right' },
      { title: 'b', group: 'Second', align: 'right' },
    ],
    rows: [
      { cells: [{ text: '日本' }, { text: '1' }, { text: '22', strong: true }] },
      { cells: [{ text: 'x\x1b[31m' }, { text: '333' }, { text: '4' }], summary: true },
    ],
    notes: [],
  }

  test('columns are aligned, wide characters count as two', () => {
    expect(terminal(table, { colour: false }).split('\n').slice(1, 6)).toEqual([
      '               First  Second',
      'Set                a       b',
      '─'.repeat(28),
      '日本               1     22*',
      'x⟨U+001B⟩[31m    333      4',
    ])
  })

  test('without colours a star says which cell is strong, and numbers stay aligned', () => {
    const rows = table.rows.map(({ cells }) => ({
      cells: [...cells.slice(0, 2), { text: '333', strong: true }],
    }))
    const lines = (colour: boolean) => terminal({ ...table, rows }, { colour }).split('\n')
    expect(lines(false).slice(4, 6)).toEqual(['日本               1    333*', 'x⟨U+001B⟩[31m    333    333*'])
    expect(lines(true).join()).not.toContain('*')
    const none = table.rows.map(({ cells }) => ({ cells: cells.map(({ text }) => ({ text })) }))
    expect(terminal({ ...table, rows: none }, { colour: false })).not.toContain('*')
  })

  test('colours are written only when asked for or on a terminal, and never come from a name', () => {
    expect(terminal(table, { colour: false })).not.toContain('\x1b')
    expect(terminal(table)).not.toContain('\x1b')
    const coloured = terminal(table, { colour: true })
    expect(coloured).toContain('\x1b[1;32m    22\x1b[22;39m')
    expect(coloured).not.toContain('\x1b[31m')
  })

  test('a table wider than the terminal becomes one block for each group', () => {
    const text = terminal(table, { colour: false, width: 22 })
    expect(text.match(/^Set/gm)).toHaveLength(2)
    expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(22)
  })
})

test('Markdown shows names as they are', () => {
  const table: Table = {
    caption: 'a*b',
    columns: [{ title: 'x', align: 'left' }],
    rows: [{ cells: [{ text: '<b>|`_' }] }],
    notes: [],
  }
  expect(markdown(table)).toContain('| \\<b\\>\\|\\`\\_ |')
})

test('CSV quotes what needs it', () => {
  expect(csv([['a,b', 'say "x"', 'line\nbreak', null, 1.5]])).toBe('"a,b","say ""x""","line\nbreak",,1.5\r\n')
})

test('results with a wrong field are refused by its name', () => {
  const wrong = { benchmark: 'b', sets: [{ name: 'x', group: 'near', images: 'many' }] }
  expect(() => parseResults(wrong, 'r.json')).toThrow(
    /r\.json: sets\.0\.images: .*; run "uno evaluate" again/,
  )
})
