/** What the cases of whole segmenters check: the import of their weights, stages, predictions, maps. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { toFloat64Array } from '../../src/formats/index.js'
import { importSegmenter, type LoadedSegmenter, prepareScenes } from '../../src/models/index.js'
import { scoreMaps, semanticMaps } from '../../src/nn/index.js'
import { noGrad, openScope, ops, Tensor } from '../../src/torch/index.js'
import { expectFile, tensorsOf } from './golden-tensors.js'
import { type GoldenCase, type Procedure, procedure } from './procedure.js'
import { inlierClassesOf, segmenterConfigOf } from './segmentation-config.js'

export const segmenterProcedure = (kind: string): Procedure =>
  procedure({
    kind,
    parts: golden => ({
      'import, stages, predictions, maps': () => check(golden),
    }),
  })

/** The weights that a case has, or names in another folder; without that, in our copy. */
function weightsFile({ folder, json }: GoldenCase): string {
  const [own] = ['weights.pth', 'weights.pkl'].filter(file => file in json.files)
  const path = join(folder, own ?? json.weights)
  if (existsSync(path)) return path
  return join(import.meta.dirname, '../goldens/segmentation/case', json.weights)
}

/** Imported as `uno import` does; what the tensors do not tell is taken from the case. */
export function caseModel(golden: GoldenCase, options: { addOutlierClass?: boolean } = {}): LoadedSegmenter {
  const { config } = golden.json
  const expected = segmenterConfigOf(config)
  const { heads, encoderHeads, normGroups, sizeDivisibility, preprocessing } = expected
  const overrides = { heads, encoderHeads, normGroups, sizeDivisibility, preprocessing }
  const K = weightClasses(golden)
  const loaded = importSegmenter(weightsFile(golden), { classes: K, config: overrides, ...options })
  const { backbone, source: _s, classColours: _c, classNames: _n, ...sizes } = loaded.config
  const { backbone: wanted, classNames: _m, ...rest } = expected
  if (!options.addOutlierClass && config.K !== undefined) expect(sizes).toEqual(rest)
  expect(backbone).toMatchObject(
    wanted.type === 'swin' ? { ...wanted, dropPath: expect.any(Number) } : { ...wanted },
  )
  return loaded
}

/** K of the weights; a stage's case says only how many logits there are. */
function weightClasses({ json }: GoldenCase): number {
  const { config } = json
  return config.K === undefined ? config.logits - 1 : inlierClassesOf(config)
}

function check(golden: GoldenCase): void {
  using _ = openScope()
  const { model, config } = caseModel(golden)
  const images = tensorsOf(golden, 'images.safetensors')
  const names = [...images.keys()]
  const pictures = names.map(name => pictureOf(Tensor.fromArray(images.get(name)!)))
  const { input, geometry } = prepareScenes(pictures, config)
  const seen = new Map<string, Tensor>()
  const output = noGrad(() => model.forward(input, { observe: (name, tensor) => seen.set(name, tensor) }))
  expectFile(golden, 'stages.safetensors', seen)
  expectFile(golden, 'outputs.safetensors', seen)
  const unobserved = noGrad(() => model.forward(input))
  for (const part of ['maskLogits', 'classLogits', 'preLogits'] as const) {
    expect(unobserved[part].toFloat64Array(), part).toEqual(output[part].toFloat64Array())
  }
  expect(unobserved.auxiliary).toEqual([])
  const maps = new Map<string, Tensor>()
  for (const [i, name] of names.entries()) {
    const wanted = wantedSizes(golden, name, geometry[i]!.size)
    for (const [form, size] of wanted) {
      const made = mapsOf(
        output.maskLogits.select(0, i),
        output.classLogits.select(0, i),
        config.inlierClasses,
        {
          ...geometry[i]!,
          size,
        },
      )
      for (const [what, map] of Object.entries(made)) maps.set(`${name}.${form}.${what}`, map)
    }
  }
  expectFile(golden, 'maps.safetensors', maps)
}

/** `[3, H, W]` uint8 → a picture as decoders give it */
function pictureOf(image: Tensor) {
  const [, height, width] = image.shape as [number, number, number]
  return { height, width, data: image.permute([1, 2, 0]).contiguous().toUint8Array() }
}

type Size = readonly [number, number]

/** `same` is the image's own size; that of `resized` shows in the maps. */
function wantedSizes(golden: GoldenCase, image: string, own: Size): Map<string, Size> {
  const sizes = new Map<string, Size>()
  for (const [name, { shape }] of tensorsOf(golden, 'maps.safetensors')) {
    const [first, form] = name.split('.') as [string, string]
    if (first === image) sizes.set(form, form === 'same' ? own : [shape.at(-2)!, shape.at(-1)!])
  }
  return sizes
}

/** The maps of a segmenter, by the names of the cases. */
export function mapsOf(
  maskLogits: Tensor,
  classLogits: Tensor,
  K: number,
  geometry: Parameters<typeof scoreMaps>[2],
): Record<string, Tensor> {
  const p = classLogits.softmax(-1)
  const C = p.shape[1]!
  const uncertainty = p.narrow(1, 0, K).amax(1).neg()
  const outlier = C > K + 1 ? p.select(1, K) : ops.zeros_like(uncertainty)
  const best = p.narrow(1, 0, C - 1).amax(1)
  const [sUnc, sNO, sUno, eam] = [uncertainty, outlier, uncertainty.add(outlier), best].map(weights =>
    scoreMaps(maskLogits, weights.unsqueeze(0), geometry).select(0, 0),
  ) as [Tensor, Tensor, Tensor, Tensor]
  const S = semanticMaps(
    maskLogits,
    p
      .narrow(1, 0, C - 1)
      .transpose(0, 1)
      .contiguous(),
    geometry,
  )
  const inliers = S.narrow(0, 0, K)
  return {
    sem_seg: S,
    semantic: inliers.argmax(0).to('uint8'),
    s_unc: sUnc,
    s_no: sNO,
    s_uno: sUno,
    eam_official: eam.neg().add(1),
    rba: ops.tanh(inliers).sum(0).neg(),
    neg_max_sem: inliers.amax(0).neg(),
    energy: inliers.logsumexp(0).neg(),
  }
}

/** The surgery: rows of the class layer, and the maps right after it. */
export function checkSurgery(golden: GoldenCase): void {
  using _ = openScope()
  const { model, config } = caseModel(golden, { addOutlierClass: true })
  expect(config.outlierClass).toBe(true)
  const before = caseModel(golden).model.stateDict()
  const after = tensorsOf(golden, 'after.safetensors')
  for (const [name, tensor] of model.stateDict()) {
    const expected = after.get(name)
    const values = expected ? toFloat64Array(expected) : before.get(name)!.toFloat64Array()
    expect(tensor.toFloat64Array(), name).toEqual(values)
  }
  const file = join(golden.folder, '../closedset/images.safetensors')
  const folder = existsSync(file)
    ? join(golden.folder, '../closedset')
    : join(import.meta.dirname, '../goldens/segmentation/closedset')
  const image = Tensor.fromArray(tensorsOf({ ...golden, folder }, 'images.safetensors').get('image0')!)
  const { input, geometry } = prepareScenes([pictureOf(image)], config)
  const { maskLogits, classLogits } = noGrad(() => model.forward(input))
  expect(classLogits.select(2, config.inlierClasses).abs().amax().item()).toBe(0)
  const maps = mapsOf(maskLogits.select(0, 0), classLogits.select(0, 0), config.inlierClasses, geometry[0]!)
  expectFile(golden, 'outputs.safetensors', new Map(Object.entries({ ...maps, pred_logits: classLogits })))
}
