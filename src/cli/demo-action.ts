/** What `uno demo` does: world → closed set and UNO → evaluation of both → table and report. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeWorld } from '../data/world/write-world.js'
import { UserError } from '../errors.js'
import { evaluate } from '../protocols/evaluate.js'
import { writeReport } from '../reports/report.js'
import { formatResults, readResults } from '../reports/tables.js'
import { defaultThreads } from '../torch/addon.js'
import { loadRecipe, resolveRecipe } from '../training/load-recipe.js'
import { Progress } from './progress.js'
import { runJob } from './train-action.js'

export interface DemoOptions {
  out?: string
  seed: number
  epochs?: number
}

export async function demo({ out = freeFolder(), seed, epochs }: DemoOptions): Promise<void> {
  if (!Number.isInteger(seed) || seed < 0) throw new UserError(`--seed: ${seed}, expected a whole number`)
  if (epochs !== undefined && !(Number.isInteger(epochs) && epochs > 0))
    throw new UserError(`--epochs: ${epochs}, expected a whole number above 0`)
  const progress = new Progress()
  progress.line(`1/4  drawing a world of images (seed ${seed}) in ${join(out, 'world')}`)
  const benchmark = writeWorld(join(out, 'world'), { seed })
  const settings = [`seed=${seed}`, ...(epochs === undefined ? [] : [`epochs=${epochs}`])]
  const runs = { 'demo-closed-set': join(out, 'closed-set'), 'demo-uno': join(out, 'uno') }
  for (const [i, [name, run]] of Object.entries(runs).entries()) {
    progress.line(
      `${i + 2}/4  training ${i === 0 ? 'without negatives' : 'with negatives (UNO)'}: recipe ${name}`,
    )
    const recipe = resolveRecipe(loadRecipe(name, settings), defaultThreads())
    await runJob({ recipe, data: { data: benchmark }, run }, progress, true)
    // Stopped by a signal; the line that says how to go on stands there already.
    if (process.exitCode) return
  }
  progress.line('4/4  testing on inliers and on five sets of outliers')
  for (const run of Object.values(runs)) {
    await evaluate({ model: run, benchmark, onEvent: event => progress.listen(event) })
    progress.clear()
  }
  for (const run of Object.values(runs)) {
    const results = [readResults(join(run, 'evaluation', 'results.json'))!]
    process.stdout.write(
      `\n${formatResults(results, 'table', { colour: process.stdout.isTTY, width: process.stdout.columns })}\n`,
    )
  }
  const reports = Object.values(runs).map(run => writeReport(run))
  process.stdout.write(`
Above: a classifier that only knows its classes; below: one that saw negatives. "kin" are new figures like the
negatives, "combinations" are inlier parts put together as no class has them, like no negative.

reports to look at:  ${reports.join('\n                     ')}
try a picture:       npx uno predict ${runs['demo-uno']} ${join(out, 'world', 'far', 'textures')}
your own images:     npx uno train --data PHOTOS --negatives OTHER
`)
}

/** `runs/demo`, or with the first number that is not taken. */
function freeFolder(): string {
  const base = join('runs', 'demo')
  for (let n = 1; ; n++) {
    const folder = n === 1 ? base : `${base}-${n}`
    if (!existsSync(folder)) return folder
  }
}
