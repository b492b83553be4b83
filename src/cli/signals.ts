/** Ctrl-C and its like, heard by work that keeps what is done. */
import type { Progress } from './progress.js'

/** As shells say it: 128 and the signal's number. */
export const exitCodes = { SIGINT: 130, SIGTERM: 143 }

/**
 * Runs work that a signal may leave at any of its awaits: the program ends at once, and says how to go on.
 * Nothing needs to be put in order first, since files take their places whole.
 *
 * @param remedy follows "stopped"
 */
export async function leavable<T>(progress: Progress, remedy: string, work: () => Promise<T>): Promise<T> {
  const leave = (signal: keyof typeof exitCodes) => {
    progress.line([`${signal}: stopped`, remedy].filter(Boolean).join('; '))
    process.exit(exitCodes[signal])
  }
  process.on('SIGINT', leave).on('SIGTERM', leave)
  try {
    return await work()
  } finally {
    progress.clear()
    process.off('SIGINT', leave).off('SIGTERM', leave)
  }
}

/** The remedy of work that keeps its results in a folder. */
export const goesOn = 'the same command with --resume goes on'

/** Work that keeps nothing begins again. */
export const nothingKept = ''
