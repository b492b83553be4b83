/** Class maps and anomaly maps of images, at their own size. */
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { counted } from '../../../counted.js'
import { fileDigest } from '../../../data/file-digest.js'
import { UserError } from '../../../errors.js'
import { type LoadedSegmenter, loadSegmenter } from '../../../models/index.js'
import { moduleDigests } from '../../module-digests.js'
import { choicesOf, describeFailures, type Failure } from '../../predict/picture.js'
import { Results } from '../../predict/results.js'
import { resumable } from '../../resumable.js'
import type { PixelPredictJob, PixelPredictSummary } from './job.js'
import { predictOne } from './predict-one.js'
import { type PixelPrediction, pixelLines } from './prediction.js'
import { checkAll, type NamedInput, type PreparedPrediction, preparePrediction } from './prepare.js'

/**
 * @throws UserError before the model is loaded if anything about inputs, sizes, model, method, threshold or place is
 *   wrong; later, without `keepGoing`, at images that cannot be read: what was predicted stays in `out`
 */
export async function predictPixels(job: PixelPredictJob): Promise<PixelPredictSummary> {
  const prepared = await preparePrediction(job)
  const { images, decision, model } = prepared
  const early = checkAll(prepared, job)
  const unreadable = new Set(early.map(({ file }) => file))
  const loaded = loadSegmenter(model)
  loaded.model.to({ memoryFormat: 'channels_last', device: job.device ?? 'cpu' })
  const sources = images.map(({ file, base }) => ({ file, output: base }))
  const results =
    job.out === undefined ? undefined : new Results(job.out, aboutOf(prepared, job), sources, job, pixelLines)
  const wanted = images.filter(({ file }) => !unreadable.has(file))
  const { predictions, failures } = await resumable(job.out, async () => {
    const predicted = await predictAll(wanted, results, loaded, prepared, job)
    results?.finish(images.map(({ file }) => file))
    return predicted
  })
  return { predictions, failures: [...early, ...failures], decision }
}

type Predicted = Omit<PixelPredictSummary, 'decision'>

async function predictAll(
  wanted: readonly NamedInput[],
  results: Results<PixelPrediction> | undefined,
  loaded: LoadedSegmenter,
  prepared: PreparedPrediction,
  job: PixelPredictJob,
): Promise<Predicted> {
  const predictions: PixelPrediction[] = []
  const failures: Failure[] = []
  for (const [i, image] of wanted.entries()) {
    const earlier = results?.get(image.file)
    const made = earlier ?? (await predictOne(image, loaded, prepared, job))
    if ('reason' in made) {
      if (!job.keepGoing) throw stopped(made, prepared.images.length, results !== undefined, job)
      failures.push(made)
    } else {
      if (!earlier) results?.add([made])
      predictions.push(made)
      job.onPrediction?.(made)
    }
    job.onProgress?.(`${i + 1} of ${counted(wanted.length, 'image')}`)
    // Lets output flow and signals be heard.
    await setImmediate()
  }
  return { predictions, failures }
}

const aboutOf = (
  { model, label, decision, range, chosen, decoding }: PreparedPrediction,
  job: PixelPredictJob,
) => ({
  weights: fileDigest(join(model, 'model.safetensors')),
  config: fileDigest(join(model, 'config.json')),
  decoding: choicesOf(decoding),
  precision: job.precision ?? 'float32',
  device: job.device ?? 'cpu',
  methods: chosen.map(one => one.label),
  modules: moduleDigests(chosen),
  decides: label,
  threshold: decision.threshold ?? null,
  dump: [...(job.dump ?? [])],
  range: [...range],
  tiling: job.tiling ?? null,
})

function stopped(failure: Failure, count: number, kept: boolean, { out }: PixelPredictJob): UserError {
  const remedy = kept ? `; what was predicted is in ${out}, --resume goes on` : ''
  return new UserError(`${describeFailures([failure], count)} (--keep-going leaves them out${remedy})`)
}
