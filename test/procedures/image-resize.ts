import { join } from 'node:path'
import { expect } from 'vitest'
import { resize } from '../../src/data/resizing/resize.js'
import { nativePasses, plainPasses } from '../../src/data/resizing/resize-passes.js'
import { readSafetensors } from '../../src/formats/index.js'
import { procedure } from './procedure.js'

interface Case {
  key: string
  input: string
  filter: Parameters<typeof resize>[3]
  width: number
  height: number
}

export default procedure({
  kind: 'image/resize',
  parts({ folder, json }) {
    const inputs = readSafetensors(join(folder, 'inputs.safetensors')).tensors
    const expected = readSafetensors(join(folder, 'expected.safetensors')).tensors
    const check = (passes: typeof plainPasses) => () => {
      for (const { key, input, filter, width, height } of json.cases as Case[]) {
        const { shape, bytes } = inputs.get(input)!
        const image = { width: shape[1]!, height: shape[0]!, data: bytes }
        const found = resize(image, width, height, filter, passes)
        expect([found.height, found.width], key).toEqual(expected.get(key)!.shape.slice(0, 2))
        expect(Buffer.compare(found.data, expected.get(key)!.bytes), `${key} differs`).toBe(0)
      }
    }
    return {
      'every case, bit by bit': check(nativePasses),
      'and by the passes in TypeScript': check(plainPasses),
    }
  },
})
