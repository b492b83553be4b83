/** The pictures of the ResNet cases: decoding, test geometry, normalisation, crops of training. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { resize } from '../../src/data/resizing/resize.js'
import { testCrop } from '../../src/data/resizing/test-crop.js'
import { crop, mirror } from '../../src/data/resizing/transforms.js'
import { type NDArray, readSafetensors } from '../../src/formats/index.js'
import { decodeImage, type Pixels } from '../../src/formats/pixels.js'
import type { Preprocessing } from '../../src/models/index.js'
import { modelInput, seenOf } from '../../src/protocols/image/model-input.js'
import { scope, type Tensor } from '../../src/torch/index.js'
import { expectTensor } from './expect-tensor.js'
import type { GoldenCase, Parts } from './procedure.js'

function preprocessingOf({ config }: GoldenCase['json']): Preprocessing {
  const { resize = config.resize_short_side, crop, mean, std } = config
  return { resize, crop, mean, std, policy: 'openood' }
}

function decode(folder: string, name: string): Pixels {
  const path = join(folder, 'images', name)
  return decodeImage(readFileSync(path), { name: path, policy: 'openood' })
}

/** The case's pictures as its model sees them, `[N, 3, crop, crop]`. */
export function caseInput({ folder, json }: GoldenCase, names: string[] = json.image_order): Tensor {
  const preprocessing = preprocessingOf(json)
  return modelInput(
    names.map(name => seenOf(decode(folder, name), preprocessing)),
    preprocessing,
  )
}

export function imageParts(golden: GoldenCase): Parts {
  const { folder, json } = golden
  const names: string[] = json.image_order
  const file = ['images.safetensors', 'preprocessed.safetensors'].find(name =>
    existsSync(join(folder, name)),
  )!
  const { tensors } = readSafetensors(join(folder, file))
  const { resize, crop } = preprocessingOf(json)
  return {
    'decoded bit by bit'() {
      for (const name of names) {
        const [picture, expected] = [decode(folder, name), tensors.get(`decoded/${name}`)]
        if (expected) expectPixels(picture, expected, name)
        else expect(sha256(picture), name).toBe(json.images[name].decoded_sha256)
      }
    },
    'resized and cropped bit by bit'() {
      for (const name of names) {
        const expected = tensors.get(`resized/${name}`) ?? tensors.get(`cropped/${name}`)!
        expectPixels(testCrop(decode(folder, name), resize, crop), expected, name)
      }
    },
    normalised: () => scope(() => checkNormalised(golden, tensors)),
    ...(json.resized_crop && { 'resized crops of training': () => checkResizedCrops(golden) }),
  }
}

/** All pictures in one tensor, or some by their names. */
function checkNormalised(golden: GoldenCase, tensors: ReadonlyMap<string, NDArray>): void {
  const { preprocessed, normalised } = golden.json.tolerance
  const all = tensors.get('preprocessed')
  if (all) expectTensor(caseInput(golden), all, preprocessed, 'preprocessed')
  const named = [...tensors].filter(([key]) => key.startsWith('normalised/'))
  expect(all ?? named[0]).toBeDefined()
  for (const [key, expected] of named) {
    const input = caseInput(golden, [key.replace('normalised/', '')])
    expectTensor(input.squeeze(0), expected, normalised, key)
  }
}

interface ResizedCrop {
  top: number
  left: number
  height: number
  width: number
  flip: boolean
  sha256_rgb: string
}

function checkResizedCrops({ folder, json }: GoldenCase): void {
  // Which picture they are of stands only in the description of the file.
  const described: string = json.files['resized_crop.safetensors']
  const picture = decode(folder, (json.image_order as string[]).find(name => described.includes(name))!)
  const { tensors } = readSafetensors(join(folder, 'resized_crop.safetensors'))
  for (const [i, { flip, sha256_rgb, ...box }] of (json.resized_crop as ResizedCrop[]).entries()) {
    const expected = tensors.get(String(i))!
    const [height, width] = expected.shape as [number, number]
    const resized = resize(crop(picture, box), width, height, 'bilinear')
    const found = flip ? mirror(resized) : resized
    const red = found.data.filter((_, at) => at % 3 === 0)
    expect(Buffer.compare(red, expected.bytes), `crop ${i} differs`).toBe(0)
    expect(sha256(found), `crop ${i}`).toBe(sha256_rgb)
  }
}

const sha256 = ({ data }: Pixels) => createHash('sha256').update(data).digest('hex')

function expectPixels({ width, height, data }: Pixels, expected: NDArray, name: string): void {
  expect([height, width, 3], name).toEqual(expected.shape)
  expect(Buffer.compare(data, expected.bytes), `${name} differs`).toBe(0)
}
