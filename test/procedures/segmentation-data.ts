import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { augmentScene, classesOf } from '../../src/data/augment/augment-scene.js'
import { jitterColours } from '../../src/data/augment/colour.js'
import type { Draws } from '../../src/data/augment/draws.js'
import { augmentSchema } from '../../src/data/augment/options.js'
import { nearestWindow } from '../../src/data/augment/resize-scene.js'
import type { NegativeSource } from '../../src/data/negatives/negative-source.js'
import { pastePicture, shrinkBy } from '../../src/data/pasting/paste-picture.js'
import { resizeWindow } from '../../src/data/resizing/resize-window.js'
import { shortSideSize } from '../../src/data/resizing/short-side.js'
import { type NDArray, readSafetensors } from '../../src/formats/index.js'
import { prepareScenes, type ScenePreprocessing, seenSize } from '../../src/models/index.js'
import { openScope } from '../../src/torch/index.js'
import { type GoldenCase, procedure } from './procedure.js'

interface Recorded {
  call: string
  args: string
  value: number | number[]
}

/** Recorded draws in place of a stream; each must be asked for in its turn and with its bounds. */
class Replay implements Draws {
  private readonly queue: { bounds: [number, number]; isInteger: boolean; value: number }[]

  constructor(recorded: Recorded[]) {
    this.queue = recorded.flatMap(({ call, args, value }) => {
      const list = /\[([^\]]+)\]/.exec(args)?.[1]?.split(',').map(Number)
      if (call === 'choice')
        return [value].flat().map(one => ({
          bounds: [0, list!.length - 1] as [number, number],
          isInteger: true,
          value: list!.indexOf(one),
        }))
      const numbers = args.match(/-?\d+(\.\d+)?/g)!.map(Number)
      const [low, high] = numbers.length > 1 ? numbers : [0, numbers[0]!]
      // Python's own randint includes its upper end; NumPy's and randrange do not.
      const isInteger = !call.endsWith('uniform')
      const last = !isInteger || call === 'py.randint' ? high! : high! - 1
      return [{ bounds: [low!, last] as [number, number], isInteger, value: value as number }]
    })
  }

  below(n: number): number {
    const { bounds, value } = this.next(true)
    expect(n, 'number of choices').toBe(bounds[1] - bounds[0] + 1)
    return value - bounds[0]
  }

  between(low: number, high: number): number {
    const { bounds, value } = this.next(false)
    expect([low, high]).toEqual(bounds)
    return value
  }

  expectEmpty(): void {
    expect(this.queue).toEqual([])
  }

  private next(isInteger: boolean) {
    const draw = this.queue.shift()
    expect(draw?.isInteger, 'kind of the next draw').toBe(isInteger)
    return draw!
  }
}

const bitmap = ({ shape, bytes }: NDArray) => ({ height: shape[0]!, width: shape[1]!, data: bytes })

function negativesOf(inputs: Map<string, NDArray>): NegativeSource {
  const names = [...inputs.keys()].filter(key => key.endsWith('.annotation')).sort()
  const items = names.map(name => ({
    id: name,
    categories: [],
    load: () => {
      const { data: image, ...size } = bitmap(inputs.get(name.replace('annotation', 'image'))!)
      return { ...size, image, regions: inputs.get(name)!.bytes }
    },
  }))
  return { name: 'golden', path: 'golden', items, fingerprint: () => '' }
}

/** `uno_city_a`: the method whose mapper it is, the data set, and which run. */
function settingsOf(run: string, draws: string) {
  const isEam = run.startsWith('eam')
  const size = /randint \((\d+), (\d+)\)/.exec(draws)!
  const regions = Number(/choice \(\[[^\]]*\], (\d+)\)/.exec(draws)![1])
  return {
    label: isEam ? 255 : 19,
    regions,
    size: [Number(size[1]), Number(size[2]) - 1] as [number, number],
  }
}

const mapVistas = (labels: Uint8Array) => labels.map(id => (id < 20 ? id % 11 : 255))

function runs({ folder, json }: GoldenCase) {
  const inputs = readSafetensors(join(folder, 'inputs.safetensors')).tensors
  const expected = readSafetensors(join(folder, 'pipeline.safetensors')).tensors
  const files = Object.keys(json.files).filter(name => /^run_.*\.json$/.test(name))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const run = file.slice('run_'.length, -'.json'.length)
    const recorded: Recorded[] = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    const { label, ...drawn } = settingsOf(
      run,
      recorded.map(({ call, args }) => `${call} ${args}`).join('\n'),
    )
    const set = run.split('_')[1]!
    const { data: image, ...extent } = bitmap(inputs.get(`${set}.image`)!)
    const raw = inputs.get(`${set}.labels`)!.bytes
    const scene = { ...extent, image, labels: set === 'vistas' ? mapVistas(raw) : raw }
    const draws = new Replay(recorded)
    const options = { style: 'pictures' as const, ...drawn, leaveAlone: 0 }
    const pasted = pastePicture(scene, negativesOf(inputs), options, label, draws)
    const { crop, min_sizes: shortSides, max_size: longSideLimit } = json.config
    const sample = augmentScene(pasted, augmentSchema.parse({ crop, shortSides, longSideLimit }), draws)
    draws.expectEmpty()
    const meaning = json.files['pipeline.safetensors'][`${run}.image`]
    expectPlanes(sample, expected.get(`${run}.image`)!, meaning.max_abs_diff, run)
    expect(Buffer.compare(sample.labels, expected.get(`${run}.labels`)!.bytes), `${run}.labels`).toBe(0)
    const classes = expected.get(`${run}.classes`)!
    const ids = new BigInt64Array(classes.bytes.slice().buffer)
    expect(classesOf(sample.labels), run).toEqual(Array.from(ids, Number))
  }
}

/** HWC against CHW, within a number of steps. */
function expectPlanes(
  found: { width: number; height: number; image: Uint8Array },
  { shape, bytes }: NDArray,
  allowed: number,
  what: string,
): void {
  const pixels = found.width * found.height
  expect([3, found.height, found.width], what).toEqual(shape)
  for (let i = 0; i < found.image.length; i++) {
    const difference = Math.abs(found.image[i]! - bytes[(i % 3) * pixels + Math.floor(i / 3)]!)
    if (difference > allowed) expect.fail(`${what}: differs by ${difference} at byte ${i}`)
  }
}

function resizing({ folder }: GoldenCase) {
  const ops = readSafetensors(join(folder, 'ops.safetensors')).tensors
  const input = bitmap(ops.get('input')!)
  const labels = Uint8Array.from({ length: input.width * input.height }, (_, i) => input.data[3 * i]! >> 4)
  const names = [...ops.keys()].filter(name => /^resize\d+\.out$/.test(name))
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const { data, ...size } = bitmap(ops.get(name)!)
    const whole = { top: 0, left: 0, ...size }
    expect(Buffer.compare(resizeWindow(input, size, whole).data, data), name).toBe(0)
    const small = nearestWindow(labels, input, size, whole)
    expect(Buffer.compare(small, ops.get(name.replace('out', 'labels'))!.bytes), name).toBe(0)
  }
}

/** A segmenter sees the resized picture, whose size follows from its shorter side, and padding. */
function seeing({ folder }: GoldenCase) {
  using _ = openScope()
  const ops = readSafetensors(join(folder, 'ops.safetensors')).tensors
  const picture = bitmap(ops.get('input')!)
  for (const name of ['resize0.out', 'resize1.out', 'resize2.out']) {
    const { width, height, data } = bitmap(ops.get(name)!)
    const preprocessing: ScenePreprocessing = {
      shortEdge: Math.min(width, height),
      longEdge: null,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    }
    const { input, geometry } = prepareScenes([picture], { preprocessing, sizeDivisibility: 32 })
    const { padded, crop, size } = geometry[0]!
    expect([input.shape, crop, size]).toEqual([
      [1, 3, ...padded],
      [height, width],
      [61, 83],
    ])
    const seen = input.narrow(2, 0, height).narrow(3, 0, width).permute([0, 2, 3, 1]).contiguous()
    expect(Buffer.compare(seen.to('uint8').toTyped() as Uint8Array, data), name).toBe(0)
  }
}

function shrinking({ folder, json }: GoldenCase) {
  const ops = readSafetensors(join(folder, 'ops.safetensors')).tensors
  const { data: image, ...size } = bitmap(ops.get('input')!)
  const regions = new Uint8Array(size.width * size.height)
  const names = [...ops.keys()].filter(name => /^shrink\d+$/.test(name))
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const factor = Number(/scale factor ([\d.]+)/.exec(json.files['ops.safetensors'][name].meaning)![1])
    const { image: found, ...extent } = shrinkBy({ ...size, image, regions }, factor)
    expect([extent.height, extent.width, 3], name).toEqual(ops.get(name)!.shape)
    expect(Buffer.compare(found, ops.get(name)!.bytes), name).toBe(0)
  }
}

function colouring({ folder, json }: GoldenCase) {
  const ops = readSafetensors(join(folder, 'ops.safetensors')).tensors
  const names = [...ops.keys()].filter(name => /^colour\d+$/.test(name))
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const { meaning, max_abs_diff: allowed = 0 } = json.files['ops.safetensors'][name]
    const found = ops.get('colour.input')!.bytes.slice()
    jitterColours(found, jitterOf(JSON.parse(/\[.*\]/.exec(meaning)![0])))
    const expected = ops.get(name)!.bytes
    const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)
    expect(worst, name).toBeLessThanOrEqual(allowed)
  }
}

/** Coins and values in the order in which the official code draws them. */
function jitterOf(values: number[]) {
  const step = () => (values.shift() === 1 ? values.shift() : undefined)
  const brightness = step()
  const contrastFirst = values.shift() === 1
  const before = contrastFirst ? step() : undefined
  const saturation = step()
  const hue = step()
  return { brightness, contrastFirst, saturation, hue, contrast: contrastFirst ? before : step() }
}

function sizes({ json }: GoldenCase) {
  expect(json.resize_shortest_edge.length).toBeGreaterThan(0)
  for (const { h, w, short, max, out } of json.resize_shortest_edge) {
    const { width, height } = shortSideSize({ width: w, height: h }, short, max)
    expect([height, width], `${h}x${w} to ${short}`).toEqual(out)
    expect(seenSize([h, w], { shortEdge: short, longEdge: max })).toEqual(out)
  }
}

export default procedure({
  kind: 'segmentation/data',
  parts: golden => ({
    'pasting and augmentation with recorded draws': () => runs(golden),
    'resizing, of images and of labels': () => resizing(golden),
    'the picture that a segmenter sees': () => seeing(golden),
    'shrinking of negatives': () => shrinking(golden),
    'colour jitter': () => colouring(golden),
    'sizes by the shorter side': () => sizes(golden),
  }),
})
