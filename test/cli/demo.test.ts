import { expect, test } from 'vitest'
import { demoCommand } from '../../src/cli/demo.js'

const parse = (...words: string[]) => demoCommand.exitOverride().parseAsync(words, { from: 'user' })

test.each([
  ['streets', '--epochs', '3', '--epochs is of the images'],
  ['images', '--steps', '3', '--steps is of the streets'],
  ['images', '--epochs', '0', 'expected a whole number from 1'],
  ['streets', '--seed', '1.5', 'expected a whole number from 0'],
])('demo %s %s %s is refused before anything is drawn', async (part, flag, value, message) => {
  await expect(parse(part, flag, value)).rejects.toThrow(message)
})
