import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { mapsCommand } from '../../src/cli/metrics/maps.js'
import { metricsCommand } from '../../src/cli/metrics.js'
import { exitCodeOf } from '../../src/errors.js'
import { encodePng, fromTyped, writeHdf5, writeNpy } from '../../src/formats/index.js'
import { toHalf } from '../../src/half.js'

const root = mkdtempSync(join(tmpdir(), 'uno-maps-'))
afterAll(() => rmSync(root, { recursive: true }))

const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})

/** Runs `uno metrics …`; gives what it prints and what it ends with. */
async function run(...words: string[]) {
  printed.mockClear()
  warned.mockClear()
  const error = await metricsCommand.parseAsync(words, { from: 'user' }).then(
    () => undefined,
    (error: Error) => error,
  )
  const output = printed.mock.calls.join('\n')
  return {
    output,
    json: () => JSON.parse(output),
    warnings: warned.mock.calls.join('\n'),
    exitCode: error ? exitCodeOf(error) : 0,
    message: error?.message,
  }
}

let tree = 0
let scores = ''
let labels = ''
beforeEach(() => {
  const folder = join(root, `tree-${tree++}`)
  ;[scores, labels] = [join(folder, 'scores'), join(folder, 'labels')]
  for (const path of [scores, labels]) mkdirSync(path, { recursive: true })
})

const [height, width] = [4, 6]
const label = (name: string, values: number[], size = { width, height }) =>
  writeFileSync(join(labels, name), encodePng({ ...size, data: Uint8Array.from(values) }))
const map = (name: string, values: number[], shape = [height, width]) =>
  writeNpy(join(scores, name), fromTyped(Float32Array.from(values), shape))

/** Outliers in the upper left; ignored in the last row. */
const truth = Array.from({ length: 24 }, (_, i) => (i >= 18 ? 255 : i % 6 < 2 && i < 12 ? 1 : 0))
/** All outliers above all inliers but one, which is above all. */
const ranked = truth.map((value, i) => (i === 5 ? 9 : value === 1 ? 5 + i / 100 : i / 100))

const maps = (...words: string[]) => run('maps', '--scores', scores, '--labels', labels, ...words)

describe('uno metrics maps', () => {
  test('takes the maps of a folder that uno predict wrote, and passes its pictures over', async () => {
    map('a.anomaly.npy', ranked)
    const picture = encodePng({ width, height, data: new Uint8Array(24) })
    for (const ending of ['anomaly', 'classes', 'mask', 'overlay'])
      writeFileSync(join(scores, `a.${ending}.png`), picture)
    label('a.png', truth)
    const beside = (await maps('--json')).json()
    for (const ending of ['anomaly', 'classes', 'mask', 'overlay']) rmSync(join(scores, `a.${ending}.png`))
    expect(beside).toEqual((await maps('--json')).json())
    expect(beside.auroc).toBeGreaterThan(0.5)
  })

  test('pools the pixels of all maps, whatever they are stored as', async () => {
    map('a_anomaly.npy', ranked)
    label('a_labels.png', truth)
    writeHdf5(join(scores, 'b.hdf5'), {
      ...fromTyped(toHalf(Float32Array.from(ranked)), [1, height, width]),
      dtype: 'float16',
    })
    label('b_labels_semantic.png', truth)
    label('b_labels_semantic_color.png', truth)
    const grey = Uint16Array.from(ranked, value => Math.round(value * 1000))
    mkdirSync(join(scores, 'c'))
    mkdirSync(join(labels, 'c'))
    writeFileSync(join(scores, 'c/d.png'), encodePng({ width, height, data: grey }))
    label(
      'c/d_gt.png',
      truth.map(() => 255),
    )
    const { exitCode, json, warnings } = await maps('--json')
    expect(exitCode).toBe(0)
    const found = json()
    expect(found).toMatchObject({
      protocol: 'exact',
      images: 3,
      outliers: 8,
      inliers: 28,
      ignored: 36,
      fpr95: 2 / 28,
      skipped: [],
    })
    // Two inliers are above all: precision is k / (k + 2).
    const ap = [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, k) => sum + k / (k + 2), 0) / 8
    expect(Math.abs(found.ap - ap)).toBeLessThan(0.02)
    expect(found.auroc).toBeCloseTo(1 - (2 * 8) / (28 * 8), 12)
    expect(warnings).toContain('c/d.png: every pixel is ignored; the image contributes nothing')
  })

  test('labels of any integers, as NumPy writes them by default', async () => {
    map('a.npy', ranked)
    const integers = (values: number[]) =>
      writeNpy(
        join(labels, 'a.npy'),
        fromTyped(
          BigInt64Array.from(values, value => BigInt(value)),
          [height, width],
        ),
      )
    integers(truth)
    expect((await maps('--json')).json()).toMatchObject({ outliers: 4, inliers: 14, ignored: 6 })
    integers(truth.map((value, i) => (i === 7 ? -1 : value)))
    expect((await maps()).message).toContain('-1 at row 1, column 1, expected a label map of 0 … 255')
    map('a.npy', ranked)
    writeNpy(join(labels, 'a.npy'), fromTyped(Float32Array.from(truth), [height, width]))
    expect((await maps()).message).toContain('float32 [4,6], expected a label map of integers [H,W]')
  })

  test('prints a table in per cent', async () => {
    map('a.npy', ranked)
    label('a.png', truth)
    const { output } = await maps()
    expect(output).toContain('1 image: 4 outlier pixels (positive), 14 inlier pixels, 6 ignored')
    expect(output).toMatch(/^FPR95 +7\.14 % +at score ≥ 5$/m)
  })

  test('--protocol smiyc-obstacle adds the tool’s own numbers, at its threshold or at ours', async () => {
    const [w, h] = [20, 20]
    const square = Array.from({ length: 400 }, (_, i) => (i % 20 < 10 && i < 200 ? 1 : 0))
    map(
      'a.npy',
      square.map((value, i) => value + (i % 7) / 100),
      [h, w],
    )
    label('a_labels.png', square, { width: w, height: h })
    const found = (await maps('--protocol', 'smiyc-obstacle', '--json')).json()
    expect(found.smiyc.pixel.area_PRC).toBe(1)
    expect(found.smiyc.threshold).toBe(found.smiyc.pixel.best_f1_threshold)
    // Pixels at the threshold are not above it.
    expect(found.smiyc.components.sIoU_gt).toBeLessThan(1)
    const ours = (await maps('--protocol', 'smiyc-obstacle', '--threshold', '0.5', '--json')).json()
    expect(ours.smiyc.components).toMatchObject({ sIoU_gt: 1, prec_pred: 1, f1_mean: 1, tp_75: 1 })
    expect((await maps('--protocol', 'smiyc-obstacle', '--threshold', '0.5')).output).toContain(
      'SMIYC, components at score > 0.5',
    )
    const large = await maps('--protocol', 'smiyc-anomaly', '--threshold', '2', '--json')
    expect(large.json().smiyc).toMatchObject({
      components: { prec_pred: null, f1_mean: 0 },
      undefined: { prec_pred: 'no predicted component is large enough' },
    })
    expect((await maps('--threshold', '1')).message).toContain('a threshold is for SMIYC')
  })

  test('an infinite score leaves SMIYC’s numbers undefined, and the exact ones as they are', async () => {
    map(
      'a.npy',
      ranked.map(score => (score === 9 ? Number.POSITIVE_INFINITY : score)),
    )
    label('a.png', truth)
    const reason = 'a.npy: score is infinite at row 0, column 5'
    const found = await maps('--protocol', 'smiyc-anomaly', '--json')
    expect(found.json()).toMatchObject({
      ap: expect.any(Number),
      smiyc: { pixel: { area_PRC: null, undefined: expect.stringContaining(reason) }, components: null },
    })
    expect([found.exitCode, found.message]).toEqual([2, expect.stringContaining(reason)])
    expect((await maps('--protocol', 'smiyc-anomaly', '--allow-undefined')).exitCode).toBe(0)
  })

  test('--protocol fishyscapes takes every label but 0 and 1 for void', async () => {
    map('a.npy', ranked)
    label(
      'a.png',
      truth.map((value, i) => (i === 5 ? 7 : value)),
    )
    expect((await maps('--json')).message).toContain('label 7')
    expect((await maps('--protocol', 'fishyscapes', '--json')).json()).toMatchObject({ ap: 1, ignored: 7 })
  })

  test('--inliers, --outliers and --ignored say what raw labels mean: Lost & Found’s 1 road, 2 and more things, 0 void', async () => {
    map('a.npy', ranked)
    const raw = truth.map((value, i) => (value === 255 ? 255 : i === 5 ? 0 : 1 + value * (1 + (i % 2))))
    label('a.png', raw)
    const named = ['--inliers', '1', '--outliers', '2,3', '--json']
    expect((await maps(...named)).message).toContain('label 0 at row 0, column 5 (1 of them)')
    expect((await maps(...named, '--ignored', '0')).json()).toMatchObject({ ap: 1, outliers: 4, ignored: 7 })
    expect((await maps(...named, '--ignored', '3')).message).toBe(
      'label 3 is given as outlier and as ignored; choose one',
    )
  })

  test('--bootstrap adds intervals over images that the seed decides', async () => {
    for (let i = 0; i < 8; i++) {
      map(
        `${i}.npy`,
        ranked.map((value, k) => value + ((i * k * 7) % 11)),
      )
      label(`${i}.png`, truth)
    }
    const intervals = async (seed: string) =>
      (await maps('--json', '--bootstrap', '50', '--seed', seed)).json().intervals
    const first = await intervals('1')
    expect(first.ap.low).toBeLessThan(first.ap.high)
    expect(first.ap).toMatchObject({ bound: 0, replicates: 50, undefinedReplicates: 0 })
    expect(await intervals('1')).toEqual(first)
    expect(await intervals('2')).not.toEqual(first)
    expect((await maps('--bootstrap', '50')).output).toMatch(/^AP .* % {2}\[.* %, .* %\]$/m)
  })

  test('--curves adds points for drawing to the JSON', async () => {
    map('a.npy', ranked)
    label('a.png', truth)
    const { curves } = (await maps('--json', '--curves')).json()
    expect(curves.roc.x.at(-1)).toBe(1)
    expect(curves.fishyscapes.x.length).toBe(51)
    expect(curves.pr.thresholds[0]).toBe('inf')
    expect((await maps('--curves')).message).toContain('add --json')
  })

  test('--frames takes the frames of a list, and all of them', async () => {
    for (const name of ['a', 'b', 'c']) {
      map(`${name}.npy`, ranked)
      label(`${name}.png`, truth)
    }
    const list = join(root, 'frames.txt')
    writeFileSync(list, 'a\r\nc\n\n')
    expect((await maps('--json', '--frames', list)).json().images).toBe(2)
    writeFileSync(list, 'a\nd\n')
    expect((await maps('--frames', list)).message).toContain('1 of 2 frames are missing: "d"')
  })
})

describe('what is wrong is said by file, before anything is printed', () => {
  const refused = async (...words: string[]) => {
    const { exitCode, message, output } = await maps(...words)
    expect(exitCode).toBe(2)
    expect(output).toBe('')
    expect(message).not.toContain('\n')
    return message
  }

  test.each([
    ['one row more', [height + 1, width]],
    ['one column less', [height, width - 1]],
    ['turned', [width, height]],
    ['half the size', [height / 2, width / 2]],
  ])('18: a map of another size names both files and both sizes: %s', async (_, shape) => {
    map('a.npy', new Array(shape[0]! * shape[1]!).fill(0), shape)
    label('a_labels.png', truth)
    expect(await refused()).toContain(
      `a.npy: the array is [${shape}], the image [4,6] (${join(labels, 'a_labels.png')})`,
    )
  })

  test('19: a label outside the legend, by file, value, place and count, in the last of three maps', async () => {
    for (const name of ['a', 'b', 'c']) {
      map(`${name}.npy`, ranked)
      label(`${name}.png`, name === 'c' ? truth.map((value, i) => (i === 8 ? 19 : value)) : truth)
    }
    expect(await refused()).toContain(
      'c.png: label 19 at row 1, column 2 (1 of them) is outside the legend: inlier 0, outlier 1, ignored 255',
    )
    expect((await maps('--outliers', '1,19', '--json')).json().outliers).toBe(13)
    const strict = mapsCommand.exitOverride().configureOutput({ writeErr: () => {} })
    const words = ['--scores', scores, '--labels', labels, '--outliers', '1,']
    await expect(strict.parseAsync(words, { from: 'user' })).rejects.toThrow('expected labels from 0 to 254')
    expect(await refused('--outliers', '0,1')).toContain('label 0 is given as inlier and as outlier')
  })

  test('20: a folder without maps says what was sought and what was found', async () => {
    label('a.png', truth)
    expect(await refused()).toContain('no score maps; sought .npy, .npz, .png, .hdf5, .h5; found nothing')
    writeFileSync(join(scores, 'readme.txt'), '')
    expect(await refused()).toContain('found 1 other files, for example readme.txt')
    const file = await run('maps', '--scores', join(labels, 'a.png'), '--labels', labels)
    expect(file.message).toContain('expected a folder, found a file')
  })

  test('21: maps without labels and labels without maps are listed, or maps are skipped', async () => {
    map('a.npy', ranked)
    label('a.png', truth)
    map('b.npy', ranked)
    expect(await refused()).toContain('1 score map without a label: "b.npy"')
    const skipped = await maps('--skip-unlabelled', '--json')
    expect(skipped.json()).toMatchObject({ images: 1, skipped: ['b.npy'] })
    expect(skipped.warnings).toContain('1 map without a label, skipped')
    label('c.png', truth)
    expect(await refused('--skip-unlabelled')).toContain('1 label without a score map: "c.png"')
  })

  test('38: NaN that counts, by file, row and column; one class only, unless that is allowed', async () => {
    map(
      'a.npy',
      ranked.map((value, i) => (i === 7 || i === 23 ? Number.NaN : value)),
    )
    label('a.png', truth)
    expect(await refused()).toContain('a.npy: score is NaN at row 1, column 1 (1 such pixel)')
    map('a.npy', ranked)
    label(
      'a.png',
      truth.map(value => (value === 1 ? 0 : value)),
    )
    const one = await maps('--json')
    expect(one.exitCode).toBe(2)
    expect(one.message).toContain('no outlier among 18 pixels (6 ignored): AP, AUROC, FPR95 undefined')
    expect(one.json()).toMatchObject({ ap: null, undefined: { ap: expect.stringContaining('no outlier') } })
    expect((await maps('--json', '--allow-undefined')).exitCode).toBe(0)
  })
})

describe('uno metrics segmentation', () => {
  const segmentation = (...words: string[]) =>
    run('segmentation', '--predictions', scores, '--labels', labels, '--classes', '3', ...words)
  const classes = (name: string, values: number[]) =>
    writeFileSync(join(scores, name), encodePng({ width: 3, height: 2, data: Uint8Array.from(values) }))
  const size = { width: 3, height: 2 }

  test('IoU over the pixels of all maps; absent classes by either rule', async () => {
    classes('a_segmentation.png', [0, 0, 1, 2, 2, 0])
    label('a_labels.png', [0, 1, 1, 0, 255, 0], size)
    writeNpy(join(scores, 'b.npy'), fromTyped(Uint8Array.of(1, 1, 1, 1, 1, 1), [2, 3]))
    label('b.png', [1, 1, 1, 1, 1, 255], size)
    const found = (await segmentation('--json')).json()
    expect(found).toMatchObject({
      images: 2,
      pixels: 10,
      ignored: 2,
      accuracy: 0.8,
      per_class: [2 / 4, 6 / 7, 0],
    })
    expect(found.miou).toBeCloseTo((2 / 4 + 6 / 7) / 3, 12)
    const other = (await segmentation('--json', '--absent', 'detectron2')).json()
    expect(other.per_class).toEqual([2 / 4, 6 / 7, null])
    expect((await segmentation()).output).toMatch(/^mIoU +45\.24 %$/m)
  })

  test('what is no class, and maps of two sizes, are refused by file', async () => {
    classes('a.png', [0, 0, 1, 3, 3, 0])
    label('a.png', [0, 1, 1, 0, 255, 0], size)
    expect((await segmentation()).message).toContain(
      'a.png: predicted class 3 at row 1, column 0 (1 of them); expected 0 to 2: map it first',
    )
    classes('a.png', [0, 0, 1, 2, 3, 0])
    label('a.png', [0, 1, 1, 4, 255, 0], size)
    expect((await segmentation()).message).toContain(
      'label 4 at row 1, column 0 (1 of them); expected 0 to 2, or 255 for ignored: map it first',
    )
    label('a.png', truth)
    expect((await segmentation()).message).toMatch(/scores\/a\.png is 3x2, .*labels\/a\.png is 6x4/)
  })

  test('without a pixel that counts there is no mIoU', async () => {
    classes('a.png', [0, 0, 1, 2, 2, 0])
    label('a.png', new Array(6).fill(255), size)
    expect(await segmentation('--json')).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('mIoU undefined'),
    })
    expect((await segmentation('--json', '--allow-undefined')).json()).toMatchObject({
      miou: null,
      accuracy: null,
    })
  })
})
