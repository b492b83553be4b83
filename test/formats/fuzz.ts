/** Fuzzing of a reader of bytes: damage good files at random, and let nothing but a value or a UserError come. */
import { expect } from 'vitest'
import { UserError } from '../../src/errors.js'
import { type Stream, stream } from '../../src/random.js'

/** HOSTILE.md asks for 10,000 runs of each reader; ordinary tests make a few. */
export const fuzzRuns = process.env.UNO_LONG === '1' ? 10_000 : 150

/** Milliseconds that this process has worked: other processes at the same time do not count. */
export const cpuTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** A copy with a few flipped bits, a cut, a part of another file in it, or a number that lies. */
export function damaged(file: Uint8Array, other: Uint8Array, random: Stream): Uint8Array {
  const bytes = Uint8Array.from(file)
  const kind = random.below(4)
  if (bytes.length === 0 || kind === 0) return bytes.slice(0, random.below(bytes.length + 1))
  if (kind === 1) {
    for (let i = 1 + random.below(4); i > 0; i--) bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
    return bytes
  }
  if (kind === 2) {
    const word = [0, 0xff, 0x7f, 0x80][random.below(4)]!
    const at = random.below(bytes.length)
    return bytes.fill(word, at, at + 1 + random.below(8))
  }
  const [from, to] = [random.below(bytes.length), random.below(other.length + 1)]
  return Uint8Array.from([...bytes.subarray(0, from), ...other.subarray(to)])
}

/** Runs `read` on damaged copies of `files`, each within 2 s and all within 200 MB above the start. */
export async function fuzz(
  purpose: string,
  files: Uint8Array[],
  read: (bytes: Uint8Array) => unknown,
): Promise<void> {
  const idle = process.memoryUsage.rss()
  for (let run = 0; run < fuzzRuns; run++) {
    const random = stream(7, `fuzz ${purpose}`, 0, run)
    const bytes = damaged(files[random.below(files.length)]!, files[random.below(files.length)]!, random)
    const start = cpuTime()
    try {
      await read(bytes)
    } catch (error) {
      if (!(error instanceof UserError)) throw new Error(`run ${run}: ${(error as Error).stack}`)
    }
    expect(cpuTime() - start, `run ${run}`).toBeLessThan(2000)
  }
  expect(process.memoryUsage.rss() - idle).toBeLessThan(200e6)
}
