/** Batches of crops: scenes decoded, pasted into and augmented in other threads, ahead of need. */
import { loader } from '../../data/index.js'
import type { LabelledScene } from '../../data/scenes/scene-set.js'
import { usableCores } from '../../machine.js'
import { WorkerPool } from '../../worker-pool.js'
import type { BatchSource } from '../batch-source.js'
import type { SceneBatch } from './batch.js'
import type { ResolvedPixelRecipe } from './recipe.js'
import { type SampleSpec, type SampleTask, sampleMaker } from './sample-maker.js'

/** Steps that are prepared beyond the one that is asked for; bounds the memory. */
const ahead = 2

/** @param count of the scenes that are trained on */
export function sceneSource(
  { batch, steps, epochSteps, seed }: ResolvedPixelRecipe,
  spec: SampleSpec,
  count: number,
): BatchSource<SceneBatch> {
  const perStep = batch.scenes * batch.accumulate
  const order = loader({ count, batchSize: perStep, seed, purpose: 'scenes', lastBatch: 'continue' })
  let make: ReturnType<typeof sampleMaker> | undefined
  const pool = new WorkerPool<SampleTask, LabelledScene>({
    what: 'scene',
    file: new URL('./sample-worker.js', import.meta.url),
    // The training itself wants cores, too.
    threads: Math.max(1, Math.min(8, usableCores() - 1)),
    workerData: spec,
    inline: task => (make ??= sampleMaker(spec))(task),
  })
  const begun = new Map<number, Promise<LabelledScene[]>>()
  const begin = (step: number) => {
    if (step >= steps || begun.has(step)) return
    const { index } = order.draw(step)
    const samples = Promise.all(
      Array.from(index, (scene, position) => pool.run({ step, position, index: scene })),
    )
    // It may fail long before it is asked for; only then is that an error.
    samples.catch(() => {})
    begun.set(step, samples)
  }
  let current: { step: number; samples: LabelledScene[] } | undefined
  return {
    stepsPerEpoch: Math.min(steps, epochSteps),
    async ready(step) {
      for (let next = step; next <= step + ahead; next++) begin(next)
      current = { step, samples: await begun.get(step)! }
      begun.delete(step)
    },
    batch(step) {
      if (current?.step !== step) throw new Error(`the batch of step ${step} was not waited for`)
      const { samples } = current
      return Array.from({ length: batch.accumulate }, (_, i) =>
        samples.slice(i * batch.scenes, (i + 1) * batch.scenes),
      )
    },
    close: () => pool.close(),
  }
}
