import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toFloat64Array } from '../../src/formats/array.js'
import { readCheckpoint, withCheckpoint } from '../../src/formats/torch-checkpoint.js'
import { golden, temporaryFile } from './folder.js'
import { FakeTensor, floats, legacyPickles, pickled, torchLegacy, torchZip } from './pickler.js'

const read = (bytes: Uint8Array) => readCheckpoint(temporaryFile('x.pth', bytes))

/** The tensors of a checkpoint as lists. */
const lists = (bytes: Uint8Array) =>
  Object.fromEntries([...read(bytes).tensors].map(([name, array]) => [name, [...toFloat64Array(array)]]))

const storages = { 0: floats(1, 2), 1: floats(3, 4) }
const weights = { 'fc.weight': new FakeTensor(), 'fc.bias': new FakeTensor({ key: '1' }) }

const formats: ['zip' | 'legacy', typeof torchZip][] = [
  ['zip', torchZip],
  ['legacy', torchLegacy],
]

test.each(formats)('%s: weights at the top, and under the usual keys', (_, write) => {
  const expected = { 'fc.weight': [1, 2], 'fc.bias': [3, 4] }
  for (const [at, root] of [
    ['', weights],
    ['state_dict', { epoch: 3, loss: new FakeTensor(), state_dict: weights }],
    [
      'model',
      {
        model: weights,
        optimizer: { state: { 0: { momentum_buffer: new FakeTensor() } }, param_groups: [] },
      },
    ],
    ['net', { acc: 0, net: weights }],
    ['model.state_dict', { model: { state_dict: weights, version: 1 } }],
    ['my_own', { my_own: weights, optimizer: { state: { 0: new FakeTensor() }, param_groups: [] } }],
  ] as [string, object][]) {
    expect(lists(write(root, storages)), at).toEqual(expected)
    expect(read(write(root, storages)).at).toBe(at)
  }
})

test('plain values come along, without the tensors', () => {
  const { values } = read(
    torchZip({ epoch: 3, state_dict: weights, list: [1, 'x', new FakeTensor()], __proto__x: null }, storages),
  )
  expect(JSON.parse(JSON.stringify(values))).toEqual({
    epoch: 3,
    state_dict: {},
    list: [1, 'x'],
    __proto__x: null,
  })
})

test('the state of an optimiser, and what is not clear, is refused with what there is', () => {
  const optimizer = { state: { 0: { momentum_buffer: new FakeTensor() } }, param_groups: [] }
  expect(() => read(torchZip(optimizer, storages))).toThrow(
    'holds the state of an optimiser, expected the weights',
  )
  expect(() => read(torchZip({ a: weights, b: weights }, storages))).toThrow(
    'holds no state dict at its top, nor one under a usual key; it has: a, b',
  )
  expect(() => read(torchZip([new FakeTensor()], storages))).toThrow('holds no state dict')
  expect(() => read(torchZip({ epoch: 1 }, {}))).toThrow('holds no tensors')
})

test('views: offset, strides, shared storages, each with memory of its own', () => {
  const storage = floats(0, 1, 2, 3, 4, 5)
  const part = { count: 6 }
  const root = {
    whole: new FakeTensor({ ...part, shape: [6] }),
    transposed: new FakeTensor({ ...part, shape: [3, 2], strides: [1, 3] }),
    tail: new FakeTensor({ ...part, offset: 4 }),
    expanded: new FakeTensor({ ...part, offset: 5, shape: [2, 2], strides: [0, 0] }),
    scalar: new FakeTensor({ ...part, offset: 2, shape: [], strides: [] }),
    empty: new FakeTensor({ ...part, shape: [0, 9], strides: [9, 1] }),
  }
  const expected = {
    whole: [0, 1, 2, 3, 4, 5],
    transposed: [0, 3, 1, 4, 2, 5],
    tail: [4, 5],
    expanded: [5, 5, 5, 5],
    scalar: [2],
    empty: [],
  }
  for (const [, write] of formats) expect(lists(write(root, { 0: storage }))).toEqual(expected)
  expect(read(torchZip(root, { 0: storage })).tensors.get('tail')!.bytes.buffer.byteLength).toBe(8)
})

test('legacy storages that are views of others', () => {
  const storage = floats(0, 1, 2, 3, 4, 5)
  const view = new FakeTensor({ count: 6, view: ['v', 3, 2] })
  expect(lists(torchLegacy({ view }, { 0: storage }))).toEqual({ view: [3, 4] })
  const beyond = new FakeTensor({ count: 6, view: ['v', 3, 4] })
  expect(() => read(torchLegacy({ beyond }, { 0: storage }))).toThrow('a view of a storage reaches beyond it')
  const outside = new FakeTensor({ count: 6, view: ['v', 3, 2], shape: [3] })
  expect(() => read(torchLegacy({ outside }, { 0: storage }))).toThrow(
    'tensor "outside": size [3], stride [1] and offset 0 reach element 3',
  )
})

test.each([
  [
    { shape: [3] },
    'tensor "w": size [3], stride [1] and offset 0 reach element 3 of storage "0", which has 2',
  ],
  [{ offset: 1 }, 'reach element 3 of storage'],
  [{ strides: [2] }, 'reach element 3 of storage'],
  [{ offset: -1 }, 'expected integers ≥ 0'],
  [{ strides: [-1] }, 'expected integers ≥ 0'],
  [{ shape: [-2] }, 'expected integers ≥ 0'],
  [{ shape: [2, 1] }, 'must be equally long'],
  [{ shape: [2 ** 40, 2 ** 40], strides: [0, 0] }, 'its tensors would take'],
  [{ shape: [2 ** 25], strides: [0] }, 'its tensors would take 134217728 bytes'],
  [{ count: 3 }, 'storage "0"'],
  [{ count: 2 ** 40 }, 'storage "0"'],
  [{ key: '7' }, 'storage "7" is missing'],
  [{ key: '../0' }, 'storage "../0" is missing'],
  [{ storage: 'QInt8Storage' }, 'storage "0" is a QInt8Storage: quantised numbers are not supported'],
  [{ storage: 'ComplexFloatStorage' }, 'complex numbers are not supported'],
] as [Partial<FakeTensor>, string][])('a tensor with %j is refused', (parts, reason) => {
  const root = { w: new FakeTensor(parts) }
  const zip = { 0: floats(1, 2) }
  expect(() => read(torchZip(root, zip))).toThrow(reason)
  if (!parts.key && !parts.count) expect(() => read(torchLegacy(root, zip))).toThrow(reason)
})

test.each([
  'torch/state-dict.zip.pth',
  'torch/state-dict.legacy.pth',
  'torch/training-checkpoint.zip.pth',
  'torch/training-checkpoint.legacy.pth',
  'pickle/model-zoo-protocol4.pkl',
])('%s cut anywhere is refused', name => {
  const bytes = readFileSync(golden(name))
  const cuts = Array.from({ length: 64 }, (_, i) => Math.floor((bytes.length * i) / 64))
  // One byte before, at, and after the beginning of each record.
  for (const signature of ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06'])
    for (
      let at = bytes.indexOf(signature, 0, 'latin1');
      at >= 0;
      at = bytes.indexOf(signature, at + 1, 'latin1')
    )
      cuts.push(Math.max(at - 1, 0), at, at + 1)
  cuts.push(bytes.length - 1)
  for (const length of cuts)
    expect(() => read(bytes.subarray(0, length)), String(length)).toThrow(/^\S+x\.pth: [^\n]+$/)
})

test('a pickle whose reading would not end is refused', () => {
  const cyclic = Buffer.from('\x80\x02]q\0h\0a.', 'latin1')
  expect(() => read(cyclic)).toThrow('nests deeper than 64 levels')
})

test('two tensors of one dotted name are refused', () => {
  const root = { 'a.b': new FakeTensor(), a: { b: new FakeTensor() } }
  expect(() => read(torchZip(root, storages))).toThrow('has two tensors of the name "a.b"')
})

test('NumPy 2 arrays of protocol 5; Python objects and text are refused', () => {
  const hex = {
    protocol5:
      '80059542010000000000007d94288c0177948c136e756d70792e5f636f72652e6e756d65726963948c0b5f66726f6d62756666657294939428961800000000000000000000000000803f0000004000004040000080400000a040948c056e756d7079948c0564747970659493948c02663494898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624b024b0386948c014394749452948c016694680428960c000000000000000000030001000400020005009468088c02693294898887945294284b03680c4e4e4e4affffffff4affffffff4b007494624b024b0386948c014694749452948c0362696794680428961800000000000000000000003f80000040000000404000004080000040a000009468088c02663494898887945294284b038c013e944e4e4e4affffffff4affffffff4b007494624b024b038694680f74945294752e',
    object:
      '80027d710058010000006f7101636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7102636e756d70790a6e6461727261790a71034b00857104635f636f646563730a656e636f64650a7105580100000062710658060000006c6174696e31710786710852710987710a52710b284b014b0285710c636e756d70790a64747970650a710d58020000004f38710e898887710f527110284b0358010000007c71114e4e4e4affffffff4affffffff4b3f74711262895d7113284b0158010000007871146574711562732e',
    text: '80027d710058010000006f7101636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7102636e756d70790a6e6461727261790a71034b00857104635f636f646563730a656e636f64650a7105580100000062710658060000006c6174696e31710786710852710987710a52710b284b014b0185710c636e756d70790a64747970650a710d58020000005531710e898887710f527110284b0358010000003c71114e4e4e4b044b044b08747112628968055804000000780000007113680786711452711574711662732e',
  }
  expect(lists(Buffer.from(hex.protocol5, 'hex'))).toEqual({
    w: [0, 1, 2, 3, 4, 5],
    f: [0, 1, 2, 3, 4, 5],
    big: [0, 1, 2, 3, 4, 5],
  })
  expect(() => read(Buffer.from(hex.object, 'hex'))).toThrow(
    'object arrays hold pickles, which are never executed',
  )
  expect(() => read(Buffer.from(hex.text, 'hex'))).toThrow('text is not supported')
})

test('a tensor whose storage the pickle holds as bytes', () => {
  const inner = legacyPickles(null, [])
  expect(() => read(plainTensor(inner))).toThrow('a storage within the pickle is something else')
  expect(lists(plainTensor(storageFile(floats(5, 6))))).toEqual({ w: [5, 6] })
})

/** A legacy file whose value is its one storage. */
function storageFile(bytes: Uint8Array): Buffer {
  const file = torchLegacy(new FakeTensor(), { 0: bytes })
  const [from, to] = ['ctorch._utils\n_rebuild_tensor_v2\n(', 'Q'].map(part => file.indexOf(part))
  const end = file.indexOf('R.', to)
  const id = file.subarray(from! + 'ctorch._utils\n_rebuild_tensor_v2\n('.length, to! + 1)
  return Buffer.concat([file.subarray(0, from), id, Buffer.from('.'), file.subarray(end + 2)])
}

/** `{'w': tensor}` as a plain pickle writes it. */
function plainTensor(storage: Uint8Array): Buffer {
  const bytes = pickled(storage).subarray(2, -1)
  const text = (value: string) => Buffer.from(value, 'latin1')
  return Buffer.concat([
    text('\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n(ctorch.storage\n_load_from_bytes\n'),
    bytes,
    text('\x85RK\0K\x02\x85K\x01\x85\x89NtRs.'),
  ])
}

test('a legacy checkpoint beyond 2 GiB: only what is asked for is read', () => {
  const large = 3 * 2 ** 30
  const root = {
    optimizer: {
      state: { 0: new FakeTensor({ key: 'big', count: large / 4, shape: [large / 4] }) },
      param_groups: [],
    },
    state_dict: { w: new FakeTensor({ key: 'small' }) },
  }
  const count = (elements: number) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(BigInt(elements))
    return bytes
  }
  const start = Buffer.concat([legacyPickles(root, ['big', 'small']), count(large / 4)])
  const path = temporaryFile('large.pth', start)
  // A hole: the file takes no room on the disk.
  truncateSync(path, start.length + large)
  writeFileSync(path, Buffer.concat([count(2), floats(7, 8)]), { flag: 'a' })
  const idle = process.memoryUsage.rss()
  expect([...toFloat64Array(readCheckpoint(path).tensors.get('w')!)]).toEqual([7, 8])
  expect(process.memoryUsage.rss() - idle).toBeLessThan(200e6)
  withCheckpoint(path, ({ arrays }) => expect(arrays.get('optimizer.state.0')!.shape).toEqual([large / 4]))
})

test.each([
  ['<!DOCTYPE html><html>', 'HTML'],
  ['version https://git-lfs.github.com/spec/v1\n', 'Git LFS'],
  ['\x89PNG\r\n\x1a\n', 'PNG'],
  ['\x89HDF\r\n\x1a\n', 'HDF5'],
  ['', 'empty'],
  ['something', 'unknown'],
])('%j is told for what it is', (start, name) => {
  const bytes = Buffer.from(start, 'latin1')
  expect(() => read(bytes)).toThrow(name)
  expect(() => read(bytes)).toThrow('expected a PyTorch checkpoint')
})
