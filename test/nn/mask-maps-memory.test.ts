import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { scoreMaps, semanticClasses } from '../../src/nn/index.js'
import { Tensor } from '../../src/torch/index.js'
import { randomTensor } from './random-tensor.js'

// In a file of its own: the peak is the process's, and what other tests took would hide it.
const MASKS = 50
const SIZE = [512, 1024] as const
const geometry = { padded: SIZE, crop: SIZE, size: SIZE }

/** Bytes that the process has at most held since `reset`. */
const peak = () => Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024
const resetPeak = () => writeFileSync('/proc/self/clear_refs', '5')

test.runIf(process.platform === 'linux')('no mask is ever held at full resolution', () => {
  const logits = randomTensor('memory', [MASKS, SIZE[0] / 4, SIZE[1] / 4]).to('float32')
  const scores = Tensor.full([3, MASKS], 0.5)
  const classes = Tensor.full([19, MASKS], 0.5)
  resetPeak()
  const before = peak()
  scoreMaps(logits, scores, geometry)
  semanticClasses(logits, classes, geometry)
  const oneMask = SIZE[0] * SIZE[1] * 4
  // Three maps of scores, one byte a pixel of classes, bands in work; fifty masks would be 105 MB.
  expect(peak() - before).toBeLessThan(12 * oneMask)
})
