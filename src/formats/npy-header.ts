/** The header of `.npy`: a Python dict of a string, a truth value and a tuple; nothing else is understood. */

export interface NpyHeader {
  descr: string
  fortran_order: boolean
  shape: number[]
}

const token =
  /\s*(?:(?<string>'[^'\\\n]*'|"[^"\\\n]*")|(?<word>True|False)|(?<integer>-?\d+)L?|(?<sign>[{}()[\]:,]))/y

/** @throws Error with the reason, in words that follow a file's name */
export function parseNpyHeader(text: string): NpyHeader {
  const tokens = tokensOf(text)
  const fields = new Map<string, unknown>()
  tokens.expect('{')
  while (!tokens.skip('}')) {
    const key = tokens.next()
    if (typeof key !== 'string' || !/^['"]/.test(key)) throw notALiteral('a key')
    const name = key.slice(1, -1)
    if (fields.has(name)) throw new Error(`the header has ${name} twice`)
    tokens.expect(':')
    fields.set(name, readValue(tokens))
    if (!tokens.skip(',') && tokens.peek() !== '}') throw notALiteral('a comma')
  }
  tokens.end()
  return checkedFields(fields)
}

const known = ['descr', 'fortran_order', 'shape']

function checkedFields(fields: Map<string, unknown>): NpyHeader {
  for (const name of fields.keys())
    if (!known.includes(name)) throw new Error(`the header has an unknown key ${JSON.stringify(name)}`)
  const descr = fields.get('descr')
  const fortran_order = fields.get('fortran_order')
  const shape = fields.get('shape')
  for (const name of known) if (!fields.has(name)) throw new Error(`the header lacks ${name}`)
  if (typeof descr !== 'string') throw new Error('descr must be a string')
  if (typeof fortran_order !== 'boolean') throw new Error('fortran_order must be True or False')
  if (!Array.isArray(shape)) throw new Error('shape must be a tuple of integers')
  if (!shape.every(dim => Number.isSafeInteger(dim) && dim >= 0) || shape.length > 32)
    throw new Error(`shape (${shape.slice(0, 33).join(', ')}) must be at most 32 integers ≥ 0`)
  return { descr, fortran_order, shape }
}

type Tokens = ReturnType<typeof tokensOf>

function readValue(tokens: Tokens): string | boolean | number[] {
  const first = tokens.next()
  if (first === 'True' || first === 'False') return first === 'True'
  if (/^['"]/.test(first)) return first.slice(1, -1)
  if (first === '[') throw new Error('structured dtypes are not supported')
  if (first !== '(') throw notALiteral('a string, True, False or a tuple')
  const items: number[] = []
  while (!tokens.skip(')')) {
    const item = tokens.next()
    if (!/^-?\d+$/.test(item)) throw notALiteral('an integer')
    items.push(Number(item))
    if (!tokens.skip(',') && tokens.peek() !== ')') throw notALiteral('a comma')
  }
  return items
}

function tokensOf(text: string) {
  let position = 0
  const read = () => {
    token.lastIndex = position
    const groups = token.exec(text)?.groups
    return (
      groups && {
        end: token.lastIndex,
        text: (groups.string ?? groups.word ?? groups.integer ?? groups.sign)!,
      }
    )
  }
  const next = () => {
    const found = read()
    if (!found) throw notALiteral('a literal')
    position = found.end
    return found.text
  }
  const peek = () => read()?.text
  const skip = (sign: string) => peek() === sign && next() === sign
  const expect = (sign: string) => {
    if (next() !== sign) throw notALiteral(`"${sign}"`)
  }
  const end = () => {
    if (text.slice(position).trim() !== '') throw notALiteral('nothing after "}"')
  }
  return { next, peek, skip, expect, end }
}

const notALiteral = (expected: string) =>
  new Error(`the header is not the Python literal that NumPy writes (expected ${expected})`)
