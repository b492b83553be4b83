/**
 * The flags of Node for a worker: those of this process, but for what is of its own program. A worker runs a file,
 * and refuses `--input-type`, which says what the text of `node -e` is.
 */
export const workerFlags = (flags: readonly string[] = process.execArgv): string[] =>
  flags.filter(flag => !flag.startsWith('--input-type'))
