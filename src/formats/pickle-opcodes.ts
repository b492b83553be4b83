/** What each opcode of a pickle does to the machine; those that would make objects of any class are left out. */
import type { PickleMachine } from './pickle-machine.js'

type Action = (machine: PickleMachine) => void

/** Integers of more bytes appear in attacks only. */
const maxInteger = 256

const byOpcode: Record<string, Action> = {
  // Protocol and framing
  '\x80': m => checkProtocol(m.cursor.byte()),
  '\x95': m => m.cursor.take(8),

  // Constants
  N: m => m.push(null),
  '\x88': m => m.push(true),
  '\x89': m => m.push(false),

  // Numbers
  I: m => m.push(textInteger(m.cursor.line())),
  L: m => m.push(textInteger(m.cursor.line().replace(/L$/, ''))),
  J: m => m.push(m.cursor.take(4).readInt32LE()),
  K: m => m.push(m.cursor.byte()),
  M: m => m.push(m.cursor.take(2).readUInt16LE()),
  '\x8a': m => m.push(integer(m, m.cursor.byte())),
  '\x8b': m => m.push(integer(m, length4(m))),
  F: m => m.push(textFloat(m.cursor.line())),
  G: m => m.push(m.cursor.take(8).readDoubleBE()),

  // Text (the `str` of Python 2 is taken as latin-1, as checkpoints are usually read)
  S: m => m.push(quotedText(m.cursor.line())),
  T: m => m.push(m.cursor.take(length4(m)).toString('latin1')),
  U: m => m.push(m.cursor.take(m.cursor.byte()).toString('latin1')),
  V: m => m.push(rawUnicode(m.cursor.line())),
  X: m => m.push(utf8(m, length4(m))),
  '\x8c': m => m.push(utf8(m, m.cursor.byte())),
  '\x8d': m => m.push(utf8(m, length8(m))),

  // Bytes
  B: m => m.push(bytes(m, length4(m))),
  C: m => m.push(bytes(m, m.cursor.byte())),
  '\x8e': m => m.push(bytes(m, length8(m))),
  '\x96': m => m.push(bytes(m, length8(m))),

  // Lists and tuples
  ']': m => m.push([]),
  l: m => m.push(m.popMark()),
  ')': m => m.push([]),
  t: m => m.push(m.popMark()),
  '\x85': m => m.push(popSeveral(m, 1)),
  '\x86': m => m.push(popSeveral(m, 2)),
  '\x87': m => m.push(popSeveral(m, 3)),
  a: m => {
    const item = m.pop()
    m.list().push(item)
  },
  e: m => {
    const items = m.popMark()
    const list = m.list()
    for (const item of items) list.push(item)
  },

  // Dicts and sets
  '}': m => m.push(new Map()),
  d: m => {
    const items = m.popMark()
    m.push(new Map())
    setItems(m, items)
  },
  s: m => setItems(m, popSeveral(m, 2)),
  u: m => setItems(m, m.popMark()),
  '\x8f': m => m.push(new Set()),
  '\x90': m => {
    const items = m.popMark()
    const set = m.set()
    for (const item of items) set.add(item)
  },
  '\x91': m => m.push(new Set(m.popMark())),

  // Stack
  '(': m => m.mark(),
  '0': m => m.discard(),
  '1': m => m.popMark(),
  '2': m => m.push(m.top()),

  // Memo
  p: m => m.store(index(m.cursor.line())),
  q: m => m.store(m.cursor.byte()),
  r: m => m.store(length4(m)),
  '\x94': m => m.store(),
  g: m => m.recall(index(m.cursor.line())),
  h: m => m.recall(m.cursor.byte()),
  j: m => m.recall(length4(m)),

  // Objects of known globals
  c: m => m.push(m.global(m.cursor.line(), m.cursor.line())),
  '\x93': m => m.push(m.stackGlobal()),
  R: m => m.reduce(),
  b: m => m.build(),
  Q: m => m.persistent(),
  // Old-style instances: the global is asked for only so that the refusal names it.
  i: m => {
    const { name } = m.global(m.cursor.line(), m.cursor.line())
    throw new Error(`an instance of ${name} (INST) is not allowed`)
  },
}

/** Actions by the byte that asks for them. */
export const actions: readonly (Action | undefined)[] = Array.from(
  { length: 256 },
  (_, code) => byOpcode[String.fromCharCode(code)],
)

/** Opcodes that are known and refused, in words that follow a file's name. */
export const refusedOpcodes: Record<number, string> = {
  111: 'an instance (OBJ) is not allowed',
  129: 'an instance (NEWOBJ) is not allowed',
  146: 'an instance (NEWOBJ_EX) is not allowed',
  80: 'a persistent id as text (PERSID) is not allowed',
  130: 'a registered extension (EXT1) is not allowed',
  131: 'a registered extension (EXT2) is not allowed',
  132: 'a registered extension (EXT4) is not allowed',
  151: 'a buffer outside the file (NEXT_BUFFER) is not allowed',
  152: 'a buffer outside the file (READONLY_BUFFER) is not allowed',
}

function checkProtocol(version: number): void {
  if (version > 5) throw new Error(`pickle protocol ${version}, expected at most 5`)
}

const length4 = (m: PickleMachine) => m.cursor.take(4).readUInt32LE()

function length8(m: PickleMachine): number {
  return Number(m.cursor.take(8).readBigUInt64LE())
}

/** A copy: the cursor's window moves on. */
const bytes = (m: PickleMachine, length: number) => new Uint8Array(m.cursor.take(length))

function utf8(m: PickleMachine, length: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(m.cursor.take(length))
  } catch (error) {
    throw error instanceof TypeError ? new Error('text that is not UTF-8') : error
  }
}

/** A number if it is exact as one. */
const exact = (value: bigint) => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Two's complement, little-endian. */
function integer(m: PickleMachine, length: number): number | bigint {
  if (length > maxInteger) throw new Error(`an integer of ${length} bytes, expected at most ${maxInteger}`)
  if (length === 0) return 0
  const hex = Buffer.from(m.cursor.take(length)).reverse().toString('hex')
  return exact(BigInt.asIntN(length * 8, BigInt(`0x${hex}`)))
}

function textInteger(text: string): number | bigint | boolean {
  if (text === '00' || text === '01') return text === '01'
  if (!/^-?\d{1,600}$/.test(text)) throw new Error(`${JSON.stringify(text.slice(0, 40))} is no integer`)
  return exact(BigInt(text))
}

function textFloat(text: string): number {
  const named: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: NaN }
  const value = Object.hasOwn(named, text) ? named[text]! : Number(text)
  if (Number.isNaN(value) && text !== 'nan')
    throw new Error(`${JSON.stringify(text.slice(0, 40))} is no number`)
  return value
}

function index(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${JSON.stringify(text.slice(0, 40))} is no index`)
  return Number(text)
}

/** The text of protocol 0, quoted as Python writes it; escapes would mean bytes that no key or name has. */
function quotedText(line: string): string {
  const quote = line[0]
  const inner = line.slice(1, -1)
  if (line.length < 2 || (quote !== "'" && quote !== '"') || line.at(-1) !== quote || inner.includes('\\'))
    throw new Error('a quoted text without its quotes, or with escapes')
  return inner
}

/** Python's raw-unicode-escape: latin-1, and \\u with the code of everything else. */
function rawUnicode(line: string): string {
  return line.replace(/\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g, (_, short, long) => {
    const code = Number.parseInt(short ?? long, 16)
    if (code > 0x10ffff) throw new Error('text that is no Unicode')
    return String.fromCodePoint(code)
  })
}

function popSeveral(m: PickleMachine, count: number): unknown[] {
  const values = Array.from({ length: count }, () => m.pop())
  return values.reverse()
}

function setItems(m: PickleMachine, items: unknown[]): void {
  if (items.length % 2 !== 0) throw new Error('a key without a value')
  const dict = m.dict()
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i]
    if (typeof key === 'object' && key !== null) throw new Error('a dict key that is no text or number')
    dict.set(key, items[i + 1])
  }
}
