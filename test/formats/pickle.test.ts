import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ByteCursor } from '../../src/formats/byte-cursor.js'
import { memorySource } from '../../src/formats/byte-source.js'
import { type PickleWorld, unpickle } from '../../src/formats/pickle.js'
import { plainWorld } from '../../src/formats/pickle-torch.js'
import { temporaryFolder } from './folder.js'
import { cpuTime } from './fuzz.js'

const nothing: PickleWorld = { globals: new Map() }
const checkpoints = plainWorld(() => null)

const read = (bytes: Buffer | string, world = checkpoints) => {
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  return unpickle(new ByteCursor(memorySource(buffer, 'x.pkl')), world)
}

/** `{'a': [1, 2.5, None, True, (1, 'ü\n€'), b'\x00\xff', 2**70, -300, False, -2**40], 'b': {}, 'c': (), 'd': …}` */
const byPython = [
  '286470300a56610a70310a286c70320a49310a6146322e350a614e614930310a612849310a56fc5c75303030615c75323061630a70330a7470340a61635f636f646563730a656e636f64650a70350a28565c7530303030ff0a70360a566c6174696e310a70370a7470380a5270390a614c313138303539313632303731373431313330333432344c0a61492d3330300a614930300a614c2d313039393531313632373737364c0a617356620a7031300a28647031310a7356630a7031320a28747356640a7031330a28647031340a56650a7031350a493330300a7356660a7031360a4937303030300a73732e',
  '7d71002858010000006171015d7102284b014740040000000000004e4930310a284b015806000000c3bc0ae282ac7103747104635f636f646563730a656e636f64650a710528580300000000c3bf710658060000006c6174696e3171077471085271094c313138303539313632303731373431313330333432344c0a4ad4feffff4930300a4c2d313039393531313632373737364c0a65580100000062710a7d710b580100000063710c29580100000064710d7d710e28580100000065710f4d2c0158010000006671104a7011010075752e',
  '80027d71002858010000006171015d7102284b014740040000000000004e884b015806000000c3bc0ae282ac7103867104635f636f646563730a656e636f64650a7105580300000000c3bf710658060000006c6174696e3171078671085271098a090000000000000000404ad4feffff898a060000000000ff65580100000062710a7d710b580100000063710c29580100000064710d7d710e28580100000065710f4d2c0158010000006671104a7011010075752e',
  '80037d71002858010000006171015d7102284b014740040000000000004e884b015806000000c3bc0ae282ac7103867104430200ff71058a090000000000000000404ad4feffff898a060000000000ff6558010000006271067d710758010000006371082958010000006471097d710a28580100000065710b4d2c01580100000066710c4a7011010075752e',
  '80049568000000000000007d94288c0161945d94284b014740040000000000004e884b018c06c3bc0ae282ac948694430200ff948a090000000000000000404ad4feffff898a060000000000ff658c0162947d948c016394298c0164947d94288c0165944d2c018c0166944a7011010075752e',
  '80059568000000000000007d94288c0161945d94284b014740040000000000004e884b018c06c3bc0ae282ac948694430200ff948a090000000000000000404ad4feffff898a060000000000ff658c0162947d948c016394298c0164947d94288c0165944d2c018c0166944a7011010075752e',
].map(hex => Buffer.from(hex, 'hex'))

test.each(byPython.map((bytes, protocol) => ({ protocol, bytes })))(
  'protocol $protocol, as Python 3 writes it',
  ({ bytes }) => {
    const value = read(bytes) as Map<string, unknown>
    const list = value.get('a') as unknown[]
    expect(list.map(item => (item instanceof Uint8Array ? [...item] : item))).toEqual([
      1,
      2.5,
      null,
      true,
      [1, 'ü\n€'],
      [0, 255],
      2n ** 70n,
      -300,
      false,
      -(2 ** 40),
    ])
    expect(value.get('b')).toEqual(new Map())
    expect(value.get('c')).toEqual([])
    expect(value.get('d')).toEqual(
      new Map([
        ['e', 300],
        ['f', 70000],
      ]),
    )
  },
)

test('every cut of a pickle is refused, naming the file', () => {
  for (const bytes of byPython)
    for (let length = 0; length < bytes.length; length++)
      expect(() => read(bytes.subarray(0, length)), String(length)).toThrow('x.pkl: ')
})

test('what calls anything but tensor rebuilding is refused by name, and does not run', () => {
  const marker = join(temporaryFolder(), 'marker')
  const command = `X${String.fromCharCode(marker.length + 6)}\0\0\0touch ${marker}`
  const payloads: [string, string][] = [
    [`\x80\x02cposix\nsystem\n${command}\x85R.`, 'the global "posix.system" is not allowed'],
    [`cos\nsystem\n(S'touch ${marker}'\ntR.`, 'the global "os.system" is not allowed'],
    [`(S'touch ${marker}'\nios\nsystem\n.`, 'the global "os.system" is not allowed'],
    [`\x80\x04\x8c\x08builtins\x8c\x04eval\x93${command}\x85R.`, 'the global "builtins.eval" is not allowed'],
    ['\x80\x04\x8c\x05torch\x8c\x09os.system\x93.', 'the global "torch.os.system" is not allowed'],
    ['\x80\x02c__builtin__\ngetattr\n.', 'the global "__builtin__.getattr" is not allowed'],
    ['\x80\x02cconstructor\nconstructor\n.', 'the global "constructor.constructor" is not allowed'],
    ['\x80\x02c__proto__\ntoString\n.', 'is not allowed'],
    ['\x80\x02ccollections\nOrderedDict\n)\x81.', 'an instance (NEWOBJ) is not allowed'],
    ['\x80\x04ccollections\nOrderedDict\n)}\x92.', 'an instance (NEWOBJ_EX) is not allowed'],
    ['\x80\x02(ccollections\nOrderedDict\no.', 'an instance (OBJ) is not allowed'],
    ['\x80\x02\x82\x01.', 'a registered extension (EXT1) is not allowed'],
    ['P0\n.', 'a persistent id as text (PERSID) is not allowed'],
    ['\x80\x02K\x01Q.', 'a persistent id, which this kind of file does not have'],
    ['\x80\x02K\x01)R.', 'something is called that cannot be'],
    ['\x80\x02cnumpy\nndarray\n)R.', 'something is called that cannot be'],
    ['\x80\x02}X\x04\0\0\0callK\x01s)R.', 'something is called that cannot be'],
    ['\x80\x02]}b.', 'state is set on an object that takes none'],
    ['\x80\x02ccollections\nOrderedDict\n)R}X\x09\0\0\0__class__K\x01sb.', 'takes no state but _metadata'],
  ]
  for (const [payload, reason] of payloads) {
    expect(() => read(payload), JSON.stringify(payload)).toThrow(reason)
    expect(() => read(payload)).toThrow(/^x\.pkl: pickle, byte \d+: [^\n]+$/)
  }
  expect(existsSync(marker)).toBe(false)
})

test('calls of calls and states of states build nothing but plain values', () => {
  const nested = 'ccollections\nOrderedDict\n)R'
  const metadata = 'X\x09\0\0\0_metadata'
  expect([...(read(`\x80\x02${nested}}${metadata}${nested}sb.`) as Map<unknown, unknown>)]).toEqual([])
  expect(read(`\x80\x02${'ctorch\nSize\n'.repeat(2000)})${'\x85R'.repeat(2000)}.`)).toEqual([])
})

test.each([
  ['R.', 'the stack is empty'],
  ['(0.', 'the stack is empty'],
  ['K\x01(R.', 'the stack is empty'],
  ['K\x01(u.', 'items are set on something that is no dict'],
  ['e.', 'there is no mark'],
  ['}(K\x01u.', 'a key without a value'],
  ['}]K\x01s.', 'a dict key that is no text or number'],
  ['K\x01a.', 'the stack is empty'],
  ['K\x01K\x02a.', 'appended to something that is no list'],
  ['h\x05.', 'value 5 was never stored'],
  ['j\xff\xff\xff\xff.', 'value 4294967295 was never stored'],
  ['K\x01K\x02.', 'it ends with more than one value'],
  ['(K\x01.', 'it ends with more than one value'],
  ['\x80\x06.', 'pickle protocol 6'],
  ['\xfe.', '0xfe is no opcode'],
  ['X\xff\xff\xff\xffabc.', 'truncated'],
  ['\x8d\xff\xff\xff\xff\xff\xff\xff\xffabc.', 'truncated'],
  ['X\x01\0\0\0\xff.', 'text that is not UTF-8'],
  ['\x8b\xff\xff\xff\x7f.', 'an integer of 2147483647 bytes'],
  ["S'a\\x00'\n.", 'quoted text'],
  ['Ix\n.', 'is no integer'],
  ['F1.5e\n.', 'is no number'],
  ['V\\U00110000\n.', 'no Unicode'],
])('%j is refused', (text, reason) => {
  expect(() => read(text)).toThrow(reason)
})

test('a memo index of 2³² − 1 costs nothing', () => {
  expect(read(']r\xff\xff\xff\xff.')).toEqual([])
})

test('a list that contains itself is a value, and reading it ends', () => {
  const list = read(']q\0h\0a.') as unknown[]
  expect(list[0]).toBe(list)
})

// What the collector has not yet freed counts as well, so that a single reading may be too high.
test('floods are refused within 2 s and 200 MB', { retry: 2 }, () => {
  const flood = (text: string, times: number) =>
    Buffer.concat([Buffer.alloc(times * text.length, text, 'latin1'), Buffer.from('.')])
  const idle = process.memoryUsage.rss()
  for (const [text, times, reason] of [
    ['(', 1_000_000, 'the stack is empty'],
    ['(', 3_000_000, 'more than 1000000 marks'],
    ['N', 3_000_000, 'more than 1000000 values on the stack'],
    ['}', 3_000_000, 'more than 300000 objects'],
    ['}0', 3_000_000, 'more than 300000 objects'],
    ['N\x94', 3_000_000, 'more than 300000 remembered values'],
  ] as [string, number, string][]) {
    const start = cpuTime()
    expect(() => read(flood(text, times), nothing)).toThrow(reason)
    expect(cpuTime() - start).toBeLessThan(2000)
  }
  expect(process.memoryUsage.rss() - idle).toBeLessThan(200e6)
})
