import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { orientedBatches } from '../../../src/training/pixel/oriented-batches.js'
import { openPixelTrack } from '../../../src/training/pixel/session.js'
import { writeCityscapes } from '../../data/scenes/mini-trees.js'
import { testFolder } from '../tiny.js'
import { tinyScenes } from './tiny-scenes.js'

test('a batch goes out as soon as there are enough of one orientation, in the order of coming', () => {
  const isLandscape = (item: number) => item < 10
  const items = [1, 11, 2, 12, 3, 13, 4, 5, 14]
  expect([...orientedBatches(items, isLandscape, 2)]).toEqual([
    [1, 2],
    [11, 12],
    [3, 4],
    [13, 14],
  ])
  expect([...orientedBatches(items, () => true, 4)]).toEqual([
    [1, 11, 2, 12],
    [3, 13, 4, 5],
  ])
})

const folder = testFolder('mixed-scenes')
const wide = writeCityscapes(join(folder, 'wide'), { width: 64, height: 48 })

/** Three scenes wider than high and three higher than wide, whose crops are as large as they are. */
function mixedScenes(): string {
  const high = writeCityscapes(join(folder, 'high'), { width: 48, height: 64 })
  const list = join(folder, 'both.json')
  writeFileSync(list, JSON.stringify([{ path: wide }, { path: high }]))
  return list
}

const mixed = mixedScenes()

async function open(data: string, sameOrientation: boolean) {
  const recipe = tinyScenes(
    'objective.name=closed-set',
    'pasting=null',
    'augmentation={"shortSides":null,"crop":null}',
    'validation.scenes=0',
    'validation.negatives=0',
    'steps=12',
    `batch.sameOrientation=${sameOrientation}`,
  )
  const { source } = await openPixelTrack(recipe, { data }).begin({ warn: () => {}, progress: () => {} })
  return source
}

type Source = Awaited<ReturnType<typeof open>>

async function batchOf(source: Source, step: number) {
  return (await source.ready(step))() as { width: number; height: number }[][]
}

async function firstPasses(data: string, sameOrientation: boolean) {
  const source = await open(data, sameOrientation)
  const passes = []
  for (let step = 0; step < 6; step++) passes.push(...(await batchOf(source, step)))
  await source.close()
  return passes
}

test('the scenes of a forward pass have one orientation, if the recipe says so', async () => {
  const shapesOf = async (sameOrientation: boolean) =>
    (await firstPasses(mixed, sameOrientation)).map(pass => pass.map(({ width, height }) => width > height))
  const grouped = await shapesOf(true)
  expect(grouped.every(([first, second]) => first === second)).toBe(true)
  expect(new Set(grouped.flat()).size).toBe(2)
  const asTheyCome = await shapesOf(false)
  expect(asTheyCome.some(([first, second]) => first !== second)).toBe(true)
})

test('where all scenes have one, it changes nothing', async () => {
  expect(await firstPasses(wide, true)).toEqual(await firstPasses(wide, false))
})

test('a resumed training meets the batches that it would have met', async () => {
  const [through, resumed] = [await open(mixed, true), await open(mixed, true)]
  for (const step of [0, 1, 2]) await batchOf(through, step)
  for (const step of [3, 4]) expect(await batchOf(resumed, step)).toEqual(await batchOf(through, step))
  await Promise.all([through.close(), resumed.close()])
})

test('scenes are drawn in ascending order only', async () => {
  const source = await open(mixed, true)
  await batchOf(source, 2)
  await expect(source.ready(1)).rejects.toThrow('the scenes of step 1 were asked for before')
  await source.close()
})
