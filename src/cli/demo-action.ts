/** What `uno demo` does: each half draws its world, learns it, is tested, and reported on. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { demoImages } from './demo/images.js'
import { demoStreets } from './demo/streets.js'
import type { DemoPart } from './demo.js'
import { Progress } from './progress.js'

export interface DemoOptions {
  parts: readonly DemoPart[]
  out?: string
  seed: number
  epochs?: number
  steps?: number
}

export async function demo({ parts, out = freeFolder(), ...options }: DemoOptions): Promise<void> {
  const progress = new Progress()
  const halves = { images: demoImages, streets: demoStreets }
  for (const [i, part] of parts.entries()) {
    if (parts.length > 1)
      progress.line(
        `${i > 0 ? '\n' : ''}${part} (${i + 1} of ${parts.length}; "uno demo ${part}" does this alone)`,
      )
    // One half alone lies where the demo always lay.
    const folder = parts.length > 1 ? join(out, part) : out
    await halves[part](folder, options, progress)
    // Stopped by a signal; the line that says how to go on stands there already.
    if (process.exitCode) return
  }
}

/** `runs/demo`, or with the first number that is not taken. */
function freeFolder(): string {
  const base = join('runs', 'demo')
  for (let n = 1; ; n++) {
    const folder = n === 1 ? base : `${base}-${n}`
    if (!existsSync(folder)) return folder
  }
}
