/** Where tensors are made when nobody says where. */
import type { Device } from './dtype.js'
import { Tensor } from './tensor.js'

/**
 * Runs `body` with `device` as the place of new tensors: on `meta`, a model is made of shapes alone, in no time
 * and no memory, to be counted, or to be filled from a file.
 */
export function onDevice<T>(device: Device, body: () => T): T {
  const before = Tensor.defaultDevice
  Tensor.defaultDevice = device
  try {
    return body()
  } finally {
    Tensor.defaultDevice = before
  }
}
