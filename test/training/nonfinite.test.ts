import { expect, test } from 'vitest'
import { readSafetensors, toFloat32Array } from '../../src/formats/index.js'
import { checkpointsOf, runPaths } from '../../src/runs/run-folder.js'
import { damageOf, readState } from '../../src/training/training-state.js'
import { eventsOf } from './program.js'
import { contentOf, refusal, trainHere, workshop } from './runs.js'

const { job, place } = workshop('nonfinite')
const diverging = ['optimiser.lr=1e30', 'schedule.name=constant']

test('a rate of 1e30 stops training at the step, naming step, loss, rate and tensor', async () => {
  const message = await refusal(trainHere(job('diverging', ...diverging)))
  expect(message).toMatch(
    /^FaultError: step 2: loss "ce" is NaN at learning rate 1\.00e\+30; first tensor that is not finite: [\w.]+(running_mean|running_var); lower optimiser\.lr, set clip, or allow some with skipNonfinite$/,
  )
  // The step before was still finite; it is told, the bad one is not.
  expect(eventsOf(place('diverging')).filter(event => event.type === 'step')).toHaveLength(1)
})

test('each term of the objective is named by its own name', async () => {
  const fields = ['objective.name=outlier-exposure', 'objective.options={"lambda":1e39}']
  expect(await refusal(trainHere(job('terms', ...fields)))).toMatch(
    /^FaultError: step 1: loss "oe" is Infinity at learning rate 0\.0500; first tensor that is not finite: gradient of [\w.]+;/,
  )
})

test('weights that are finite but give no finite outputs are noticed in validation', async () => {
  const message = await refusal(trainHere(job('validation', ...diverging, 'skipNonfinite=5')))
  expect(message).toBe('FaultError: validation after step 6: loss is NaN; lower optimiser.lr, or set clip')
})

const withoutValidation = [...diverging, 'validation.inliers=0', 'validation.negativeClasses=0']

test('the last good checkpoint stays as it was', async () => {
  const run = place('late')
  let before = {}
  const training = trainHere(job('late', ...withoutValidation, 'checkpoint.everyMinutes=1e-9'), event => {
    if (event.type === 'checkpoint') before = contentOf(runPaths(run).checkpoints)
    return false
  })
  expect(await refusal(training)).toMatch(/^FaultError: step 2: /)
  expect(checkpointsOf(run)[0]).toMatchObject({ step: 1 })
  expect(contentOf(runPaths(run).checkpoints)).toEqual(before)
  for (const { path } of checkpointsOf(run)) expect(damageOf(path)).toBeUndefined()
})

test('weights that the very last update made infinite become no model', async () => {
  const fields = ['optimiser.lr=1e39', 'schedule.name=constant', 'epochs=1', 'batch.inliers=60']
  const message = await refusal(trainHere(job('last', ...fields, ...withoutValidation.slice(2))))
  expect(message).toMatch(
    /^FaultError: weights after step 1: [\w.]+ is not finite, and no checkpoint is made of it; lower optimiser\.lr, or set clip$/,
  )
  expect(checkpointsOf(place('last'))).toEqual([])
})

test('as many steps as the recipe allows are skipped, counted over a resume, and leave the weights alone', async () => {
  const fields = [...withoutValidation, 'skipNonfinite=8', 'epochs=3']
  const run = place('skipping')
  let skipped = 0
  const { warnings } = await trainHere(
    job('skipping', ...fields),
    event => event.type === 'warning' && ++skipped === 5,
  )
  expect(warnings.at(-1)).toMatch(/^step 6: .*; the step was skipped \(5 of at most 8\)$/)
  expect(readState(checkpointsOf(run)[0]!.path)).toMatchObject({ step: 6, skipped: 5 })
  const again = trainHere({ ...job('skipping', ...fields), resume: true })
  expect(await refusal(again)).toMatch(/^FaultError: step 10: .* \(8 steps were skipped before\)/)
  // The forward passes of skipped steps would have made NaN of the running statistics.
  const { tensors } = readSafetensors(`${checkpointsOf(run)[0]!.path}/model.safetensors`)
  for (const [name, tensor] of tensors)
    if (tensor.dtype === 'float32') expect(toFloat32Array(tensor).every(Number.isFinite), name).toBe(true)
})
