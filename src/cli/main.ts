#!/usr/bin/env node
/** The program: finds the command, and turns whatever goes wrong into one line and an exit code. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { exitCodeOf, FaultError, UserError } from '../errors.js'
import { printable, printableLines } from '../printable.js'
import { commands } from './commands.js'
import { repeated } from './repeated.js'

async function main(words: string[]): Promise<void> {
  const program = new Command('uno')
    .description('vision systems that know what they do not know')
    .version(version())
    .option('--debug', 'show where an error comes from')
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({ outputError: text => process.stderr.write(`uno: ${oneLine(text)}\n`) })
  for (const command of await load(words)) inherit(program.addCommand(command), command)
  await program.parseAsync(words.length ? asAsked(words) : ['--help'], { from: 'user' })
}

/** `help data make` is of `data make`; commander's own help goes one word deep. */
const asAsked = ([first, ...rest]: string[]): string[] =>
  first === 'help' && rest.length > 1 ? [...rest, '--help'] : [first!, ...rest]

/** The command that the first word names; all of them for the overview and for suggestions. */
function load(words: string[]): Promise<Command[]> {
  const asked = commands[words.find(word => !word.startsWith('-')) ?? '']
  return Promise.all((asked ? [asked] : Object.values(commands)).map(load => load()))
}

/** Commander hands settings down only to commands that it makes itself. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent)
  refuseTwice(command)
  for (const child of command.commands) inherit(command, child)
}

/** Of an option that is given twice the last value would win without a word, unless the option takes several. */
function refuseTwice(command: Command): void {
  for (const option of command.options) {
    if (option.isBoolean() || option.negate || option.variadic || option.parseArg === repeated) continue
    let given = 0
    command.on(`option:${option.name()}`, () => {
      if (++given > 1) throw new UserError(`${option.long} is given twice; give it once`)
    })
  }
}

/** `error: unknown option '--jsn'\n(Did you mean --json?)` as one line. */
const oneLine = (text: string) =>
  text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')

function version(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
}

function fail(error: unknown): never {
  // Commander has said what it had to say; only its help and version are no mistakes.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  const expected = error instanceof UserError || error instanceof FaultError
  if (process.argv.includes('--debug')) console.error(error)
  else if (expected) console.error(`uno: ${printableLines(error.message)}`)
  else console.error(`uno: ${printable(oneLine(String(error)))} (unexpected; --debug shows where)`)
  process.exit(exitCodeOf(error))
}

// `uno … | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  error.code === 'EPIPE' ? process.exit(0) : fail(error),
)
process.on('uncaughtException', fail)
await main(process.argv.slice(2)).catch(fail)
