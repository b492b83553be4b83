/** Results of sets that were done before an evaluation was stopped, so that going on does not make them again. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../formats/atomic-write.js'
import { writeJson } from '../../runs/run-folder.js'

interface Making<Made> {
  /** All that it depends on; what was made of something else is made again. */
  about: object
  make(): Promise<Made>
  /** Whether what is there will do. */
  isGood(made: Made): boolean
}

export class FinishedSets {
  /**
   * @param folder where they are kept; gone when the evaluation is done
   * @param resume whether what is there may be taken
   */
  constructor(
    private readonly folder: string,
    private readonly resume: boolean,
  ) {}

  /** What was made of a set, or what `make` makes of it now. */
  async once<Made extends object>(name: string, { about, make, isGood }: Making<Made>): Promise<Made> {
    const path = join(this.folder, `${name}.json`)
    const key = JSON.stringify(about)
    if (this.resume && existsSync(path)) {
      const kept = JSON.parse(readFileSync(path, 'utf8')) as { key: string; made: Made }
      if (kept.key === key && isGood(kept.made)) return kept.made
    }
    const made = await make()
    makeFolder(this.folder)
    writeJson(path, { key, made })
    return made
  }
}
