/** From a PNG's compressed data to samples: inflate, undo the row filters and Adam7, unpack the bits. */
import { kMaxLength } from 'node:buffer'
import { constants, inflateSync } from 'node:zlib'
import { UserError } from '../errors.js'
import type { Reading } from './pixels.js'
import type { PngChunks, PngHeader } from './png-chunks.js'

/** `[height, width, channels]`, as stored: 0 to 2^bitDepth − 1. */
export type Samples = Uint8Array | Uint16Array

/** Part of a picture that is stored as a rectangle: pixels x0, x0 + dx, … of rows y0, y0 + dy, … */
interface Pass {
  x0: number
  y0: number
  dx: number
  dy: number
  width: number
  height: number
}

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/**
 * All samples of a picture. If truncation is tolerated, rows that are missing are 0.
 * @throws UserError if the data are damaged, or fewer or more than the size demands
 */
export function readSamples(file: PngChunks, reading: Reading): Samples {
  const { width, height, channels, bitDepth } = file
  const passes = passesOf(file)
  const total = passes.reduce((sum, pass) => sum + pass.height * (1 + rowBytes(pass, file)), 0)
  const raw = inflate(file, total, reading)
  const count = width * height * channels
  const out = bitDepth === 16 ? new Uint16Array(count) : new Uint8Array(count)
  let at = 0
  for (const pass of passes) {
    at = unfilter(raw, at, pass, file, reading.name)
    scatter(raw.subarray(at - pass.height * (1 + rowBytes(pass, file)), at), pass, file, out)
  }
  return out
}

function passesOf({ width, height, interlaced }: PngHeader): Pass[] {
  if (!interlaced) return [{ x0: 0, y0: 0, dx: 1, dy: 1, width, height }]
  return adam7
    .map(([x0, y0, dx, dy]) => {
      return { x0, y0, dx, dy, width: Math.ceil((width - x0) / dx), height: Math.ceil((height - y0) / dy) }
    })
    .filter(pass => pass.width > 0 && pass.height > 0)
}

const rowBytes = (pass: Pass, { channels, bitDepth }: PngHeader) =>
  Math.ceil((pass.width * channels * bitDepth) / 8)

/** Deflate cannot do better than 1032 : 1, so a header that lies is found before memory is taken for it. */
const bestRatio = 1032

function inflate(file: PngChunks, expected: number, { name, tolerate, warnings }: Reading): Uint8Array {
  const compressed = Buffer.concat(file.data)
  const early = `${name}: truncated PNG: image data end early; fetch the file again`
  if (!tolerate && compressed.length * bestRatio < expected) throw new UserError(early)
  if (expected >= kMaxLength)
    throw new UserError(
      `${name}: ${(expected / 1e9).toFixed(1)} GB of pixels, at most ${(kMaxLength / 1e9).toFixed(1)} GB can be decoded; cut the picture`,
    )
  const finishFlush = tolerate ? constants.Z_SYNC_FLUSH : constants.Z_FINISH
  // One piece for all, which is not copied together in the end.
  const chunkSize = Math.max(constants.Z_MIN_CHUNK, expected + 1)
  try {
    const found = inflateSync(compressed, { maxOutputLength: expected, finishFlush, chunkSize })
    if (found.length === expected) return found
    if (!tolerate) throw new UserError(early)
    warnings.push('truncated PNG; rows that are missing were filled with 0')
    const raw = new Uint8Array(expected)
    raw.set(found)
    return raw
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof UserError) throw error
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new UserError(`${name}: more image data than the header allows: the PNG is damaged`)
    if (code === 'Z_BUF_ERROR') throw new UserError(early)
    throw new UserError(`${name}: damaged image data: ${message}; fetch the file again`)
  }
}

/** Undoes the filters of a pass in place (section 9); returns where the next pass begins. */
function unfilter(raw: Uint8Array, start: number, pass: Pass, header: PngHeader, name: string): number {
  const length = rowBytes(pass, header)
  const step = Math.max(1, (header.channels * header.bitDepth) >> 3)
  const zeros = new Uint8Array(length)
  let above: Uint8Array = zeros
  for (let y = 0; y < pass.height; y++) {
    const at = start + y * (1 + length)
    const row = raw.subarray(at + 1, at + 1 + length)
    const filter = raw[at]!
    if (filter === 1) addLeft(row, step)
    else if (filter === 2) for (let i = 0; i < length; i++) row[i] = row[i]! + above[i]!
    else if (filter === 3) addAverage(row, above, step)
    else if (filter === 4) addPaeth(row, above, step)
    else if (filter !== 0)
      throw new UserError(`${name}: invalid filter type ${filter} in row ${y}: the PNG is damaged`)
    above = row
  }
  return start + pass.height * (1 + length)
}

function addLeft(row: Uint8Array, step: number): void {
  for (let i = step; i < row.length; i++) row[i] = row[i]! + row[i - step]!
}

function addAverage(row: Uint8Array, above: Uint8Array, step: number): void {
  for (let i = 0; i < row.length; i++) {
    const left = i < step ? 0 : row[i - step]!
    row[i] = row[i]! + ((left + above[i]!) >> 1)
  }
}

/** Adds whichever of left, above and above-left is nearest to left + above − above-left. */
function addPaeth(row: Uint8Array, above: Uint8Array, step: number): void {
  for (let i = 0; i < row.length; i++) {
    const a = i < step ? 0 : row[i - step]!
    const b = above[i]!
    const c = i < step ? 0 : above[i - step]!
    const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
    row[i] = row[i]! + (toA <= toB && toA <= toC ? a : toB <= toC ? b : c)
  }
}

/** Puts the samples of an unfiltered pass where they belong in the picture. */
function scatter(rows: Uint8Array, pass: Pass, header: PngHeader, out: Samples): void {
  const { width, channels, bitDepth } = header
  const length = rowBytes(pass, header)
  for (let y = 0; y < pass.height; y++) {
    const row = rows.subarray(y * (1 + length) + 1, (y + 1) * (1 + length))
    const target = (pass.y0 + y * pass.dy) * width
    if (bitDepth === 8 && pass.dx === 1) {
      out.set(row, target * channels)
      continue
    }
    for (let x = 0; x < pass.width; x++)
      for (let c = 0; c < channels; c++)
        out[(target + pass.x0 + x * pass.dx) * channels + c] = sample(row, x * channels + c, bitDepth)
  }
}

/** The i-th sample of a packed row; the leftmost is in the highest bits. */
function sample(row: Uint8Array, i: number, bitDepth: number): number {
  if (bitDepth === 8) return row[i]!
  if (bitDepth === 16) return (row[2 * i]! << 8) | row[2 * i + 1]!
  const bit = i * bitDepth
  return (row[bit >> 3]! >> (8 - bitDepth - (bit & 7))) & ((1 << bitDepth) - 1)
}
