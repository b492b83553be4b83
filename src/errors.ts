/**
 * The two kinds of failure that reach a person. Either message is one line that names the file, field or
 * tensor, what was found, what was expected, and the remedy.
 */

/** The input is at fault (a file, an option, a recipe): exit code 2. */
export class UserError extends Error {
  override name = 'UserError'
  readonly exitCode: number = 2
}

/** We or the machine are at fault (disk full, killed worker, failed operator): exit code 1. */
export class FaultError extends Error {
  override name = 'FaultError'
  readonly exitCode: number = 1
}

/** The exit code that an error of any kind ends a command with. */
export function exitCodeOf(error: unknown): number {
  return error instanceof UserError || error instanceof FaultError ? error.exitCode : 1
}
