import type { Command } from 'commander'
import { afterAll, vi } from 'vitest'
import { exitCodeOf } from '../../src/errors.js'

/** Runs commands in this process: what they print, and what they end with. */
export function runner() {
  const output: string[] = []
  const take = (...words: unknown[]) => void output.push(`${words.join(' ')}\n`)
  const log = vi.spyOn(console, 'log').mockImplementation(take)
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    output.push(String(text))
    return true
  })
  const errors = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  afterAll(() => {
    for (const spy of [log, write, errors]) spy.mockRestore()
  })
  return async (command: Command, ...words: string[]) => {
    output.length = 0
    errors.mockClear()
    const error = await command.parseAsync(words, { from: 'user' }).then(
      () => undefined,
      (error: Error) => error,
    )
    return {
      output: output.join(''),
      said: errors.mock.calls.map(([text]) => String(text)).join(''),
      exitCode: error ? exitCodeOf(error) : 0,
      message: error?.message ?? '',
    }
  }
}
