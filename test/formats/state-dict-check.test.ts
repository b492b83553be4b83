import { expect, test } from 'vitest'
import { type DType, fromTyped, type NDArray, toFloat64Array } from '../../src/formats/array.js'
import { compareStateDict, fitStateDict, type WantedTensor } from '../../src/formats/state-dict-check.js'
import { likelyPrefix, withoutPrefix } from '../../src/formats/state-dict-names.js'

const zeros = (...shape: number[]): NDArray =>
  fromTyped(new Float32Array(shape.reduce((product, dim) => product * dim, 1)), shape)

const wanted = new Map<string, WantedTensor>([
  ['conv1.weight', { shape: [4, 3, 3, 3] }],
  ['bn1.weight', { shape: [4] }],
  ['bn1.num_batches_tracked', { shape: [], dtype: 'int64', optional: true }],
  ['fc.weight', { shape: [20, 4] }],
  ['fc.bias', { shape: [20] }],
])

const fitting = (): Map<string, NDArray> =>
  new Map([
    ['conv1.weight', zeros(4, 3, 3, 3)],
    ['bn1.weight', zeros(4)],
    ['fc.weight', zeros(20, 4)],
    ['fc.bias', zeros(20)],
  ])

const refusal = (given: Map<string, NDArray>): string => {
  try {
    fitStateDict('w.pth', wanted, given)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

test('what fits is given back, and nothing is said', () => {
  const { tensors, notes } = fitStateDict('w.pth', wanted, fitting())
  expect(tensors).toEqual(fitting())
  expect(notes).toEqual([])
})

test('missing and surplus names are listed', () => {
  const given = fitting()
  given.delete('bn1.weight')
  given.set('extra', zeros(1))
  expect(refusal(given)).toBe(
    'w.pth: 1 tensor is missing: "bn1.weight"\n  1 tensor is not part of the model: "extra"',
  )
})

test('1000 wrong names make a short message with the counts', () => {
  const given = new Map(Array.from({ length: 1000 }, (_, i) => [`wrong.${i}`, zeros(1)]))
  const many = new Map(Array.from({ length: 1000 }, (_, i) => [`right.${i}.weight`, { shape: [1] }]))
  expect(() => fitStateDict('w.pth', many, given)).toThrow(
    /1000 tensors are missing: .* and 990 more\n.*1000 tensors are not/,
  )
  try {
    fitStateDict('w.pth', many, given)
  } catch (error) {
    expect((error as Error).message.split('\n').length).toBeLessThanOrEqual(25)
    expect((error as Error).message.length).toBeLessThan(2000)
  }
})

test.each(['module.', 'model.', 'model.backbone.'])('the prefix %s is found and named', prefix => {
  const given = new Map([...fitting()].map(([name, array]) => [prefix + name, array]))
  given.set('optimizer.step', zeros(1))
  expect(compareStateDict(wanted, given).prefix).toBe(prefix)
  expect(refusal(given)).toBe(
    `w.pth: 4 tensors are missing because the names in the file begin with "${prefix}"; remove it (--strip-prefix ${prefix})`,
  )
  expect(() => fitStateDict('w.pth', wanted, withoutPrefix(given, prefix))).not.toThrow()
})

test('names that merely end alike are no prefix', () => {
  expect(likelyPrefix(['a.weight', 'b.weight', 'c.weight'], ['x.a.weight', 'y.z'])).toBeUndefined()
})

test('a wrong shape names both shapes and what would fit', () => {
  const given = fitting().set('fc.weight', zeros(19, 4)).set('fc.bias', zeros(19))
  expect(refusal(given)).toBe(
    'w.pth: "fc.weight" is [19, 4], the model wants [20, 4]\n  "fc.bias" is [19], the model wants [20]',
  )
  const hint = ({ name, found }: { name: string; found: readonly number[] }) =>
    name.startsWith('fc.') ? `--classes ${found[0]} would fit` : undefined
  expect(() => fitStateDict('w.pth', wanted, given, hint)).toThrow('wants [20, 4]; --classes 19 would fit')
  expect(refusal(fitting().set('conv1.weight', zeros(3, 4, 3, 3)))).toContain(
    '"conv1.weight" is [3, 4, 3, 3]',
  )
})

test('at most ten wrong shapes are listed', () => {
  const many = new Map(Array.from({ length: 30 }, (_, i) => [`w${i}`, { shape: [2] }]))
  const given = new Map([...many.keys()].map(name => [name, zeros(3)]))
  expect(() => fitStateDict('w.pth', many, given)).toThrow('20 more tensors have the wrong shape')
})

test.each([
  ['float16', [0x00, 0x3e]],
  ['bfloat16', [0xc0, 0x3f]],
  ['float64', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f]],
] as [DType, number[]][])('%s weights are converted, and that is said', (dtype, bytes) => {
  const given = fitting().set('bn1.weight', {
    dtype,
    shape: [4],
    bytes: Uint8Array.from([0, 1, 2, 3].flatMap(() => bytes)),
  })
  const { tensors, notes } = fitStateDict('w.pth', wanted, given)
  expect(tensors.get('bn1.weight')!.dtype).toBe('float32')
  expect([...toFloat64Array(tensors.get('bn1.weight')!)]).toEqual([1.5, 1.5, 1.5, 1.5])
  expect(notes).toEqual([`w.pth: 1 tensor is ${dtype}; converted to float32`])
})

test('integers where weights are wanted, and weights where a counter is, are refused', () => {
  const given = fitting().set('bn1.weight', fromTyped(new BigInt64Array(4)))
  expect(refusal(given)).toBe('w.pth: 1 tensor is of the wrong type: "bn1.weight" is int64, not float32')
  expect(refusal(fitting().set('bn1.num_batches_tracked', zeros()))).toContain('is float32, not int64')
})
