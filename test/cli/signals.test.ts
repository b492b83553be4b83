import { expect, test, vi } from 'vitest'
import { Progress } from '../../src/cli/progress.js'
import { goesOn, leavable } from '../../src/cli/signals.js'

test.each([
  ['SIGINT', 130, goesOn, `SIGINT: stopped; ${goesOn}\n`],
  ['SIGTERM', 143, '', 'SIGTERM: stopped\n'],
] as const)('%s ends the program, and it is said how to go on', async (signal, code, remedy, said) => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
  const before = process.listenerCount(signal)
  let text = ''
  const progress = new Progress({ isTTY: true, write: part => (text += part) })
  progress.listen({ time: 0, type: 'phase', phase: 'evaluation', message: '1 of 2' })
  text = ''
  await leavable(progress, remedy, async () => process.emit(signal, signal))
  expect(exit).toHaveBeenCalledExactlyOnceWith(code)
  expect(text).toBe(`\r\x1b[2K${said}`)
  expect(process.listenerCount(signal)).toBe(before)
  exit.mockRestore()
})

test('results and errors of the work pass, and no listener stays', async () => {
  const progress = new Progress({ write: () => true })
  const before = process.listenerCount('SIGINT')
  expect(await leavable(progress, '', async () => 7)).toBe(7)
  await expect(leavable(progress, '', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(process.listenerCount('SIGINT')).toBe(before)
})
