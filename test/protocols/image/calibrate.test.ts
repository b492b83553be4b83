import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openNamedSet } from '../../../src/data/index.js'
import { readCalibration } from '../../../src/methods/calibration.js'
import { standardPreprocessing } from '../../../src/models/index.js'
import { calibrate } from '../../../src/protocols/image/calibrate.js'
import { predict } from '../../../src/protocols/image/predict/predict.js'
import type { ResolvedRecipe } from '../../../src/training/recipe.js'
import { freshState, writeState } from '../../../src/training/training-state.js'
import { png, temporaryFolder, writeTree } from '../../data/fixtures.js'
import { tinyModel } from '../../models/tiny.js'

const inliers = (count: number, first = 0) =>
  writeTree(
    temporaryFolder(),
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i % 2}/${i}.png`, png(first + i, 6)])),
  )

test('the threshold is the ⌈(n + 1)·rate⌉-th smallest score, and that many of the n are accepted', async () => {
  const [model, data] = [tinyModel(), inliers(39)]
  const { path, calibration } = await calibrate({ model, data, acceptance: 0.9 })
  const { predictions } = await predict({ model, inputs: [data] })
  const scores = predictions.map(({ scores }) => scores.s_uno!).sort((a, b) => a - b)
  expect(path).toBe(join(model, 'calibration.json'))
  expect(calibration).toMatchObject({ method: 's_uno', acceptance: 0.9, data: { images: 39 } })
  expect(calibration.threshold).toBeCloseTo(scores[35]!, 6)
  expect(predictions.filter(({ outlier }) => !outlier)).toHaveLength(36)
  expect(readCalibration(model)).toEqual(calibration)
})

test('without an outlier class MSP decides; any method can', async () => {
  const [model, data] = [tinyModel({ outlierClass: false }), inliers(20)]
  const first = await calibrate({ model, data })
  expect(first.calibration.method).toBe('msp')
  const method = 'energy:temperature=2'
  const second = await calibrate({ model, data, method, overwrite: true })
  expect(second.calibration.method).toBe(method)
  const { decision, predictions } = await predict({ model, inputs: [data], acceptance: 0.5 })
  expect(decision.label).toBe(method)
  expect(predictions.filter(({ outlier }) => !outlier).length).toBe(Math.ceil(21 * 0.5))
})

test('refusals come before any computing', async () => {
  const model = tinyModel()
  // Without weights nothing could be computed.
  const weights = readFileSync(join(model, 'model.safetensors'))
  writeFileSync(join(model, 'model.safetensors'), '')
  const data = inliers(10)
  const refused = (job: object) => expect(calibrate({ model, data, ...job })).rejects
  const large = { preprocessing: { ...standardPreprocessing.cifar10, resize: 70, crop: 70 } }
  const damaged = writeTree(inliers(10), { 'c0/0.png': '<html>' })
  await refused({ model: tinyModel(large), data: damaged, acceptance: 0.5 }).toThrow(
    /; repair or remove them$/,
  )
  await refused({ acceptance: 0.95 }).toThrow('10 calibration inliers are too few to accept 0.95')
  await refused({ acceptance: 1 }).toThrow('expected one between 0 and 1')
  await refused({ acceptance: 0.5, device: 'tpu' }).toThrow('expected cpu, cuda or cuda:<number>')
  await refused({ acceptance: 0.5, method: 'odin' }).toThrow('unknown method "odin"')
  await refused({ acceptance: 0.5, data: join(data, 'absent') }).toThrow('no such file or folder')
  expect(existsSync(join(model, 'calibration.json'))).toBe(false)
  writeFileSync(join(model, 'model.safetensors'), weights)
  await calibrate({ model, data, acceptance: 0.5 })
  await refused({ acceptance: 0.5 }).toThrow('has a calibration.json already; --overwrite it')
})

test('a model folder that cannot be written is found before any computing', async () => {
  const [model, data] = [tinyModel(), inliers(10)]
  for (const folder of [model, data, join(data, 'c0'), join(data, 'c1')]) chmodSync(folder, 0o555)
  chmodSync(dirname(model), 0o755)
  const isRoot = process.getuid!() === 0
  if (isRoot) process.seteuid!(65534)
  const computed: string[] = []
  try {
    const onProgress = (message: string) => computed.push(message)
    await expect(calibrate({ model, data, acceptance: 0.5, onProgress })).rejects.toThrow(
      `${model}: cannot be written (EACCES at ${model}); choose another place`,
    )
  } finally {
    if (isRoot) process.seteuid!(0)
  }
  expect(computed).toEqual([])
})

test('a run that was trained on the images is told', async () => {
  const data = inliers(4)
  const run = temporaryFolder()
  const checkpoint = join(run, 'checkpoints/step-00000001')
  const model = tinyModel({ inlierClasses: 2, classNames: ['c0', 'c1'] })
  writeTree(run, {
    'recipe.json': '{}',
    'data.json': JSON.stringify({
      arguments: { data },
      inliers: { fingerprint: openNamedSet(data).fingerprint() },
    }),
    'checkpoints/step-00000001/config.json': readFileSync(join(model, 'config.json')),
    'checkpoints/step-00000001/model.safetensors': readFileSync(join(model, 'model.safetensors')),
  })
  writeState(checkpoint, { ...freshState(), recipe: {} as ResolvedRecipe, optimiserSteps: 0, files: {} })
  const warnings: string[] = []
  const onWarning = (message: string) => warnings.push(message)
  const calibrated = (data: string) =>
    calibrate({ model: run, data, acceptance: 0.5, overwrite: true, onWarning })
  const { path, calibration } = await calibrated(data)
  expect(path).toBe(join(checkpoint, 'calibration.json'))
  expect(warnings).toEqual([`${data}: training was given these images, so the guarantee does not hold`])
  expect(calibration.data.trainedOn).toBe(4)
  // Other images under the same names, but for one.
  const other = inliers(4, 100)
  writeFileSync(join(other, 'c0/0.png'), readFileSync(join(data, 'c0/0.png')))
  const mixed = await calibrated(other)
  expect(warnings[1]).toBe(`${other}: training was given 1 of these 4 images, so the guarantee does not hold`)
  expect(mixed.calibration.data.trainedOn).toBe(1)
  const { decision } = await predict({ model: run, inputs: [data] })
  expect(decision.trainedOn).toBe(true)
  const clean = await calibrated(inliers(4, 100))
  expect(warnings).toHaveLength(2)
  expect(clean.calibration.data).not.toHaveProperty('trainedOn')
  rmSync(data, { recursive: true })
  const all: string[] = []
  const again = { model: run, data: inliers(4, 100), acceptance: 0.5, overwrite: true }
  await calibrate({ ...again, onWarning: line => all.push(line) })
  expect(all.at(-1)).toMatch(/^whether training was given these images could not be seen: .*no such file/)
})

test('classes that the model lacks are told', async () => {
  const warnings: string[] = []
  const data = writeTree(temporaryFolder(), {
    ...Object.fromEntries([0, 1, 2, 3].map(i => [`horse/${i}.png`, png(i, 6)])),
    'horse/scan.tif': 'II*',
  })
  await calibrate({ model: tinyModel(), data, acceptance: 0.5, onWarning: line => warnings.push(line) })
  expect(warnings).toEqual([
    `${data}: passed over 1 × .tif: of kinds that are not read (jpg, jpeg, png, webp, gif, bmp are); convert them`,
    `${data}: has 1 class that the model lacks (horse); all its images are taken for inliers`,
  ])
})
