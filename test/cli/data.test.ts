import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { dataCommand } from '../../src/cli/data.js'
import { officialNames } from '../../src/data/scenes/scene-spec.js'
import { textLine } from '../../src/data/sheets/sheet-text.js'
import { decodeImage } from '../../src/formats/index.js'
import { png, realData, temporaryFolder, writeTree } from '../data/fixtures.js'
import {
  miniSize,
  writeCamvid,
  writeCoco,
  writeCrops,
  writeOfficial,
  writeSceneBenchmark,
} from '../data/scenes/mini-trees.js'

const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
afterEach(() => {
  printed.mockClear()
  process.exitCode = undefined
})

async function run(...words: string[]): Promise<string> {
  await dataCommand.parseAsync(words, { from: 'user' })
  return printed.mock.calls.join('\n')
}

test('make world, list it, check it, with a contact sheet', async () => {
  const folder = temporaryFolder()
  const few = ['--train', '2', '--test', '1', '--negatives', '1', '--outliers', '1', '--seed', '3']
  const benchmark = await run('make', 'world', '--out', join(folder, 'w'), ...few)
  expect(benchmark).toBe(join(folder, 'w/world.json'))
  printed.mockClear()
  expect(await run('list', benchmark)).toContain(`${benchmark}#near/kin`)
  printed.mockClear()
  const sheet = join(folder, 'sheet.png')
  const output = await run('check', benchmark, '--sheet', sheet)
  expect(output).toContain('inlier/train: 20 images, 10 classes of 2, 32×32')
  expect(output).toContain('nothing wrong was found')
  expect(process.exitCode).toBeUndefined()
  expect(readFileSync(sheet).subarray(1, 4).toString()).toBe('PNG')
  await expect(run('check', 'nowhere', '--sheet', sheet)).rejects.toThrow('exists; choose another --sheet')
  await expect(run('check', 'nowhere', '--sheet', sheet, '--overwrite')).rejects.toThrow('no such file')
})

test('check: problems set the exit code; names cannot steer the terminal', async () => {
  const path = writeTree(temporaryFolder(), { 'a/\u001b[31m.png': 'no image', 'a/ok.png': png(1) })
  const output = await run('check', path)
  expect(output).toContain('PROBLEM  1 image cannot be read, such as a/⟨U+001B⟩[31m.png')
  expect(process.exitCode).toBe(2)
  printed.mockClear()
  expect(JSON.parse(await run('check', path, '--json')).sets[0].unreadable).toHaveLength(1)
  await expect(run('check', path, '--sheet', 'x.jpg')).rejects.toThrow('expected a name in .png')
  await expect(run('check', path, '--overwrite')).rejects.toThrow('is of --sheet')
  const image = join(path, 'a/ok.png')
  await expect(run('check', path, '--sheet', image, '--overwrite')).rejects.toThrow('into the input')
})

test('list names what can be fetched', async () => {
  const names = JSON.parse(await run('list', '--json')).map(({ name }: { name: string }) => name)
  expect(names).toContain('cifar10')
})

test('fetch refuses unknown names before anything is made', async () => {
  const folder = join(temporaryFolder(), 'data')
  await expect(run('fetch', 'nothing', '--out', folder)).rejects.toThrow('unknown set "nothing"')
  expect(existsSync(folder)).toBe(false)
})

test('check: scenes by split, with a histogram of their labels', async () => {
  const path = writeCamvid(temporaryFolder())
  const sheet = join(temporaryFolder(), 'sheet.png')
  const output = await run('check', `${path}#train`, '--sheet', sheet)
  expect(output).toContain('train: 2 scenes, 3 classes, 64×48')
  expect(output).toMatch(/ 3\.91 % {2}car, in 2 of 2/)
  expect(output).toContain('nothing wrong was found')
  expect(decodeImage(readFileSync(sheet), { name: sheet }).width).toBeGreaterThan(400)
  printed.mockClear()
  writeTree(path, { 'val/labels/0003_f.png': png(1) })
  expect(await run('check', path)).toContain('PROBLEM  1 scene cannot be read')
  expect(process.exitCode).toBe(2)
})

test('check: negatives, of which a missing or damaged file is found', async () => {
  const folder = writeCrops(temporaryFolder())
  expect(await run('check', `${folder}#train`)).toBe(
    `${folder}#train: 2 pictures of negatives, 2 categories of 1, 2 regions to paste\n\nnothing wrong was found`,
  )
  printed.mockClear()
  writeTree(folder, { 'masks/bowl_1.png': 'no picture' })
  expect(await run('check', `${folder}#train`)).toMatch(
    /PROBLEM {2}1 picture cannot be read, such as .*bowl_1.png/,
  )
  expect(process.exitCode).toBe(2)
  rmSync(join(folder, 'masks/bowl_1.png'))
  printed.mockClear()
  expect(await run('check', `${folder}#train`)).toContain(
    '1 file of objects.json is missing: "masks/bowl_1.png"',
  )
  printed.mockClear()
  const coco = writeCoco(temporaryFolder())
  const sheet = join(temporaryFolder(), 'sheet.png')
  process.exitCode = undefined
  expect(await run('check', coco, '--sheet', sheet)).toContain(
    '1 picture of negatives, 2 categories of 1, 2 regions',
  )
  expect(decodeImage(readFileSync(sheet), { name: sheet }).width).toBeGreaterThan(240)
  expect(process.exitCode).toBeUndefined()
})

test('preview: samples beside their labels, the same for the same seed', async () => {
  const [scenes, negatives] = [
    `${writeCamvid(temporaryFolder())}#train`,
    `${writeCrops(temporaryFolder())}#train`,
  ]
  const out = join(temporaryFolder(), 'sheet.png')
  const few = ['--samples', '3', '--pasting', '{"style": "objects", "number": [1, 1], "size": [16, 16]}']
  const output = await run('preview', scenes, '--negatives', `${negatives}:bowl`, '--out', out, ...few)
  expect(output.match(/% pasted/g)).toHaveLength(3)
  expect(output).not.toContain(' 0.00 % pasted')
  const first = readFileSync(out)
  // Two samples a row, each beside its labels, at 320 pixels.
  expect(decodeImage(first, { name: out })).toMatchObject({
    width: 4 * 324 + 4,
    height: 2 * (244 + textLine + 4) + 4,
  })
  await expect(run('preview', scenes, '--out', out)).rejects.toThrow('exists; choose another --out')
  await run('preview', scenes, '--negatives', `${negatives}:bowl`, '--out', out, '--overwrite', ...few)
  expect(readFileSync(out)).toEqual(first)
  const wrong = ['--out', out, '--overwrite', '--pasting', '{"style": "objects", "sizes": 3}']
  await expect(run('preview', scenes, ...wrong)).rejects.toThrow(/--pasting: .*sizes/)
})

test('preview --recipe: crops, sizes and pasting are those of its training', async () => {
  const scenes = `${writeCamvid(temporaryFolder())}#train`
  const negatives = ['--negatives', `${writeCrops(temporaryFolder())}#train`]
  const folder = temporaryFolder()
  const recipe = join(folder, 'mine.json')
  const written = JSON.parse(readFileSync(join(import.meta.dirname, '../../recipes/camvid-uno.json'), 'utf8'))
  const changed = {
    augmentation: { ...written.augmentation, shortSides: [96], crop: [40, 80] },
    pasting: { ...written.pasting, leaveAlone: 1, distractors: null },
  }
  writeTree(folder, { 'mine.json': JSON.stringify({ ...written, ...changed }) })
  const out = join(folder, 'sheet.png')
  const given = ['--out', out, '--samples', '2', '--overwrite', '--recipe']
  const output = await run('preview', scenes, ...negatives, ...given, recipe)
  expect(output.match(/^ {2}0\.00 % pasted/gm)).toHaveLength(2)
  // Crops of 40 rows and 80 columns, shown at 320.
  expect(decodeImage(readFileSync(out), { name: out })).toMatchObject({
    width: 4 * 324 + 4,
    height: 164 + textLine + 4 + 4,
  })
  printed.mockClear()
  const asked = ['--pasting', '{"style": "objects", "number": [2, 2], "size": [16, 16]}']
  expect(await run('preview', scenes, ...negatives, ...asked, ...given, recipe)).not.toContain(
    ' 0.00 % pasted',
  )
  printed.mockClear()
  const closed = ['preview', scenes, ...given, 'camvid-closed-set']
  expect(await run(...closed)).not.toContain('pasted')
  await expect(run(...closed, ...negatives)).rejects.toThrow('--negatives: camvid-closed-set pastes none')
  await expect(run('preview', scenes, ...given, recipe)).rejects.toThrow(
    'pastes --negatives, which are missing',
  )
  const settings = ['--set', 'augmentation.crop=[20,80]', '--set', 'pasting.leaveAlone=0']
  printed.mockClear()
  await run('preview', scenes, ...negatives, ...given, recipe, ...settings)
  expect(decodeImage(readFileSync(out), { name: out }).height).toBe(84 + textLine + 4 + 4)
  const named = ['--recipe', 'camvid-uno', '--out', join(folder, 'new/folder/sheet.png'), '--samples', '1']
  await expect(run('preview', scenes, ...negatives, ...named)).rejects.toThrow(
    'no class "Car" in the scenes; known: sky, road, car; name some of these, or none by distractors = null',
  )
  await run('preview', scenes, ...negatives, ...named, '--set', 'pasting.distractors=null')
  expect(existsSync(join(folder, 'new/folder/sheet.png'))).toBe(true)
  await expect(run('preview', scenes, '--out', join(folder, 'x.png'), '--set', 'a=1')).rejects.toThrow(
    '--set is of --recipe',
  )
  await expect(run('preview', scenes, ...given, 'cifar10-uno')).rejects.toThrow('image-wide track')
})

describe('scenes of the official benchmarks, below --root', () => {
  test.each(officialNames)('%s: previewed and checked', async name => {
    const root = writeOfficial(temporaryFolder(), name)
    const out = join(temporaryFolder(), 'sheet.png')
    const shown = await run('preview', name, '--root', root, '--out', out, '--samples', '1')
    expect(shown).toMatch(/^\S+\n\S+\.png\n?$/)
    // The sample beside its labels, which are laid over it: the box is an outlier, in red, all else blue.
    const { width, data } = decodeImage(readFileSync(out), { name: out })
    const redness = (x: number, y: number) => data[3 * (y * width + x)]! - data[3 * (y * width + x) + 2]!
    const [scale, labels, top] = [320 / miniSize.width, 4 + 320 + 4, 4 + textLine + 4]
    expect(redness(labels + 13 * scale, top + 24 * scale)).toBeGreaterThan(150)
    expect(redness(labels + 40 * scale, top + 24 * scale)).toBeLessThan(-50)
    printed.mockClear()
    const checked = await run('check', name, '--root', root)
    expect(checked).toContain(`${name}: 1 scene, 2 classes, 64×48`)
    expect(checked).toMatch(/ 3\.91 % {2}outlier, in 1 of 1/)
    expect(process.exitCode).toBeUndefined()
    // Without its name, its files would be images of classes that they are not. (Those of Lost & Found are Cityscapes'.)
    if (name === 'fishyscapes-laf') return
    printed.mockClear()
    expect(await run('check', root)).toContain(
      `${root}: looks like ${name} and no set of images; uno data check ${name} --root ${root}`,
    )
    expect(process.exitCode).toBe(2)
    process.exitCode = undefined
  })

  test('a label without a meaning is found', async () => {
    const root = writeOfficial(temporaryFolder(), 'smiyc-anomaly', 7)
    expect(await run('check', 'smiyc-anomaly', '--root', root)).toContain(
      'label 7 in 120 pixels, the first at row 20, column 7; expected 0 (inlier), 1 (outlier) and 255 (ignored)',
    )
    expect(process.exitCode).toBe(2)
  })

  test('a root that is missing, empty or of no use is refused', async () => {
    const root = writeCamvid(temporaryFolder())
    const out = ['--out', join(temporaryFolder(), 'sheet.png')]
    await expect(run('preview', 'smiyc-anomaly', ...out)).rejects.toThrow('smiyc-anomaly: needs --root')
    await expect(run('check', 'smiyc-anomaly')).rejects.toThrow('smiyc-anomaly: needs --root')
    await expect(run('preview', 'road-anomaly', '--root', root, ...out)).rejects.toThrow(
      `${root}: holds no road-anomaly: sought frames/`,
    )
    await expect(run('preview', `${root}#train`, '--root', root, ...out)).rejects.toThrow('--root: ')
    await expect(run('check', root, '--root', root)).rejects.toThrow('--root: ')
  })
})

test('preview and check: the sets of a pixel benchmark', async () => {
  const file = writeSceneBenchmark(temporaryFolder())
  const out = join(temporaryFolder(), 'sheet.png')
  for (const [entry, id] of [
    ['camvid/train', 'train/images/000'],
    ['odd', 'images/0000.jpg'],
  ]) {
    printed.mockClear()
    const shown = await run('preview', `${file}#${entry}`, '--out', out, '--samples', '2', '--overwrite')
    expect(shown.trim().split('\n')).toEqual([expect.any(String), expect.any(String), out])
    expect(shown).toContain(id)
    expect(shown).not.toContain('pasted')
  }
  printed.mockClear()
  const checked = await run('check', file)
  expect(checked).toContain('camvid/train: 2 scenes, 3 classes')
  expect(checked).toContain('odd: 1 scene, 2 classes')
  await expect(run('preview', file, '--out', out, '--overwrite')).rejects.toThrow(
    `say which, as in ${file}#camvid/train; known: camvid/train, camvid/val, odd`,
  )
})

const realBenchmark = join(realData, 'pixel-benchmark.json')
test.skipIf(!existsSync(realBenchmark))(
  'preview: real scenes with anomalies, lying there and pasted',
  async () => {
    const out = join(temporaryFolder(), 'sheet.png')
    for (const entry of ['smiyc-anomaly-val', 'fs-static', 'camvid-pasted/val']) {
      printed.mockClear()
      const shown = await run(
        'preview',
        `${realBenchmark}#${entry}`,
        '--out',
        out,
        '--samples',
        '2',
        '--overwrite',
      )
      expect(shown.trim().split('\n')).toHaveLength(3)
    }
  },
)
