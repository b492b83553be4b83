/** Which images predictions are of, and how those were: what was kept of other bytes holds no longer. */
import { statSync } from 'node:fs'
import { counted } from '../../counted.js'
import { bytesOfName } from '../../data/file-name.js'
import { UserError } from '../../errors.js'

/** An image, and the name of its results in their folder, if it has any beside its line. */
export interface NamedSource {
  file: string
  output?: string
}

/** Bytes, and milliseconds since 1970 of the last change; neither where the file cannot be opened. */
export interface Source extends NamedSource {
  bytes?: number
  modified?: number
}

export function sourceOf({ file, output }: NamedSource): Source {
  try {
    const { size, mtimeMs } = statSync(bytesOfName(file))
    return { file, output, bytes: size, modified: mtimeMs }
  } catch {
    return { file, output }
  }
}

/**
 * The predictions whose images are as they were.
 *
 * @param before how the images were when the predictions were made
 * @throws UserError if predictions would be lost, because their images are not among those of `now`, or be written
 *   over, because their results would have other names now
 */
export function stillValid<P extends { file: string }>(
  folder: string,
  predictions: readonly P[],
  before: readonly Source[],
  now: readonly Source[],
): P[] {
  const [earlier, current] = [before, now].map(sources => new Map(sources.map(one => [one.file, one])))
  const remedy = 'choose another --out, or --overwrite instead of --resume'
  const others = predictions.filter(({ file }) => !current!.has(file))
  if (others.length > 0)
    throw new UserError(
      `${folder}: holds predictions of ${counted(others.length, 'other image')} (${JSON.stringify(others[0]!.file)}); ${remedy}`,
    )
  return predictions.filter(({ file }) => {
    const [was, is] = [earlier!.get(file)!, current!.get(file)!]
    if (was.output !== is.output)
      throw new UserError(
        `${folder}: the results of ${JSON.stringify(file)} are called ${JSON.stringify(was.output)}, and would be ` +
          `${JSON.stringify(is.output)} among these images; ${remedy}`,
      )
    return was.bytes === is.bytes && was.modified === is.modified
  })
}
