import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { writeStreetWorld } from '../../../src/data/street/write-street.js'
import { readModelConfig } from '../../../src/models/index.js'
import { checkpointsOf } from '../../../src/runs/run-folder.js'
import { loadRecipe, parseRecipe, recipeNames, resolveRecipe } from '../../../src/training/load-recipe.js'
import type { DataArguments } from '../../../src/training/track.js'
import {
  writeAde20k,
  writeCamvid,
  writeCityscapes,
  writeCoco,
  writeCrops,
  writeInstances,
  writeLegendFolder,
  writeSegnet,
  writeVistas,
  writeVistas2,
} from '../../data/scenes/mini-trees.js'
import { trainHere } from '../runs.js'
import { testFolder } from '../tiny.js'
import { tinyScenes, tinySizes } from './tiny-scenes.js'

const folder = testFolder('recipes')
const at = (name: string) => join(folder, name)

/** Two steps of a shrunken model on crops that fit the small scenes. */
const shrunken = [
  ...tinySizes,
  'objective.points=16',
  'augmentation.shortSides=[40,48]',
  'augmentation.crop=[32,48]',
  'batch.scenes=2',
  'batch.accumulate=1',
  'steps=2',
  'schedule.steps=null',
  'precision=float32',
  'threads=1',
  'validation.scenes=0',
]

let street: string
beforeAll(() => {
  writeCityscapes(at('cityscapes'))
  writeVistas(at('vistas'))
  writeAde20k(at('ade20k'))
  writeCamvid(at('camvid'))
  writeCrops(at('things'))
  street = writeStreetWorld(at('street'), {
    width: 64,
    height: 48,
    train: 2,
    val: 1,
    test: 1,
    negatives: 2,
    outliers: 1,
  })
  const both = [
    { path: 'cityscapes', split: 'train' },
    { path: 'vistas', split: 'training' },
  ]
  writeFileSync(at('both.json'), JSON.stringify(both))
})

/** What each recipe is for; every pixel-level recipe must be here. */
const data: Record<string, () => DataArguments> = {
  'camvid-closed-set': () => ({ data: at('camvid') }),
  'camvid-uno': () => ({ data: at('camvid'), negatives: `${at('things')}#train` }),
  'camvid-eam': () => ({ data: at('camvid'), negatives: `${at('things')}#train` }),
  'demo-street-closed-set': () => ({ data: street }),
  'demo-street-uno': () => ({ data: street }),
  'cityscapes-closed-set-r50': () => ({ data: at('cityscapes') }),
  'cityscapes-closed-set-swin-t': () => ({ data: at('cityscapes') }),
  'cityscapes-closed-set-swin-l': () => ({ data: at('cityscapes') }),
  'cityscapes-vistas-closed-set-paper': () => ({ data: at('both.json') }),
  'cityscapes-vistas-closed-set-released': () => ({ data: at('both.json') }),
  'cityscapes-vistas-uno-paper': () => ({ data: at('both.json'), negatives: at('ade20k') }),
  'cityscapes-vistas-uno-released': () => ({ data: at('both.json'), negatives: at('ade20k') }),
  'cityscapes-vistas-eam-released': () => ({ data: at('both.json'), negatives: at('ade20k') }),
}

const pixelRecipes = recipeNames().filter(name => loadRecipe(name).track === 'pixel')

test('every recipe of the pixel level is tried', () => {
  expect(pixelRecipes).toEqual(Object.keys(data).sort())
})

test.each(Object.entries(data))('%s takes two steps on a small set of its layout', async (name, named) => {
  // The classes of the small set are fewer than those that distractors are named for.
  const few = loadRecipe(name).name.startsWith('camvid') && name !== 'camvid-closed-set'
  const settings = few ? [...shrunken, 'pasting.distractors=null'] : shrunken
  const recipe = resolveRecipe(loadRecipe(name, settings), 1)
  const run = at(`run-${name}`)
  const { result } = await trainHere({ recipe, data: named(), run })
  expect(result).toEqual({ step: 2, steps: 2 })
  const config = readModelConfig(checkpointsOf(run)[0]!.path)
  expect(config).toMatchObject({ arch: 'mask2former', outlierClass: /-uno/.test(name) })
})

/** What no recipe is for: scenes, and what is pasted into those of Cityscapes. */
const otherScenes = {
  'SegNet’s CamVid': (at: string) => `${writeSegnet(at)}#train`,
  'Vistas 2.0': (at: string) => writeVistas2(at),
  'images and label maps with a legend': (at: string) => writeLegendFolder(at),
}
const otherNegatives = {
  'COCO’s instances': (at: string) => `${writeCoco(at)}#train`,
  'COCO’s panoptic segments': (at: string) => {
    writeCoco(at)
    rmSync(join(at, 'annotations/instances_train2017.json'))
    return `${at}#train`
  },
  'images and instance maps': (at: string) => writeInstances(at),
}

test.each([
  ...Object.entries(otherScenes).map(([name, write]) => [name, write, undefined] as const),
  ...Object.entries(otherNegatives).map(([name, write]) => [name, undefined, write] as const),
])('%s: two steps of UNO', async (name, scenes, negatives) => {
  const data = scenes?.(at(name)) ?? at('cityscapes')
  const pasted = negatives?.(at(name)) ?? `${at('things')}#train`
  const recipe = tinyScenes('steps=2', 'validation.scenes=0', 'validation.negatives=0')
  const { result } = await trainHere({ recipe, data: { data, negatives: pasted }, run: at(`run of ${name}`) })
  expect(result).toEqual({ step: 2, steps: 2 })
})

describe('crops that the network must fill up', () => {
  test('no recipe has them', () => {
    for (const name of pixelRecipes) {
      const recipe = loadRecipe(name)
      if (recipe.track !== 'pixel') continue
      const { crop } = recipe.augmentation
      expect(
        crop?.map(side => side % recipe.model.sizeDivisibility),
        name,
      ).toEqual([0, 0])
    }
  })

  test.each([
    ['[32,48]', [/32×48 is filled up to 32×64.*choose multiples of 32/]],
    ['[32,64]', []],
  ])('are told: %s', async (crop, said) => {
    const settings = [...shrunken, `augmentation.crop=${crop}`, 'steps=1']
    const recipe = resolveRecipe(loadRecipe('demo-street-closed-set', settings), 1)
    const { warnings } = await trainHere({ recipe, data: { data: street }, run: at(`crop-${crop}`) })
    expect(warnings).toEqual(said.map(text => expect.stringMatching(text)))
  })
})

describe('official hyper-parameters', () => {
  test('the closed set', () => {
    expect(loadRecipe('cityscapes-closed-set-swin-t')).toMatchObject({
      steps: 90000,
      batch: { scenes: 16 },
      optimiser: { name: 'adamw', lr: 1e-4, weightDecay: 0.05, backboneLr: 0.1 },
      schedule: { name: 'poly', power: 0.9 },
      clip: 0.01,
      objective: {
        points: 12544,
        oversample: 3,
        importance: 0.75,
        noObjectWeight: 0.1,
        weights: { class: 2, mask: 5, dice: 5 },
      },
      augmentation: { crop: [512, 1024], cropClassLimit: 1 },
      model: { queries: 100, decoderLayers: 9, encoderLayers: 6, encoderFfnDim: 1024 },
    })
  })

  test('fine-tuning departs from the paper as the release does', () => {
    const [paper, released] = ['paper', 'released'].map(form => loadRecipe(`cityscapes-vistas-uno-${form}`))
    expect(paper).toMatchObject({ steps: 2000, batch: { scenes: 18 }, optimiser: { lr: 1e-4 } })
    expect(released).toMatchObject({ steps: 2000, batch: { scenes: 12 }, optimiser: { lr: 1e-5 } })
    expect(loadRecipe('cityscapes-vistas-eam-released')).toMatchObject({ pasting: { size: [96, 383] } })
    expect(loadRecipe('cityscapes-vistas-closed-set-released')).toMatchObject({
      steps: 115000,
      schedule: { steps: 150000 },
    })
  })
})

describe('refusals', () => {
  const base = { track: 'pixel', name: 'x', model: { backbone: { type: 'resnet', depth: 18 } }, steps: 1 }
  test.each([
    [{ ...base, objective: { name: 'uno' } }, /pasting: missing/],
    [
      { ...base, objective: { name: 'closed-set' }, pasting: { style: 'objects' } },
      /trains without negatives/,
    ],
    [{ ...base, objective: { name: 'closed-set', point: 3 } }, /objective: .*point.*known: .*points/],
    [{ ...base, track: 'sound', objective: { name: 'uno' } }, /track: "sound", expected one of image, pixel/],
  ])('%j', (json, message) => {
    expect(() => parseRecipe(json, 'x')).toThrow(message)
  })
})
