/**
 * Names of files as text, one to one. A Linux name is bytes and need not be UTF-8: a byte that is not part of
 * a valid sequence becomes a lone surrogate U+DC80…U+DCFF, which no valid name can hold (Python's PEP 383).
 */

/** The text of a name; `bytesOfName` leads back to the same bytes. */
export function nameOfBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\uFFFD') || Buffer.from(text, 'utf8').equals(bytes)) return text
  let name = ''
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i)
    name += length ? bytes.toString('utf8', i, i + length) : String.fromCharCode(0xdc00 + bytes[i]!)
    i += Math.max(length, 1)
  }
  return name
}

/** The bytes of a name, for calls that open files. */
export function bytesOfName(name: string): Buffer {
  const whole = Buffer.from(name, 'utf8')
  if (!/[\uDC80-\uDCFF]/.test(name) || whole.toString('utf8') === name) return whole
  const parts = name.split(/(?<![\uD800-\uDBFF])([\uDC80-\uDCFF])/)
  return Buffer.concat(
    parts.map((part, i) => (i % 2 ? Buffer.from([part.charCodeAt(0) - 0xdc00]) : Buffer.from(part, 'utf8'))),
  )
}

/** Length of the valid UTF-8 sequence that begins at `start`, 0 if none does. */
function sequenceLength(bytes: Buffer, start: number): number {
  for (let length = 1; length <= 4 && start + length <= bytes.length; length++) {
    const part = bytes.subarray(start, start + length)
    if (Buffer.from(part.toString('utf8'), 'utf8').equals(part)) return length
  }
  return 0
}
