import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importCommand } from '../../src/cli/import.js'
import { predictCommand } from '../../src/cli/predict.js'
import {
  decodeImage,
  decodeLabelMap,
  encodePng,
  type NDArray,
  readNpy,
  readPng,
  readSafetensors,
  toFloat32Array,
  toFloat64Array,
} from '../../src/formats/index.js'
import { prepareScenes } from '../../src/models/index.js'
import { geometryOf } from '../../src/protocols/pixel/input.js'
import { openScope, Tensor } from '../../src/torch/index.js'
import { drawScene, imagePng, tinyConfig, tinySegmenter, writeTree } from '../protocols/pixel/tiny.js'
import { runner } from './run-command.js'

const run = runner()
const root = mkdtempSync(join(tmpdir(), 'predict-pixels-'))
const model = join(root, 'model')
let serial = 0
const fresh = () => join(root, `out-${serial++}`)
const lines = (output: string) =>
  output
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

beforeAll(() => {
  tinySegmenter(model)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const goldens = join(import.meta.dirname, '../goldens/segmentation')

// The interface that scripts rely on, on the golden checkpoints.
test.each([
  ['segmenter', 'weights.pth'],
  ['closedset', 'weights.pkl'],
  ['closedset-resnet', 'weights.pkl'],
])('import, predict --dump all: the tensors of golden %s under their names', async (name, checkpoint) => {
  const golden = join(goldens, name)
  const json = JSON.parse(readFileSync(join(golden, 'case.json'), 'utf8'))
  const { config, files } = json
  const [imported, out, fields] = [fresh(), fresh(), join(root, 'fields.json')]
  const preprocessing = { shortEdge: null, longEdge: null, mean: config.pixel_mean, std: config.pixel_std }
  writeFileSync(
    fields,
    JSON.stringify({
      heads: config.nheads,
      encoderHeads: 8,
      normGroups: config.group_norm_groups,
      sizeDivisibility: config.size_divisibility,
      preprocessing,
    }),
  )
  const weights = join(golden, checkpoint)
  const flags = ['--arch', 'mask2former', '--classes', String(config.K), '--config', fields]
  expect((await run(importCommand, weights, ...flags, '--out', imported)).exitCode).toBe(0)
  const { tensors: images } = readSafetensors(join(golden, 'images.safetensors'))
  const folder = join(root, 'golden-images')
  const pictures = [...images].map(([name, { shape, bytes }]) => {
    const [, height, width] = shape as [number, number, number]
    const rgb = Tensor.fromTyped(bytes, shape).permute([1, 2, 0]).contiguous().toTyped() as Uint8Array
    return [`${name}.png`, encodePng({ width, height, data: rgb })] as const
  })
  writeTree(folder, Object.fromEntries(pictures))
  const { exitCode, output } = await run(
    predictCommand,
    imported,
    folder,
    '--dump',
    'all',
    '--out',
    out,
    '--json',
  )
  expect(exitCode).toBe(0)
  expect(lines(output)).toHaveLength(images.size)
  const { tensors: maps } = readSafetensors(join(golden, 'maps.safetensors'))
  // In the golden's batch the smaller image is padded to the size of the larger one.
  const stride = config.size_divisibility
  const filledUp = (name: string) =>
    images
      .get(name)!
      .shape.slice(1)
      .map(side => Math.ceil(side / stride))
  const batch = [...images.keys()].map(filledUp).reduce((a, b) => a.map((side, i) => Math.max(side, b[i]!)))
  const isWhole = (name: string) => filledUp(name).join() === batch.join()
  let compared = 0
  for (const name of [...images.keys()].filter(isWhole)) {
    const { tensors } = readSafetensors(join(out, `${name}.safetensors`))
    for (const [key, expected] of maps) {
      if (!key.startsWith(`${name}.same.`)) continue
      const about = files['maps.safetensors'][key]
      const found = toFloat32Array(tensors.get(key)!)
      expect(tensors.get(key)!.shape, key).toEqual(expected.shape)
      expect(tensors.get(key.replace(`${name}.same.`, ''))).toEqual(tensors.get(key))
      const off = toFloat32Array(expected).filter(
        (value, i) => !(Math.abs(value - found[i]!) <= (about.atol ?? 0)),
      )
      expect(off.length, key).toBeLessThanOrEqual(about.max_mismatches ?? 0)
      compared++
    }
    for (const file of ['stages.safetensors', 'outputs.safetensors'])
      for (const [key, expected] of readSafetensors(join(golden, file)).tensors) {
        const row = [...images.keys()].indexOf(name)
        const values = toFloat64Array(rowOfBatch(expected, images.size, row))
        const found = toFloat64Array(tensors.get(key)!)
        expect(found.length, key).toBe(values.length)
        const tolerance = files[file][key].atol ?? 0
        const off = values.filter((value, i) => !(Math.abs(value - found[i]!) <= tolerance))
        expect(off.length, key).toBe(0)
        compared++
      }
  }
  expect(compared).toBeGreaterThan(0)
})

/** One image of `[B, …]`, or of `[Q, B, C]` as the decoder's layers have it. */
function rowOfBatch({ shape, dtype, bytes }: NDArray, images: number, row: number): NDArray {
  if (shape[0] === images) {
    const size = bytes.length / images
    return { dtype, shape: [1, ...shape.slice(1)], bytes: bytes.subarray(row * size, (row + 1) * size) }
  }
  const [queries, , channels] = shape as [number, number, number]
  const size = bytes.length / (queries * images)
  const rows = Array.from({ length: queries }, (_, q) => (q * images + row) * size)
  const data = Buffer.concat(rows.map(from => bytes.subarray(from, from + size)))
  return { dtype, shape: [queries, 1, channels], bytes: data }
}

describe('maps', () => {
  const scene = drawScene(61, 45, 0)
  const input = join(root, 'one.png')
  const out = fresh()
  let line: ReturnType<typeof lines>[number]
  beforeAll(async () => {
    writeFileSync(input, imagePng(scene))
    const flags = ['--out', out, '--json', '--threshold', '-0.5']
    ;[line] = lines((await run(predictCommand, model, input, ...flags)).output)
  })

  test('are files at the input’s own size, and say what the line says', () => {
    const map = readNpy(join(out, 'one.anomaly.npy'))
    expect(map.shape).toEqual([45, 61])
    const scores = toFloat32Array(map)
    expect(line).toMatchObject({ file: input, width: 61, height: 45 })
    expect(line.max).toBe(Math.max(...scores))
    expect(line.mean).toBeCloseTo(scores.reduce((a, b) => a + b) / scores.length, 6)
    const reached = scores.filter(score => score >= -0.5).length
    expect(line.outlierShare).toBe(reached / scores.length)
    const mask = decodeLabelMap(readFileSync(join(out, 'one.mask.png')), { name: 'mask' })
    expect([...mask.data]).toEqual([...scores].map(score => (score >= -0.5 ? 255 : 0)))
    const overlay = decodeImage(readFileSync(join(out, 'one.overlay.png')), { name: 'overlay' })
    expect([overlay.width, overlay.height]).toEqual([61, 45])
    expect(Buffer.from(overlay.data)).not.toEqual(Buffer.from(scene.image))
  })

  test('the 16-bit picture is the map, linear over the range', () => {
    const [low, high] = JSON.parse(readFileSync(join(out, 'predict.json'), 'utf8')).range
    const png = readPng(readFileSync(join(out, 'one.anomaly.png')), 'anomaly')
    expect(png.samples).toBeInstanceOf(Uint16Array)
    const scores = toFloat32Array(readNpy(join(out, 'one.anomaly.npy')))
    png.samples.forEach((value, i) => {
      const wanted = Math.min(high, Math.max(low, scores[i]!))
      expect(low + (value / 65535) * (high - low)).toBeCloseTo(wanted, 4)
    })
  })

  test('classes are palette indices, and their shares sum to 1', () => {
    const { data } = decodeLabelMap(readFileSync(join(out, 'one.classes.png')), { name: 'classes' })
    const road = [...data].filter(value => value === 0).length / data.length
    expect(line.classes.road ?? 0).toBeCloseTo(road, 12)
    const total = Object.values(line.classes as Record<string, number>).reduce((a, b) => a + b)
    expect(total).toBeCloseTo(1, 12)
  })
})

/** The picture on a canvas whose sides the network's stride divides, filled with the mean colour: with zeros, then. */
function onCanvas({ width, height, image }: ReturnType<typeof drawScene>) {
  const filled = (side: number) => Math.ceil(side / 32) * 32
  const canvas = { width: filled(width), height: filled(height) }
  const [colour, row] = [Uint8Array.from(tinyConfig().preprocessing.mean), 3 * width]
  const data = Uint8Array.from({ length: 3 * canvas.width * canvas.height }, (_, i) => colour[i % 3]!)
  for (let y = 0; y < height; y++) data.set(image.subarray(y * row, (y + 1) * row), 3 * y * canvas.width)
  return encodePng({ ...canvas, data })
}

test('16: pictures of any shape get maps of their size with finite scores, as in a padded picture', async () => {
  const shapes = [
    [1, 1],
    [1, 10_000],
    [31, 31],
    [10_000, 1],
  ] as const
  const files = shapes.flatMap(([width, height]) => {
    const scene = drawScene(width, height, 0, false)
    return [
      [`${width}x${height}.png`, imagePng(scene)],
      [`${width}x${height}-padded.png`, onCanvas(scene)],
    ] as const
  })
  const folder = writeTree(join(root, 'shapes'), Object.fromEntries(files))
  const out = fresh()
  const { exitCode } = await run(predictCommand, model, folder, '--out', out)
  expect(exitCode).toBe(0)
  for (const [width, height] of shapes) {
    const map = readNpy(join(out, `${width}x${height}.anomaly.npy`))
    expect(map.shape).toEqual([height, width])
    const scores = toFloat32Array(map)
    expect(scores.every(Number.isFinite)).toBe(true)
    const padded = readNpy(join(out, `${width}x${height}-padded.anomaly.npy`))
    const reference = toFloat32Array(padded)
    const off = scores.findIndex((score, i) => {
      const place = Math.floor(i / width) * padded.shape[1]! + (i % width)
      return Math.abs(score - reference[place]!) > 1e-6
    })
    expect(off, `${width}x${height}`).toBe(-1)
  }
})

describe('a preprocessing that resizes', () => {
  const resizing = join(root, 'resizing')
  const preprocessing = { ...tinyConfig().preprocessing, shortEdge: 40, longEdge: 70 }
  beforeAll(() => {
    tinySegmenter(resizing, { preprocessing })
  })

  test.each([
    // Made smaller, made larger, and held by the longer side.
    [100, 80, 50, 40],
    [20, 30, 40, 60],
    [200, 50, 70, 18],
  ])('%i × %i is seen as %i × %i; maps have its own size', async (width, height, seenWidth, seenHeight) => {
    const scene = drawScene(width, height, 0)
    const input = join(root, `resized-${width}.png`)
    writeFileSync(input, imagePng(scene))
    const out = fresh()
    const flags = ['--dump', 'all', '--out', out]
    expect((await run(predictCommand, resizing, input, ...flags)).exitCode).toBe(0)
    const map = readNpy(join(out, `resized-${width}.anomaly.npy`))
    expect(map.shape).toEqual([height, width])
    using _ = openScope()
    const [config, picture] = [tinyConfig({ preprocessing }), { width, height, data: scene.image }]
    const { input: whole, geometry } = prepareScenes([picture], config)
    const crop = [seenHeight, seenWidth]
    const padded = crop.map(side => Math.ceil(side / 32) * 32)
    expect(geometry).toEqual([{ padded, crop, size: [height, width] }])
    // Memory is planned by what will be seen.
    expect(geometryOf({ width, height }, config)).toEqual(geometry[0])
    const { tensors } = readSafetensors(join(out, `resized-${width}.safetensors`))
    expect(toFloat32Array(tensors.get('input')!)).toEqual(whole.toFloat32Array())
  })
})

describe('17: pictures larger than memory', () => {
  const scene = drawScene(300, 200, 1)
  const input = join(root, 'large.png')
  beforeAll(() => writeFileSync(input, imagePng(scene)))

  test('are refused before any computing, with the remedy', async () => {
    const { exitCode, message: error } = await run(predictCommand, model, input, '--max-memory', '0.015')
    expect(exitCode).toBe(2)
    expect(error).toMatch(
      /large.png: 300x200 takes about .* GB, and 0.0 GB are left; a --tile below 300 cuts it/,
    )
  })

  test('--tile guards those too that fit into a tile, and so are not cut', async () => {
    const tight = ['--max-memory', '0.015', '--tile', '512']
    const { exitCode, message } = await run(predictCommand, model, input, ...tight)
    expect([exitCode, message]).toEqual([2, expect.stringContaining('a --tile below 300 cuts it')])
  })

  test('--tile computes them, like the whole picture where that fits into a tile', async () => {
    const [tiled, one, whole] = [fresh(), fresh(), fresh()]
    const cut = await run(
      predictCommand,
      model,
      input,
      '--tile',
      '96',
      '--max-memory',
      '0.02',
      '--out',
      tiled,
    )
    expect(cut).toMatchObject({ exitCode: 0 })
    expect(cut.output).toContain('Cut into tiles of 96: 1 of 1 image. Masks see one tile at a time')
    const uncut = await run(predictCommand, model, input, '--tile', '512', '--out', one)
    expect(uncut.output).toContain('Cut into tiles of 512: none')
    await run(predictCommand, model, input, '--out', whole)
    const mapIn = (folder: string, name = 'large') => readNpy(join(folder, `${name}.anomaly.npy`))
    expect(mapIn(one)).toEqual(mapIn(whole))
    expect(mapIn(tiled).shape).toEqual([200, 300])
    // What the first tile has for itself is what it gets as a picture of its own, and not what the whole picture gets.
    const corner = fresh()
    const side = 96
    const { image: data } = scene
    const rows = Array.from({ length: side }, (_, y) => data.subarray(900 * y, 900 * y + 3 * side))
    writeFileSync(
      join(root, 'corner.png'),
      encodePng({ width: side, height: side, data: Buffer.concat(rows) }),
    )
    await run(predictCommand, model, join(root, 'corner.png'), '--out', corner)
    const [ours, theirs, alone] = [mapIn(tiled), mapIn(whole), mapIn(corner, 'corner')].map(toFloat32Array)
    const inTile = (map: Float32Array, width: number) =>
      Array.from({ length: 48 }, (_, y) => [...map.subarray(y * width, y * width + 48)])
    expect(inTile(ours!, 300)).toEqual(inTile(alone!, side))
    expect(inTile(ours!, 300)).not.toEqual(inTile(theirs!, 300))
  })
})

test('20: places without images say what was sought, and no folder appears', async () => {
  const places = writeTree(join(root, 'no-images'), {
    'hidden/.a.png': imagePng(drawScene(33, 32, 0)),
    'other/notes.txt': 'x',
  })
  mkdirSync(join(places, 'empty'))
  for (const [place, message] of [
    ['empty', 'no images; sought .jpg, .jpeg, .png, .webp, .gif, .bmp; found nothing visible'],
    ['hidden', 'no images; sought .jpg'],
    ['other', 'found 1 × .txt'],
    ['missing', 'no such file or folder'],
    ['other/notes.txt', 'notes.txt: a file of unknown type; expected a JPEG'],
    ['other/notes.txt/images', 'no such file or folder'],
  ] as const) {
    const out = fresh()
    const refused = await run(predictCommand, model, join(places, place), '--out', out)
    expect(refused).toMatchObject({ exitCode: 2, message: expect.stringContaining(message) })
    expect(existsSync(out)).toBe(false)
  }
})

test('22: an unreadable image stops; --keep-going leaves it out; --resume goes on', async () => {
  const whole = imagePng(drawScene(40, 30, 0))
  const good = { 'a.png': whole, 'c.png': imagePng(drawScene(40, 30, 2)) }
  const folder = writeTree(join(root, 'cut'), { ...good, 'b.png': whole.subarray(0, whole.length / 2) })
  const clean = writeTree(join(root, 'uncut'), good)
  const [stopped, kept, alone] = [fresh(), fresh(), fresh()]
  const first = await run(predictCommand, model, folder, '--out', stopped)
  expect(first.exitCode).toBe(2)
  expect(first.message).toContain('b.png')
  expect(readdirSync(stopped)).toContain('a.anomaly.npy')
  expect((await run(predictCommand, model, folder, '--out', kept, '--keep-going')).exitCode).toBe(1)
  await run(predictCommand, model, clean, '--out', alone)
  for (const name of ['a.anomaly.npy', 'c.anomaly.npy', 'c.classes.png'])
    expect(readFileSync(join(kept, name))).toEqual(readFileSync(join(alone, name)))
  writeFileSync(join(folder, 'b.png'), whole)
  const other = await run(
    predictCommand,
    model,
    folder,
    '--out',
    stopped,
    '--resume',
    '--precision',
    'bfloat16',
  )
  expect(other).toMatchObject({ exitCode: 2, message: expect.stringContaining('precision was "float32"') })
  expect((await run(predictCommand, model, folder, '--out', stopped, '--resume')).exitCode).toBe(0)
  expect(readFileSync(join(stopped, 'c.anomaly.npy'))).toEqual(readFileSync(join(alone, 'c.anomaly.npy')))
  // Pictures of the same names in another folder.
  const others = await run(predictCommand, model, clean, '--out', stopped, '--resume')
  expect([others.exitCode, others.message]).toEqual([2, expect.stringContaining('of 3 other images')])
})

test('23, 24: every name has results of its own', async () => {
  const png = imagePng(drawScene(33, 32, 0))
  const names = [
    'ä.png',
    'a\u0308.png',
    'with blank \'"%.png',
    '-v.png',
    'two..dots.png',
    'UPPER.PNG',
    'upper.png',
    'x/1.png',
    'y/1.png',
    'x/1.jpg.png',
    `${'n'.repeat(246)}.png`,
    // Its maps' names fit, but not with what they bear while they are written.
    `${'日'.repeat(75)}abc.png`,
    'two\nlines.png',
    '<b>&amp;.png',
  ]
  const folder = writeTree(join(root, 'names'), Object.fromEntries(names.map(name => [name, png])))
  // Bytes that are no UTF-8 stand in names as lone surrogates.
  for (const byte of [0xff, 0xfe]) {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/bytes`), Buffer.of(byte), Buffer.from('.png')]), png)
    names.push(`bytes${String.fromCharCode(0xdc00 + byte)}.png`)
  }
  symlinkSync('..', join(folder, 'x/loop'))
  const out = fresh()
  const { exitCode, output } = await run(predictCommand, model, folder, '--out', out, '--json')
  expect(exitCode).toBe(0)
  const found = lines(output)
  expect(found.map(({ file }) => file).sort()).toEqual(names.map(name => `${folder}/${name}`).sort())
  const maps = found.flatMap(({ files }) => files as string[])
  expect(new Set(maps).size).toBe(maps.length)
  for (const file of maps) expect(existsSync(join(out, file)), file).toBe(true)
})

test('25: results are not replaced without a word, nor written among the inputs', async () => {
  const folder = writeTree(join(root, 'inputs'), { 'a.png': imagePng(drawScene(33, 32, 0)) })
  const digest = () =>
    createHash('sha256')
      .update(readFileSync(join(folder, 'a.png')))
      .digest('hex')
  const before = [digest(), readdirSync(folder)]
  const out = fresh()
  expect((await run(predictCommand, model, folder, '--out', out)).exitCode).toBe(0)
  expect((await run(predictCommand, model, folder, '--out', out)).message).toContain('is not empty')
  expect((await run(predictCommand, model, folder, '--out', out, '--overwrite')).exitCode).toBe(0)
  expect((await run(predictCommand, model, folder, '--out', folder)).message).toContain(
    'lies in the input folder',
  )
  expect([digest(), readdirSync(folder)]).toEqual(before)
  writeFileSync(join(folder, 'a.classes.png'), readFileSync(join(folder, 'a.png')))
  const files = ['a.png', 'a.classes.png'].map(name => join(folder, name))
  expect((await run(predictCommand, model, ...files, '--out', folder, '--overwrite')).message).toContain(
    `a result would be written over the input "${files[1]}"; choose another place`,
  )
})

test('what earlier predictions wrote is not left among those that replace them, and what is missing is made anew', async () => {
  const pictures = { 'a.png': imagePng(drawScene(33, 32, 0)), 'b.png': imagePng(drawScene(33, 32, 1)) }
  const folder = writeTree(join(root, 'replaced'), pictures)
  const out = fresh()
  await run(predictCommand, model, folder, '--out', out, '--threshold', '0')
  writeTree(out, { 'mine.txt': 'somebody’s' })
  expect(readdirSync(out)).toContain('b.mask.png')
  await run(predictCommand, model, join(folder, 'a.png'), '--out', out, '--overwrite')
  expect(readdirSync(out).sort()).toEqual([
    ...['a.anomaly.npy', 'a.anomaly.png', 'a.classes.png', 'a.overlay.png'],
    ...['mine.txt', 'predict.json', 'predictions.jsonl'],
  ])
  const map = readFileSync(join(out, 'a.anomaly.npy'))
  rmSync(join(out, 'a.anomaly.npy'))
  expect((await run(predictCommand, model, join(folder, 'a.png'), '--out', out, '--resume')).exitCode).toBe(0)
  expect(readFileSync(join(out, 'a.anomaly.npy'))).toEqual(map)
})

test('options that would change nothing are refused', async () => {
  const folder = writeTree(join(root, 'idle'), { 'a.png': imagePng(drawScene(33, 32, 0)) })
  const refused = async (...words: string[]) => (await run(predictCommand, model, folder, ...words)).message
  expect(await refused('--range', '-1,0')).toBe(
    'predict: --range is of the 16-bit PNGs in --out, which is missing',
  )
  expect(await refused('--overwrite')).toBe(
    'predict: --overwrite is of --out and --sheet, and neither is given',
  )
})

test('options of the other kind of model are refused, not passed over', async () => {
  const input = join(root, 'one.png')
  const refusals = [
    [['--dump', 'features', '--out', fresh()], 'has none; known: input, stages, outputs, maps'],
    [['--sheet', 'x.png'], '--sheet is of classifiers'],
    [['--dump', 'all', '--tile', '64', '--out', fresh()], 'give one of them'],
    [['--accept', '0.9'], '--accept needs a calibration'],
    [['--dump', 'all'], '--dump needs --out'],
    [['--method', 'msp'], 'unknown method "msp"'],
  ] as const
  for (const [flags, expected] of refusals) {
    const { exitCode, message } = await run(predictCommand, model, input, ...flags)
    expect(exitCode).toBe(2)
    expect(message).toContain(expected)
  }
})
