/** The second half: streets → a segmenter → fine-tuned with pasted negatives → both tested on unseen things. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeStreetWorld } from '../../data/street/write-street.js'
import { encodePng } from '../../formats/png-write.js'
import { evaluatePixels } from '../../protocols/pixel/evaluate.js'
import { readKeptMaps } from '../../reports/pixel/kept-maps.js'
import { overlaySheet } from '../../reports/pixel/overlay-sheet.js'
import { writeReport } from '../../reports/report.js'
import { formatPixelResults } from '../../reports/tables.js'
import { bestCheckpoint } from '../../training/checkpoint.js'
import { loadRecipe, resolveRecipe } from '../../training/load-recipe.js'
import type { Progress } from '../progress.js'
import { runJob } from '../train-action.js'

export async function demoStreets(
  out: string,
  { seed, steps }: { seed: number; steps?: number },
  progress: Progress,
): Promise<void> {
  const world = join(out, 'world')
  progress.line(`1/4  drawing streets, things to paste and things on the road (seed ${seed}) in ${world}`)
  const benchmark = writeStreetWorld(world, { seed })
  const [closedSet, uno] = [join(out, 'closed-set'), join(out, 'uno')]
  const settings = [`seed=${seed}`, ...(steps === undefined ? [] : [`steps=${steps}`])]
  const training = async (recipe: string, run: string, from?: string) => {
    const resolved = resolveRecipe(loadRecipe(recipe, settings))
    await runJob({ recipe: resolved, data: { data: benchmark }, run, from }, progress, true)
  }
  progress.line('2/4  training a segmenter of the street: recipe demo-street-closed-set')
  await training('demo-street-closed-set', closedSet)
  if (process.exitCode) return
  progress.line('3/4  fine-tuning it with pasted negatives (UNO): recipe demo-street-uno')
  await training('demo-street-uno', uno, bestCheckpoint(closedSet))
  if (process.exitCode) return
  progress.line('4/4  testing on streets with cargo and with animals, neither of them ever seen')
  const runs = [closedSet, uno]
  for (const run of runs) {
    const results = await evaluatePixels({
      ...{ model: run, benchmark, bootstrap: 200, onEvent: event => progress.listen(event) },
    })
    progress.clear()
    process.stdout.write(`\n${run}\n${formatPixelResults([results], 'table')}`)
    for (const set of results.sets) {
      const shown = overlaySheet(set, path => readKeptMaps(join(run, 'evaluation', path)))
      if (shown) writeFileSync(join(run, 'evaluation', `${set.name}.png`), encodePng(shown))
    }
  }
  const reports = runs.map(run => writeReport(run))
  process.stdout.write(`
Above: a segmenter that only knows its eight classes; below: the same, fine-tuned with things pasted into its
streets. "cargo" are other things of that sort, "animals" are like nothing that it was shown.

reports to look at:  ${reports.join('\n                     ')}
overlays:            ${join(uno, 'evaluation', 'cargo.png')}, ${join(uno, 'evaluation', 'animals.png')}
your own scenes:     npx uno train demo-street-closed-set --data SCENES, then demo-street-uno with --negatives
`)
}
