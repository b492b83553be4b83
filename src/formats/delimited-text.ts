/** Delimited text (CSV and its relatives, RFC 4180) as records, one at a time, from bytes in memory. */
import { isUtf8 } from 'node:buffer'
import { UserError } from '../errors.js'
import { quoted } from './quoted.js'

export interface TextRecord {
  /** Line on which the record starts, from 1. */
  line: number
  fields: string[]
}

const [newline, quote] = [10, 34]
const byteOrderMark = [0xef, 0xbb, 0xbf]

/**
 * The records of a file: fields between commas, semicolons or tabs, whichever the first line has most of; in
 * quotes or not; lines that end in LF or CRLF. Empty lines are passed over.
 *
 * @param name what errors call the file
 * @throws UserError with the line, for what is no text (binary, UTF-16, NUL) or a quote that does not close
 */
export function* textRecords(bytes: Uint8Array, name: string): Generator<TextRecord> {
  checkText(bytes, name)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = byteOrderMark.every((byte, i) => bytes[i] === byte) ? byteOrderMark.length : 0
  let delimiter: string | undefined
  for (let [at, line] = [start, 1]; at < text.length; ) {
    const { end, lines } = recordEnd(text, at)
    const record = text.toString('utf8', at, end).replace(/\r$/, '')
    delimiter ??= commonest(record)
    if (record !== '') yield { line, fields: split(record, delimiter, `${name}: line ${line}`) }
    at = end + 1
    line += lines
  }
}

function checkText(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw new UserError(`${name}: the file is empty`)
  const mark = bytes[0]! * 256 + bytes[1]!
  if (mark === 0xfffe || mark === 0xfeff) throw new UserError(`${name}: UTF-16: save it as UTF-8`)
  if (!isUtf8(bytes)) throw new UserError(`${name}: not a text file; expected CSV in UTF-8`)
  const nul = bytes.indexOf(0)
  if (nul >= 0) {
    const line = bytes.subarray(0, nul).filter(byte => byte === newline).length + 1
    throw new UserError(`${name}: NUL byte in line ${line}; expected CSV in UTF-8`)
  }
}

/** The line feed that ends the record (or the end of the file), and how many lines the record spans. */
function recordEnd(text: Buffer, at: number): { end: number; lines: number } {
  let [end, lines, quotes] = [at - 1, 0, 0]
  do {
    const from = end + 1
    const next = text.indexOf(newline, from)
    end = next < 0 ? text.length : next
    lines++
    quotes += countQuotes(text, from, end)
    // An odd number of quotes so far means that this line feed lies within a quoted field.
  } while (quotes % 2 === 1 && end < text.length)
  return { end, lines }
}

function countQuotes(text: Buffer, from: number, end: number): number {
  const line = text.subarray(from, end)
  let count = 0
  for (let i = line.indexOf(quote); i >= 0; i = line.indexOf(quote, i + 1)) count++
  return count
}

function commonest(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => bare.split(delimiter).length
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best))
}

function split(record: string, delimiter: string, where: string): string[] {
  if (!record.includes('"')) return record.split(delimiter)
  const fields: string[] = []
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${delimiter}]*))(${delimiter}|$)`, 'y')
  for (let more = true; more; ) {
    const from = field.lastIndex
    const match = field.exec(record)
    if (!match)
      throw new UserError(`${where}: a quote that does not enclose a field: ${quoted(record.slice(from))}`)
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2]!)
    more = match[3] !== ''
  }
  return fields
}
