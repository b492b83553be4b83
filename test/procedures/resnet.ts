/** What the cases of both ResNets check: pictures, weights from files or by rule, outputs and scores. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type NDArray, readSafetensors, toFloat64Array } from '../../src/formats/index.js'
import { chooseDetector, type Outputs } from '../../src/methods/index.js'
import { importCheckpoint, loadWeights, ResNet18, type ResNetArch } from '../../src/models/index.js'
import { noGrad, openScope, Tensor } from '../../src/torch/index.js'
import { expectTensor, expectValues, type Tolerance } from './expect-tensor.js'
import { type GoldenCase, type Parts, type Procedure, procedure } from './procedure.js'
import { caseInput, imageParts } from './resnet-images.js'
import { ruledWeights } from './ruled-weights.js'

export const resnetProcedure = (arch: ResNetArch): Procedure =>
  procedure({
    kind: `image/${arch}`,
    parts: golden => ({
      ...(golden.json.images && imageParts(golden)),
      ...(golden.json.rule ? ruledParts(golden, arch) : fileParts(golden, arch)),
    }),
  })

/** Each form of the weights file, imported as `uno import` does. */
function fileParts(golden: GoldenCase, arch: ResNetArch): Parts {
  const { folder, json } = golden
  const { inlier_classes_K: classes, outputs, widths } = json.config
  const check = async (file: string) => {
    using _ = openScope()
    const { model, config } = importCheckpoint(join(folder, file), { classes })
    const expected = { arch, width: widths[0], inlierClasses: classes, outlierClass: outputs > classes }
    expect(config).toMatchObject(expected)
    await checkOutputs(golden, model, caseInput(golden))
  }
  const files = Object.keys(json.files).filter(file => file.startsWith('weights'))
  return Object.fromEntries(files.map(file => [`${file}: features, logits, scores`, () => check(file)]))
}

function ruledParts(golden: GoldenCase, arch: ResNetArch): Parts {
  const { json } = golden
  return {
    'weights by rule'() {
      const weights = ruledWeights(json)
      for (const [name, samples] of Object.entries<number[]>(json.weight_samples_first4_and_last)) {
        const values = toFloat64Array(weights.get(name)!)
        expect([...values.subarray(0, 4), values.at(-1)], name).toEqual(samples)
      }
    },
    async 'features, logits, scores'() {
      using _ = openScope()
      const weights = ruledWeights(json)
      const width = weights.get('conv1.weight')!.shape[0]!
      const model = new ResNet18({ arch, width, outputs: json.config.outputs })
      expect([...model.stateDict()].map(([name, { shape }]) => [name, [...shape]])).toEqual(
        json.keys_in_order,
      )
      loadWeights(model, weights, 'weights by rule')
      await checkOutputs(golden, model.eval(), inputOf(golden, arch))
    },
  }
}

/** The input of a case without pictures: given, or that of the case `../narrow`; without it, of our copy. */
function inputOf({ folder }: GoldenCase, arch: ResNetArch): Tensor {
  const given = expectedOf(folder).get('input')
  if (given) return Tensor.fromArray(given)
  const own = join(import.meta.dirname, '../goldens/image', arch, 'narrow')
  const beside = join(folder, '../narrow')
  const narrow = existsSync(join(beside, 'case.json')) ? beside : own
  return caseInput({ folder: narrow, json: JSON.parse(readFileSync(join(narrow, 'case.json'), 'utf8')) })
}

const expectedOf = (folder: string): Map<string, NDArray> =>
  readSafetensors(join(folder, 'expected.safetensors')).tensors

interface Tolerances {
  features: Tolerance
  logits: Tolerance
  scores: Tolerance
}

/** Every tensor that the case expects is one that we know and have. */
async function checkOutputs({ folder, json }: GoldenCase, model: ResNet18, input: Tensor): Promise<void> {
  const { inlier_classes_K: K, clip_threshold: clip } = json.config
  const tolerances: Tolerances = json.tolerance
  const [list, { features, logits }] = noGrad(() => [model.featureList(input), model.forward(input)] as const)
  const shapes = json.feature_list_shapes
  if (shapes) expect(list.map(({ shape }) => [...shape])).toEqual(shapes)
  for (const [name, expected] of expectedOf(folder)) {
    const [, entry] = /^feature_list\.(\d)\.mean_per_channel$/.exec(name) ?? []
    if (name === 'input') expectTensor(input, expected, {}, name)
    else if (name === 'features') expectTensor(features, expected, tolerances.features, name)
    else if (name === 'logits') expectTensor(logits, expected, tolerances.logits, name)
    else if (name === 'logits_clipped_features')
      expectTensor(
        noGrad(() => model.classify(features.clamp(null, clip))),
        expected,
        tolerances.logits,
        name,
      )
    else if (entry) expectTensor(list[Number(entry)]!.mean([2, 3]), expected, tolerances.features, name)
    else await checkScore(name, expected, { logits, features, inlierClasses: K }, tolerances.scores)
  }
}

/** OpenOOD's post-processors by our names. */
const detectorOf: Record<string, string> = { msp: 'msp', mls: 'max-logit', ebo: 'energy' }

/** `s_uno`, `conf_msp_alllogits` (our score with the other sign), `pred_ebo_alllogits`, `pred_inlier`. */
async function checkScore(name: string, expected: NDArray, outputs: Outputs, tolerance: Tolerance) {
  const { logits, inlierClasses: K } = outputs
  const [, what, processor, over] = /^(conf|pred)_(\w+?)(?:_(all|inlier)logits)?$/.exec(name) ?? []
  if (what === 'pred') {
    const classes = over === 'all' ? logits : logits.narrow(1, 0, K)
    expectValues(classes.argmax(1).toFloat64Array(), toFloat64Array(expected), {}, name)
    return
  }
  const spec = what ? `${detectorOf[processor!]}:over=${over === 'all' ? 'all' : 'inliers'}` : name
  const { detector, options } = await chooseDetector(spec)
  const score = detector.score(outputs, options, undefined)
  expectTensor(what ? score.neg() : score, expected, tolerance, name)
}
