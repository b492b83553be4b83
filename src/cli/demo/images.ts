/** The first half: world → classifiers without and with negatives → evaluation of both → tables and reports. */
import { join } from 'node:path'
import type { WorldOptions } from '../../data/world/world.js'
import { writeWorld } from '../../data/world/write-world.js'
import { evaluate } from '../../protocols/image/evaluate.js'
import { writeReport } from '../../reports/report.js'
import { formatResults, readResults } from '../../reports/tables.js'
import { loadRecipe, resolveRecipe } from '../../training/load-recipe.js'
import type { Progress } from '../progress.js'
import { runJob } from '../train-action.js'

export interface ImagesPlan {
  seed: number
  /** Of each training, if not those of the recipes. */
  epochs?: number
  /** Sizes and numbers of pictures, if not the usual ones. */
  world?: Omit<WorldOptions, 'seed'>
}

export async function demoImages(
  out: string,
  { seed, epochs, world }: ImagesPlan,
  progress: Progress,
): Promise<void> {
  progress.line(`1/4  drawing a world of images (seed ${seed}) in ${join(out, 'world')}`)
  const benchmark = writeWorld(join(out, 'world'), { ...world, seed })
  const settings = [`seed=${seed}`, ...(epochs === undefined ? [] : [`epochs=${epochs}`])]
  const runs = { 'demo-closed-set': join(out, 'closed-set'), 'demo-uno': join(out, 'uno') }
  for (const [i, [name, run]] of Object.entries(runs).entries()) {
    progress.line(
      `${i + 2}/4  training ${i === 0 ? 'without negatives' : 'with negatives (UNO)'}: recipe ${name}`,
    )
    const recipe = resolveRecipe(loadRecipe(name, settings))
    await runJob({ recipe, data: { data: benchmark }, run }, progress, true)
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
