import { expect, test } from 'vitest'
import { UserError } from '../../src/errors.js'
import { engineFacts, requireDevice, setThreads } from '../../src/torch/index.js'

test('a device that is there is taken', () => {
  expect(() => requireDevice('cpu')).not.toThrow()
})

test('computing is done by as many threads as were asked for', () => {
  const { threads } = engineFacts()
  setThreads(threads + 2)
  expect(engineFacts().threads).toBe(threads + 2)
  setThreads(threads)
  expect(engineFacts().threads).toBe(threads)
})

// On meta a tensor has no values, so that nothing can come of a training or an evaluation there.
test.each(['gpu', 'cuda:', 'CPU', '', 'meta'])('%j is no device', device => {
  expect(() => requireDevice(device)).toThrow(UserError)
})

test.skipIf(engineFacts().cuda)('without a GPU, cuda is refused with the remedy', () => {
  expect(() => requireDevice('cuda:1')).toThrow(/sees no GPU; set device=cpu/)
})
