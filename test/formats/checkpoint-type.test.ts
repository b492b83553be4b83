import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fromTyped, readCheckpoint, writeSafetensors } from '../../src/formats/index.js'
import { temporaryFolder } from './folder.js'

test('safetensors are known whatever byte the length of their header begins with', () => {
  const path = join(temporaryFolder(), 'weights.ckpt')
  // Lengths are multiples of 8: these reach every such first byte, those of pickles (0x80, 0x28) among them.
  for (let length = 1; length <= 256; length += 8) {
    const name = 'x'.repeat(length)
    writeSafetensors(path, { [name]: fromTyped(Float32Array.of(1)) })
    expect([...readCheckpoint(path).tensors.keys()]).toEqual([name])
  }
})
