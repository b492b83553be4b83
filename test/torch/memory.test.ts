import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { liveTensors, ops, scope, Tensor } from '../../src/torch/index.js'
import { collect } from '../held-bytes.js'

/** Waits until everything that nobody refers to is freed; gives what is left. */
async function settled(): Promise<number> {
  for (let last = -1; last !== liveTensors(); ) {
    last = liveTensors()
    collect()
    await setImmediate()
  }
  return liveTensors()
}

/** The most tensors that are alive at a time while `make` makes 120 that are forgotten at once. */
async function mostAlive(make: () => void): Promise<number> {
  const before = await settled()
  let most = 0
  for (let i = 0; i < 120; i++) {
    make()
    most = Math.max(most, liveTensors() - before)
    await setImmediate()
  }
  return most
}

test('a tensor that nobody refers to any more is freed by the collector', async () => {
  const before = await settled()
  for (let i = 0; i < 10; i++) ops.empty([2])
  const kept = Tensor.fromTyped(Float32Array.of(7))
  expect(liveTensors() - before).toBe(11)
  expect((await settled()) - before).toBe(1)
  expect(kept.item()).toBe(7)
})

test('the collector is told what tensors weigh: large ones make it run, small ones do not', async () => {
  const large = () => void ops.empty([8e6])
  expect(await mostAlive(large)).toBeLessThan(80)
  expect(await mostAlive(() => void ops.empty([8]))).toBe(120)
})

test('so it is of those that leave a scope, and not of those that a scope frees', async () => {
  const left = () => void scope(() => ops.empty([8e6]))
  expect(await mostAlive(left)).toBeLessThan(80)
  // Were they told and not taken back, the collector would have no rest.
  const bystanders = await mostAlive(() => {
    scope(() => void ops.empty([8e6]))
    ops.empty([8])
  })
  expect(bystanders).toBe(120)
})

test('a tensor that was freed by hand is not freed again by the collector', async () => {
  await settled()
  for (let i = 0; i < 10; i++) ops.empty([2]).dispose()
  // They take the places of those that were freed.
  const others = Array.from({ length: 10 }, (_, i) => Tensor.fromTyped(Float32Array.of(i)))
  const live = liveTensors()
  expect(await settled()).toBe(live)
  expect(others.map(other => other.item())).toEqual(others.map((_, i) => i))
})
