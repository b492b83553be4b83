import { expect, test } from 'vitest'
import { UserError } from '../../src/errors.js'
import { engineFacts, requireDevice } from '../../src/torch/index.js'

test('devices that are there are taken', () => {
  for (const device of ['cpu', 'meta']) expect(() => requireDevice(device)).not.toThrow()
})

test.each(['gpu', 'cuda:', 'CPU', ''])('%j is no device', device => {
  expect(() => requireDevice(device)).toThrow(UserError)
})

test.skipIf(engineFacts().cuda)('without a GPU, cuda is refused with the remedy', () => {
  expect(() => requireDevice('cuda:1')).toThrow(/sees no GPU; set device=cpu/)
})
