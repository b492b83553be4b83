/** Predictions for images: label, confidence, scores, and whether each is an outlier. */
import { join } from 'node:path'
import { fileDigest } from '../../../data/file-digest.js'
import { UserError } from '../../../errors.js'
import { defaultMaxPixels } from '../../../formats/pixels.js'
import { defaultMethods } from '../../../methods/index.js'
import { loadClassifier, readClassifierConfig } from '../../../models/index.js'
import { requireDevice } from '../../../torch/index.js'
import { modelFolderOf } from '../../model-folder-of.js'
import { moduleDigests } from '../../module-digests.js'
import { openInputs } from '../../predict/inputs.js'
import { outputNames } from '../../predict/output-names.js'
import {
  checkedHeader,
  choicesOf,
  type Decoding,
  describeFailures,
  type Failure,
  failureOf,
} from '../../predict/picture.js'
import { checkPlace, refuseInputs } from '../../predict/place.js'
import { Results, resultFiles } from '../../predict/results.js'
import { resumable } from '../../resumable.js'
import { fitDetectors } from '../scoring.js'
import { readyDetectors } from '../scoring-choice.js'
import { type Decision, decide } from './decision.js'
import type { PredictJob, PredictSummary } from './job.js'
import { lines } from './prediction.js'
import { predictImages } from './run.js'

/**
 * @throws UserError before the model is loaded if anything about inputs, model, method, threshold, or place is
 *   wrong; later, without `keepGoing`, at images that cannot be read: what was predicted stays in `out`
 */
export async function predict(job: PredictJob): Promise<PredictSummary> {
  const prepared = await prepare(job)
  const { images, model, chosen, decision, decoding } = prepared
  const early = checkAll(prepared, job.keepGoing)
  const unreadable = new Set(early.map(({ file }) => file))
  const loaded = loadClassifier(model)
  loaded.model.to({ memoryFormat: 'channels_last', device: job.device ?? 'cpu' })
  const results =
    job.out === undefined ? undefined : new Results(job.out, aboutOf(prepared, job), images, job, lines)
  const { predictions, failures } = await resumable(job.out, async () => {
    const predicted = await predictImages(
      images.filter(({ file }) => !unreadable.has(file)),
      { job, loaded, detectors: fitDetectors(chosen, undefined), decision, decoding, results },
    )
    results?.finish(images.map(({ file }) => file))
    return predicted
  })
  return { predictions, failures: [...early, ...failures], decision, decoding }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

/** Everything that can be found out without libtorch and without reading a picture. */
async function prepare(job: PredictJob) {
  requireDevice(job.device ?? 'cpu')
  const { images, folders, remarks } = openInputs(job.inputs, job.list)
  for (const line of remarks) job.onWarning?.(line)
  const model = modelFolderOf(job.model)
  const config = readClassifierConfig(model)
  const asked = decide(model, config, job)
  const methods = [...new Set([...defaultMethods(config.outlierClass), asked.method])]
  const chosen = await readyDetectors(methods, config)
  const decision: Decision = { ...asked, label: chosen[methods.indexOf(asked.method)]!.label }
  if (job.out === undefined && (job.dump || job.resume))
    throw new UserError(`--${job.dump ? 'dump' : 'resume'} needs --out, the folder of the results`)
  if (job.out !== undefined) checkPlace(job.out, folders, job)
  const names = images.map(({ name }) => name)
  const reserved = Object.values(resultFiles)
  const outputs = job.dump ? outputNames(names, '.safetensors', reserved) : []
  if (job.out !== undefined)
    refuseInputs(
      job.out,
      [...reserved, ...outputs],
      images.map(({ file }) => file),
    )
  const { maxPixels = defaultMaxPixels, tolerateTruncated, ignoreOrientation } = job
  const { policy } = config.preprocessing
  const decoding: Decoding = { policy, maxPixels, tolerateTruncated, ignoreOrientation }
  return {
    images: images.map((image, i) => ({ ...image, output: outputs[i] })),
    ...{ model, decision, chosen, decoding },
  }
}

/** Looks at the header of every image. */
function checkAll({ images, decoding }: Prepared, keepGoing = false): Failure[] {
  const failures = images.flatMap(({ file }) => failureOf(file, () => checkedHeader(file, decoding)) ?? [])
  if (failures.length === 0 || keepGoing) return failures
  throw new UserError(`${describeFailures(failures, images.length)} (--keep-going leaves them out)`)
}

const aboutOf = ({ model, chosen, decision, decoding }: Prepared, { dump = [] }: PredictJob) => ({
  weights: fileDigest(join(model, 'model.safetensors')),
  config: fileDigest(join(model, 'config.json')),
  decoding: choicesOf(decoding),
  methods: chosen.map(({ label }) => label),
  modules: moduleDigests(chosen),
  decides: decision.label,
  threshold: decision.threshold ?? null,
  dump: [...dump],
})
