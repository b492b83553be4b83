import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { drawsOf } from '../../../src/data/augment/draws.js'
import type { NegativeSource } from '../../../src/data/negatives/negative-source.js'
import { paste } from '../../../src/data/pasting/paste.js'
import type { LabelledScene, SceneSet } from '../../../src/data/scenes/scene-set.js'
import { chooseMaskDetector } from '../../../src/methods/masks/index.js'
import { Confusion, PixelPool } from '../../../src/metrics/index.js'
import { createModel, type Mask2Former, type SegmenterConfig } from '../../../src/models/index.js'
import { composedSemanticMaps } from '../../../src/nn/mask-maps.js'
import { segment } from '../../../src/protocols/pixel/segment.js'
import { stream } from '../../../src/random.js'
import { runPaths } from '../../../src/runs/run-folder.js'
import { noGrad } from '../../../src/torch/index.js'
import { bestCheckpoint } from '../../../src/training/checkpoint.js'
import { sceneValidator } from '../../../src/training/pixel/validation.js'
import { freshState, type StoredState, writeState } from '../../../src/training/training-state.js'
import { drawScene, tinyConfig } from '../../protocols/pixel/tiny.js'
import { testFolder } from '../tiny.js'
import { tinyScenes } from './tiny-scenes.js'

const [width, height, K] = [48, 40, 3]
const recipe = tinyScenes()

/** Noise whose labels are three stripes of classes, or of what is given; ignored at the left. */
function sceneOf(index: number, classOf = (y: number) => Math.floor((y * K) / height)): LabelledScene {
  const { image } = drawScene(width, height, index)
  const labels = Uint8Array.from({ length: width * height }, (_, i) =>
    i % width < 5 ? 255 : classOf(Math.floor(i / width)),
  )
  return { width, height, image, labels }
}

function setOf(scenes: readonly LabelledScene[]): SceneSet {
  const items = scenes.map((scene, i) => ({
    id: `${i}`,
    imageFile: `${i}.png`,
    pictureDigest: () => '',
    load: () => scene,
  }))
  return {
    ...{ name: 'held', path: 'held', kind: 'classes', classNames: ['a', 'b', 'c'], colours: [] },
    ...{ items, fingerprint: () => '' },
  }
}

/** A bright square to paste, or a picture in which there is nothing to paste. */
function negativesOf(square: boolean): NegativeSource {
  const size = { width: 30, height: 30 }
  const image = new Uint8Array(30 * 30 * 3).fill(240)
  const regions = new Uint8Array(30 * 30)
  if (square) for (let i = 0; i < regions.length; i++) regions[i] = i % 30 > 4 && i % 30 < 25 ? 1 : 0
  const load = () => ({ ...size, image, regions, background: 0 })
  return { name: 'n', path: 'n', items: [{ id: '0', categories: [], load }], fingerprint: () => '' }
}

async function validated(
  scenes: readonly LabelledScene[],
  negatives?: NegativeSource,
  outlierClass = true,
  change: (model: Mask2Former) => void = () => {},
) {
  const config = tinyConfig({ outlierClass }) as SegmenterConfig
  const model = createModel(config, 1) as Mask2Former
  change(model)
  const validate = await sceneValidator(recipe, config, { scenes: setOf(scenes), negatives }, model)
  return { ...validate(() => false)!, config, model }
}

describe('validation gives what an evaluation of the same scenes gives', () => {
  const scenes = [sceneOf(0), sceneOf(1)]
  const computing = { precision: 'float32', device: 'cpu' } as const

  test('mIoU, the share of pixels that are right, and the cross-entropy of the true class', async () => {
    const { result, quality, config, model } = await validated(scenes)
    const confusion = new Confusion(K)
    const losses: number[] = []
    for (const scene of scenes) {
      const picture = { width, height, data: scene.image }
      let shares: Float64Array | undefined
      const { classes } = segment({ config, model }, picture, [], computing, ({ output, geometry }) => {
        const P = output.classLogits.select(0, 0).to('float64').softmax(-1).narrow(1, 0, K).transpose(0, 1)
        const maps = composedSemanticMaps(output.maskLogits.select(0, 0), P, geometry)
        shares = maps.div(maps.sum(0)).contiguous().to('float64').toFloat64Array()
      })
      confusion.add({ name: '', width, predictions: classes, labels: scene.labels })
      for (const [i, label] of scene.labels.entries())
        if (label !== 255) losses.push(-Math.log(shares![label * width * height + i]!))
    }
    const { miou, accuracy } = confusion.iou()
    expect(result).toMatchObject({ images: 2, meanIou: miou, accuracy })
    expect(result.loss).toBeCloseTo(losses.reduce((a, b) => a + b) / losses.length, 5)
    expect(quality).toBe(miou)
  })

  test.each([
    [true, 's_uno'],
    [false, 'eam'],
  ])(
    'AP on pasted objects; that of the last score is the quality (outlier class: %s)',
    async (outlierClass, deciding) => {
      const negatives = negativesOf(true)
      const { result, quality, config, model } = await validated(scenes, negatives, outlierClass)
      const method = await chooseMaskDetector(deciding)
      const pool = new PixelPool()
      for (const [i, scene] of scenes.entries()) {
        const draws = drawsOf(stream(0, 'validation/paste', 0, i))
        const options = { ...recipe.pasting!, leaveAlone: 0, distractors: null } as typeof recipe.pasting &
          object
        const { image, labels } = paste(scene, { negatives }, options, 254, draws)
        const { scores } = segment({ config, model }, { width, height, data: image }, [method], computing)
        const meanings = labels.map(label => (label === 254 ? 1 : label === 255 ? 255 : 0))
        pool.add({ name: '', width, scores: scores.get(deciding)!, labels: meanings })
      }
      const { ap, outliers } = pool.result().metrics
      expect(outliers).toBeGreaterThan(0)
      expect(result.averagePrecision![deciding]).toBe(ap)
      expect(quality).toBe(ap)
    },
  )
})

describe('what is undefined is no number', () => {
  test('AP where nothing could be pasted', async () => {
    const { result, quality } = await validated([sceneOf(0)], negativesOf(false))
    expect(result.averagePrecision).toEqual({ s_unc: null, s_no: null, s_uno: null })
    expect(result.meanIou).toBeGreaterThanOrEqual(0)
    expect(quality).toBe(result.meanIou)
  })

  test('everything where each pixel is ignored', async () => {
    const { result, quality } = await validated([sceneOf(0, () => 255)])
    expect(result).toEqual({ accuracy: null, loss: null, images: 1, meanIou: null })
    expect(quality).toBeNull()
  })

  test('a checkpoint of undefined quality is never the best', () => {
    const run = testFolder('undefined-quality')
    const qualities = [0, null, null]
    for (const [i, validationQuality] of qualities.entries()) {
      const path = join(runPaths(run).checkpoints, `step-0000000${i + 1}`)
      mkdirSync(path, { recursive: true })
      const state = { ...freshState(), step: i + 1, validationQuality, optimiserSteps: 0, files: {} }
      writeState(path, { ...state, recipe: {} as StoredState['recipe'] })
    }
    expect(bestCheckpoint(run)).toMatch(/step-00000001$/)
  })
})

test('weights that are not finite give a loss that is not, which is the loop’s to refuse', async () => {
  const negatives = negativesOf(true)
  const { result } = await validated([sceneOf(0)], negatives, true, model => {
    const [bias] = [...model.namedParameters()].filter(([name]) => name.endsWith('class_embed.bias'))
    noGrad(() => bias![1].fill_(Number.NaN))
  })
  expect(result.loss).toBeNaN()
  expect(result).not.toHaveProperty('averagePrecision')
})
