import { readFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import { expect } from 'vitest'
import { UserError } from '../../src/errors.js'
import { type NDArray, readSafetensors, toInt32Array } from '../../src/formats/index.js'
import { decodeLabelMap } from '../../src/formats/label-map.js'
import { decodeImage } from '../../src/formats/pixels.js'
import { readPng } from '../../src/formats/png.js'
import { procedure } from './procedure.js'

interface ImageFile {
  /** null: either outcome will do. */
  ok: boolean | null
  tolerance?: number
  /** Key of the expected pixels. */
  expected?: string
  /** Key of the expected 16-bit values. */
  raw16?: string
  /** What the message must contain; in parentheses: alternatives. */
  error?: string
}

export default procedure({
  kind: 'metrics/hostile/image-files',
  parts({ folder, json }) {
    const { tensors } = readSafetensors(join(folder, 'expected.safetensors'))
    const checkFile = (name: string, file: ImageFile) => () => {
      const bytes = readFileSync(join(folder, name))
      const decode = () => decodeImage(bytes, { name })
      if (file.ok === false) expectRefusal(decode, name, file.error!)
      if (file.ok === null) expectEither(decode)
      if (file.ok) expectPixels(decode(), tensors.get(file.expected!)!, file.tolerance!)
      if (file.raw16)
        expect([...readPng(bytes, name).samples]).toEqual([...toInt32Array(tensors.get(file.raw16)!)])
      const label = tensors.get(`${parse(name).name}.label`)
      if (label && name.endsWith('.png'))
        expect([...decodeLabelMap(bytes, { name }).data]).toEqual([...label.bytes])
    }
    return Object.fromEntries(
      Object.entries(json.files as Record<string, ImageFile>).map(([name, file]) => [
        name,
        checkFile(name, file),
      ]),
    )
  },
})

function expectPixels(
  { width, height, data }: ReturnType<typeof decodeImage>,
  expected: NDArray,
  tolerance: number,
) {
  expect([height, width, 3]).toEqual(expected.shape)
  const largest = data.reduce((most, value, i) => Math.max(most, Math.abs(value - expected.bytes[i]!)), 0)
  expect(largest).toBeLessThanOrEqual(tolerance)
}

/** One line that names the file and has the words, in whatever order. */
function expectRefusal(decode: () => unknown, name: string, words: string) {
  const message = messageOf(decode)
  expect(message.startsWith(`${name}: `) && !message.includes('\n'), message).toBe(true)
  const wanted = words.replace(/\(.*\)/, '').match(/[\w-]+/g) ?? []
  expect(
    wanted.filter(word => !message.toLowerCase().includes(word.toLowerCase())),
    message,
  ).toEqual([])
}

function messageOf(decode: () => unknown): string {
  try {
    decode()
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return (error as Error).message
  }
  return expect.fail('was read, expected a refusal')
}

function expectEither(decode: () => unknown) {
  try {
    decode()
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
  }
}
