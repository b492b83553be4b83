/** What detectors that are somebody's own modules consist of, so that work of other code is not gone on with. */
import { fileDigest } from '../data/file-digest.js'
import { moduleFiles } from '../methods/module-files.js'

/** sha256 (hex) of the files of each module among the chosen methods. */
export const moduleDigests = (chosen: readonly { file?: string }[]): string[] =>
  chosen.flatMap(({ file }) => (file === undefined ? [] : moduleFiles(file).map(fileDigest)))
