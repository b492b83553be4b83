/** Batches of crops: scenes decoded, pasted into and augmented in other threads, ahead of need. */
import { Ahead } from '../../ahead.js'
import { type Loader, loader } from '../../data/index.js'
import type { LabelledScene, SceneItem, SceneSet } from '../../data/scenes/scene-set.js'
import { usableCores } from '../../machine.js'
import { WorkerPool } from '../../worker-pool.js'
import type { BatchSource } from '../batch-source.js'
import type { SceneBatch } from './batch.js'
import { orientedBatches } from './oriented-batches.js'
import type { ResolvedPixelRecipe } from './recipe.js'
import { type SampleSpec, type SampleTask, sampleMaker } from './sample-maker.js'

/** @param scenes that are trained on */
export function sceneSource(
  recipe: ResolvedPixelRecipe,
  spec: SampleSpec,
  scenes: SceneSet,
): BatchSource<SceneBatch> {
  const { batch, steps, epochSteps } = recipe
  const scenesOf = scenesByStep(recipe, scenes)
  let make: ReturnType<typeof sampleMaker> | undefined
  const pool = new WorkerPool<SampleTask, LabelledScene>({
    what: 'scene',
    file: new URL('./sample-worker.js', import.meta.url),
    // The training itself wants cores, too.
    threads: Math.max(1, Math.min(8, usableCores() - 1)),
    workerData: spec,
    inline: task => (make ??= sampleMaker(spec))(task),
  })
  const makeAll = async (step: number) =>
    Promise.all(scenesOf(step).map((index, position) => pool.run({ step, position, index })))
  const samples = new Ahead(step => (step < steps ? makeAll(step) : undefined))
  return {
    stepsPerEpoch: Math.min(steps, epochSteps),
    async ready(step) {
      const made = (await samples.at(step))!
      return () =>
        Array.from({ length: batch.accumulate }, (_, i) =>
          made.slice(i * batch.scenes, (i + 1) * batch.scenes),
        )
    },
    close: () => pool.close(),
  }
}

/** The scenes of a step, to be asked for in ascending order; whatever step is the first, the same. */
function scenesByStep(
  { batch, seed }: ResolvedPixelRecipe,
  { items }: SceneSet,
): (step: number) => readonly number[] {
  const [count, batchSize] = [items.length, batch.scenes]
  const order = loader({ count, batchSize, seed, purpose: 'scenes', lastBatch: 'continue' })
  const known: boolean[] = []
  const isLandscape = (i: number) => (known[i] ??= isWide(items[i]!))
  const isGrouped = batch.sameOrientation && batchSize > 1
  const passes = orientedBatches(endless(order), isGrouped ? isLandscape : () => true, batchSize)
  let made = 0
  return step => {
    if (made > step * batch.accumulate) throw new Error(`the scenes of step ${step} were asked for before`)
    for (; made < step * batch.accumulate; made++) passes.next()
    made += batch.accumulate
    return Array.from({ length: batch.accumulate }, () => passes.next().value!).flat()
  }
}

function* endless(order: Loader): Generator<number> {
  for (let batch = 0; ; batch++) yield* order.draw(batch).index
}

function isWide(item: SceneItem): boolean {
  const { width, height } = item.size?.() ?? item.load()
  return width > height
}
