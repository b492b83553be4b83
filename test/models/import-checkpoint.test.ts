import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type DType, fromTyped, type NDArray, toFloat32Array } from '../../src/formats/index.js'
import {
  createModel,
  type ImportOptions,
  importCheckpoint,
  loadWeights,
  type ResNet18,
  standardPreprocessing,
} from '../../src/models/index.js'
import { tinyConfig, tinyWeights, weightsFile } from './tiny.js'

const narrow = join(import.meta.dirname, '../goldens/image/resnet18_32x32/narrow')
const narrow224 = join(import.meta.dirname, '../goldens/image/resnet18_224x224/narrow')

const stateOf = (model: ResNet18) =>
  new Map(
    [...model.stateDict()].map(([key, tensor]) => [key, Buffer.from(tensor.toArray().bytes).toString('hex')]),
  )

const refusal = (path: string, options: ImportOptions = {}): string => {
  try {
    importCheckpoint(path, options)
  } catch (error) {
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 })
    return (error as Error).message
  }
  return 'not refused'
}

test('zip, legacy and safetensors give one model', () => {
  const [zip, legacy, safetensors] = ['zip.ckpt', 'legacy.pth', 'safetensors'].map(end =>
    stateOf(importCheckpoint(join(narrow, `weights.${end}`), { classes: 6 }).model),
  )
  expect(zip).toEqual(safetensors)
  expect(legacy).toEqual(safetensors)
})

describe('what the checkpoint tells need not be given', () => {
  test('architecture, width, preprocessing', () => {
    const small = importCheckpoint(join(narrow, 'weights.safetensors'), { classes: 6 })
    expect(small.config).toMatchObject({
      arch: 'resnet18_32x32',
      width: 4,
      inlierClasses: 6,
      outlierClass: true,
    })
    expect(small.config.preprocessing).toEqual(standardPreprocessing.cifar10)
    expect(small.notes).toEqual(['resnet18_32x32, width 4, 6 inlier classes and an outlier class'])
    const large = importCheckpoint(join(narrow224, 'weights.zip.ckpt'), { classes: 8 })
    expect(large.config).toMatchObject({ arch: 'resnet18_224x224', inlierClasses: 8, outlierClass: true })
    expect(large.config.preprocessing).toEqual(standardPreprocessing.imagenet)
  })

  test.each([
    [10, 10, false, undefined],
    [11, 10, true, 'taking the last of 11 outputs for the outlier class (--classes 11 if it is none)'],
    [100, 100, false, undefined],
    [7, 7, false, 'if the last of 7 outputs is an outlier class, give --classes 6'],
    [2, 2, false, undefined],
  ])('%i outputs are taken for %i inlier classes', (outputs, classes, outlierClass, remark) => {
    const path = weightsFile(tinyWeights(tinyConfig({ inlierClasses: outputs, outlierClass: false })))
    const { config, notes } = importCheckpoint(path)
    expect(config).toMatchObject({ inlierClasses: classes, outlierClass })
    expect(notes).toHaveLength(1)
    if (remark) expect(notes[0]).toContain(remark)
    else expect(notes[0]).not.toContain(';')
    if (classes === 100) expect(config.preprocessing).toEqual(standardPreprocessing.cifar100)
  })

  test('names of classes say how many there are', () => {
    const path = weightsFile(tinyWeights(tinyConfig()))
    const { config } = importCheckpoint(path, { classNames: ['a', 'b', 'c'] })
    expect(config).toMatchObject({ inlierClasses: 3, outlierClass: true, classNames: ['a', 'b', 'c'] })
    expect(refusal(path, { classes: 3, classNames: ['a'] })).toContain(
      '3 inlier classes, and --class-names gives 1',
    )
  })
})

test('an outlier class is added to a K-way head: K rows stay, one is fresh', () => {
  const weights = tinyWeights(tinyConfig({ outlierClass: false }), 5)
  const { config, model, notes } = importCheckpoint(weightsFile(weights), { addOutlierClass: true })
  expect(config).toMatchObject({ inlierClasses: 3, outlierClass: true })
  expect(notes[0]).toContain('3 inlier classes and a new outlier class')
  for (const key of ['fc.weight', 'fc.bias'] as const) {
    const extended = model.stateDict().get(key)!.toFloat32Array()
    const given = toFloat32Array(weights.get(key)!)
    expect(extended.subarray(0, given.length)).toEqual(given)
    const fresh = extended.subarray(given.length)
    expect(fresh).toHaveLength(given.length / 3)
    // U(±1/√32), as PyTorch starts a linear layer.
    expect(Math.max(...fresh.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(32))
    expect(fresh.every(value => value !== 0)).toBe(true)
  }
  expect(stateOf(model).get('conv1.weight')).toBe(
    Buffer.from(weights.get('conv1.weight')!.bytes).toString('hex'),
  )
})

test('a head that has an outlier class gets no second one', () => {
  const path = weightsFile(tinyWeights(tinyConfig()))
  expect(refusal(path, { classes: 3, addOutlierClass: true })).toContain('leave out --add-outlier-class')
})

describe('hostile 12: weights that are not finite', () => {
  const poisoned = () => {
    const weights = tinyWeights()
    const [key, array] = [...weights].filter(([, { dtype }]) => dtype === 'float32').at(-1)!
    const values = toFloat32Array(array).slice()
    values[values.length - 1] = Number.NaN
    return { key, path: weightsFile(weights.set(key, fromTyped(values, array.shape))) }
  }
  test('one NaN in the last element is refused by name', () => {
    const { key, path } = poisoned()
    expect(refusal(path, { classes: 3 })).toContain(`tensor "${key}" holds 1 NaN and 0 infinite values`)
  })
  test('--allow-nonfinite reads it', () => {
    const { key, path } = poisoned()
    const { model } = importCheckpoint(path, { classes: 3, allowNonfinite: true })
    expect(model.stateDict().get(key)!.toFloat32Array().at(-1)).toBeNaN()
  })
})

describe('hostile 13: names', () => {
  const renamed = (prefix: string, more: [string, NDArray][] = []) =>
    weightsFile(
      new Map([...[...tinyWeights()].map(([key, array]) => [prefix + key, array] as const), ...more]),
    )

  test.each(['module.', 'model.backbone.'])('the prefix %s is named, and taken off when asked', prefix => {
    const path = renamed(prefix)
    expect(refusal(path)).toContain(`remove it (--strip-prefix ${prefix})`)
    expect(importCheckpoint(path, { stripPrefix: prefix, classes: 3 }).config.outlierClass).toBe(true)
  })

  test('what has not the prefix is left out, and counted', () => {
    const path = renamed('net.', [['optimiser.step', fromTyped(Float32Array.of(1))]])
    const { notes } = importCheckpoint(path, { stripPrefix: 'net.', classes: 3 })
    expect(notes[0]).toBe('1 tensor whose name does not begin with net. was left out')
    expect(refusal(path, { stripPrefix: 'no.' })).toContain('no tensor\'s name begins with "no."')
  })

  test('1000 wrong keys make few lines, and the model in use stays as it was', () => {
    const weights = new Map(
      Array.from({ length: 1000 }, (_, i) => [`wrong.${i}`, fromTyped(Float32Array.of(i))]),
    )
    const message = refusal(weightsFile(weights))
    expect(message).toContain('1000 tensors are not part of the model')
    expect(message.split('\n').length).toBeLessThanOrEqual(25)
    const model = createModel(tinyConfig())
    const before = stateOf(model)
    expect(() => loadWeights(model, weights, 'wrong')).toThrow('not part of the model')
    expect(stateOf(model)).toEqual(before)
  })
})

describe('hostile 14: shapes', () => {
  test('a 19-class head is no 20-class head', () => {
    const path = weightsFile(tinyWeights(tinyConfig({ inlierClasses: 19, outlierClass: false })))
    const message = refusal(path, { classes: 20 })
    expect(message).toContain('"fc.weight" has 19 outputs, the model wants 20, or 21 with an outlier class')
    expect(message).toContain('give --classes 19')
  })

  test('another width, another architecture', () => {
    const path = weightsFile(tinyWeights())
    expect(refusal(path, { width: 64 })).toContain(
      '"conv1.weight" is [4, 3, 3, 3], the model wants [64, 3, 3, 3]; width (--width) would have to be 4',
    )
    expect(refusal(path, { arch: 'resnet18_224x224' })).toContain('give --arch resnet18_32x32')
  })

  test('if the last tensor is wrong nothing is loaded', () => {
    const weights = tinyWeights().set('fc.bias', fromTyped(new Float32Array(3)))
    expect(refusal(weightsFile(weights), { classes: 3 })).toContain('"fc.bias" is [3], the model wants [4]')
    const model = createModel(tinyConfig(), 1)
    const before = stateOf(model)
    expect(() => loadWeights(model, weights, 'w')).toThrow('"fc.bias"')
    expect(stateOf(model)).toEqual(before)
  })
})

describe('hostile 15: types', () => {
  const bytesOf: Partial<Record<DType, (values: Float32Array) => Uint8Array>> = {
    // The upper half of a float32 is a bfloat16.
    bfloat16: values =>
      new Uint8Array(
        Uint16Array.from(new Uint32Array(values.buffer, values.byteOffset, values.length), x => x >>> 16)
          .buffer,
      ),
    float64: values => new Uint8Array(Float64Array.from(values).buffer),
  }
  const short = (values: Float32Array) => {
    const bits = new Uint32Array(values.slice().buffer).map(x => x & 0xffff0000)
    return new Float32Array(bits.buffer)
  }

  test.each(Object.entries(bytesOf))('%s is converted exactly, and that is said', (dtype, encode) => {
    const weights = new Map(
      [...tinyWeights()].map(([key, array]) => {
        if (array.dtype !== 'float32') return [key, array] as const
        return [key, fromTyped(short(toFloat32Array(array)), array.shape)] as const
      }),
    )
    const encoded = new Map(
      [...weights].map(([key, array]) => {
        if (array.dtype !== 'float32') return [key, array] as const
        return [
          key,
          { dtype: dtype as DType, shape: array.shape, bytes: encode(toFloat32Array(array)) },
        ] as const
      }),
    )
    const { model, notes } = importCheckpoint(weightsFile(encoded), { classes: 3 })
    expect(notes[0]).toContain(`102 tensors are ${dtype}; converted to float32`)
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    for (const [key, array] of weights)
      expect(digest(model.stateDict().get(key)!.toArray().bytes), key).toBe(digest(array.bytes))
  })

  test('integers are no weights', () => {
    const weights = tinyWeights().set('bn1.weight', fromTyped(new BigInt64Array(4)))
    expect(refusal(weightsFile(weights))).toContain('"bn1.weight" is int64, not float32')
  })
})

test('what is no checkpoint is named', () => {
  expect(refusal(join(narrow, 'images/rgb-37x29.png'))).toContain(
    'a PNG image; expected a PyTorch checkpoint',
  )
  expect(refusal(join(narrow, 'absent.pth'))).toContain('absent.pth: no such file')
})
