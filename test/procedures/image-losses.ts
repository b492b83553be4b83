import { join } from 'node:path'
import { expect } from 'vitest'
import { type NDArray, readSafetensors } from '../../src/formats/index.js'
import { objectiveByName } from '../../src/methods/index.js'
import { cosine, crossEntropyToUniform } from '../../src/nn/index.js'
import { openScope, Tensor } from '../../src/torch/index.js'
import { expectTensor, expectValues, type Tolerance } from './expect-tensor.js'
import { partsOrPending } from './pending.js'
import { type GoldenCase, procedure } from './procedure.js'

const kind = 'image/losses'

export default procedure({
  kind,
  parts({ folder, json }) {
    const inputs = readSafetensors(join(folder, 'inputs.safetensors')).tensors
    const expected = readSafetensors(join(folder, 'expected.safetensors')).tensors
    const terms = partsOrPending(kind, Object.keys(json.terms), name => {
      const loss = lossOf(name)
      return loss && (() => checkTerm(name, loss, inputs, expected, json.tolerance))
    })
    return { ...terms, cosine_lr: () => checkCosine(json) }
  },
})

type Leaf = (name: string) => Tensor

/** The loss of a name, as a function of the case's inputs. */
function lossOf(name: string): ((leaf: Leaf) => Tensor) | undefined {
  const [, lambda] = /^uno_separate_([\d.]+)$/.exec(name) ?? []
  if (lambda) return leaf => joint(leaf, 'uno', '_k1', { form: 'separate', lambda: Number(lambda) })
  return known[name]
}

const known: Record<string, (leaf: Leaf) => Tensor> = {
  ce(leaf) {
    const [logits, labels] = [leaf('id_logits'), leaf('id_labels')]
    return sum('closed-set', { logits, labels, inlierClasses: logits.shape[1]! }, {})
  },
  oe_term: leaf => crossEntropyToUniform(leaf('oe_logits')),
  oe_total: leaf => joint(leaf, 'outlier-exposure', '', {}),
  uno_joint: leaf => joint(leaf, 'uno', '_k1', {}),
}

/** An objective on the inliers' and the negatives' logits in one batch. */
function joint(leaf: Leaf, objective: string, suffix: string, options: object): Tensor {
  const logits = Tensor.cat([leaf(`id_logits${suffix}`), leaf(`oe_logits${suffix}`)])
  const inlierClasses = logits.shape[1]! - (objective === 'uno' ? 1 : 0)
  return sum(objective, { logits, labels: leaf('id_labels'), inlierClasses }, options)
}

function sum(
  name: string,
  batch: Parameters<ReturnType<typeof objectiveByName>['losses']>[0],
  options: object,
) {
  const objective = objectiveByName(name)
  const losses = objective.losses(batch, objective.options.parse(options))
  return Object.values(losses).reduce((total, loss) => total.add(loss))
}

function checkTerm(
  name: string,
  loss: (leaf: Leaf) => Tensor,
  inputs: ReadonlyMap<string, NDArray>,
  expected: ReadonlyMap<string, NDArray>,
  tolerance: Record<'value' | 'grad', Tolerance>,
): void {
  using _ = openScope()
  const leaves = new Map<string, Tensor>()
  const leaf: Leaf = key => {
    const tensor = leaves.get(key) ?? Tensor.fromArray(inputs.get(key)!)
    if (tensor.dtype !== 'int64') tensor.requiresGrad_()
    leaves.set(key, tensor)
    return tensor
  }
  const value = loss(leaf)
  expectTensor(value.detach(), expected.get(`${name}/value`)!, tolerance.value, `${name}/value`)
  value.backward()
  const prefix = `${name}/grad_`
  const gradients = [...expected].filter(([key]) => key.startsWith(prefix))
  expect(gradients.length, `${name}: gradients to check`).toBeGreaterThan(0)
  for (const [key, gradient] of gradients)
    expectTensor(leaves.get(key.slice(prefix.length))!.grad!, gradient, tolerance.grad, key)
}

/** Keys say epochs and batches: `cifar_e100_l391`; values are pairs of step and rate, from step 0. */
function checkCosine({ cosine_lr, tolerance }: GoldenCase['json']): void {
  const { rule: _, ...schedules } = cosine_lr as Record<string, [number, number][]>
  for (const [name, pairs] of Object.entries(schedules)) {
    const [, epochs, batches] = /_e(\d+)_l(\d+)$/.exec(name)!.map(Number)
    const [, first] = pairs[0]!
    const rates = pairs.map(([step]) => first * cosine(1e-6 / first)(step, epochs! * batches!))
    expectValues(
      rates,
      pairs.map(([, rate]) => rate),
      tolerance.value,
      name,
    )
  }
}
