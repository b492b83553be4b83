/** Pictures that cannot be read: they stop an evaluation, or are named and left out. */

import type { NotedFile } from '../../data/images/noted-file.js'
import { UserError } from '../../errors.js'
import type { PixelEvaluationJob } from './prepare.js'

/** Results of an evaluation that left images out are none for one that may not. */
export const mayLeaveOut = (
  { unreadable = [] }: { unreadable?: unknown[] },
  { keepGoing }: PixelEvaluationJob,
) => keepGoing === true || unreadable.length === 0

/** What a picture that cannot be read says where it may not be left out. */
export function stopped(reason: string, { resume, out, model }: PixelEvaluationJob): UserError {
  const again = resume ? '' : `; what was computed is kept in ${out ?? model}`
  return new UserError(`${reason} (--keep-going leaves it out, --resume goes on${again})`)
}

/** What a picture that cannot be read does: stops, or is named and left out. */
export const readerOf =
  (job: PixelEvaluationJob) =>
  <T>(file: string, unreadable: NotedFile[], work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      if (!job.keepGoing) throw stopped(error.message, job)
      unreadable.push({ file, reason: error.message })
      return undefined
    }
  }
