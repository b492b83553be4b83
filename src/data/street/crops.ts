/** Things cut out of pictures of their own: what is pasted into scenes in training. */
import { stream } from '../../random.js'
import { type Colour, mix } from '../world/canvas.js'
import type { Camera } from './camera.js'
import { colours, labels, newFrame, paintRows } from './frame.js'
import { turbulence } from './noise.js'
import { toBytes } from './scene.js'
import type { Stage } from './stage.js'
import { drawThing, type Thing } from './things.js'
import { develop, drawWeather } from './weather.js'

export interface Crop {
  width: number
  height: number
  /** `[height, width, 3]`, with what was behind the thing. */
  image: Uint8Array
  /** `[height, width]` of 0 and 1. */
  mask: Uint8Array
}

/** Pixels around the thing. */
const MARGIN = 2

/** The thing before some ground, about `side` pixels high. */
export function drawCrop(
  thing: Thing,
  side: number,
  key: { seed: number; purpose: string; index: number },
): Crop {
  const random = stream(key.seed, key.purpose, 0, key.index)
  const size = Math.round(2.4 * side)
  const frame = newFrame(size, size)
  const Z = 6
  // Seen level from half a metre: the ground begins in the middle of the picture.
  const camera: Camera = {
    ...{ width: size, height: size, focal: (side * Z) / (1.6 * thing.half + 0.4) },
    ...{ eye: 0.5, centre: size / 2, horizon: size * 0.62, bend: 0 },
  }
  const stage: Stage = { frame, camera, weather: { ...drawWeather(random), sight: 1e9 }, random }
  const [first, second]: Colour[] = [randomColour(), randomColour()]
  const seed = random.below(1e6)
  paintRows(frame, 0, size, (x, y, out) => {
    out.set(mix(first!, second!, turbulence(x / 9, y / 9, seed)))
    return 0
  })
  drawThing(stage, { X: 0, Z }, thing, 1)
  const colour = colours(frame)
  develop(colour, size, size, random)
  return cropTo(toBytes(colour), labels(frame), size)

  function randomColour(): Colour {
    return [random.uniform(), random.uniform(), random.uniform()]
  }
}

/** The rectangle around the mask, with its margin. */
function cropTo(image: Uint8Array, mask: Uint8Array, size: number): Crop {
  let [left, right, top, bottom] = [size, -1, size, -1]
  mask.forEach((value, i) => {
    if (!value) return
    const [x, y] = [i % size, Math.floor(i / size)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  })
  const [x0, y0] = [Math.max(0, left - MARGIN), Math.max(0, top - MARGIN)]
  const width = Math.min(size, right + 1 + MARGIN) - x0
  const height = Math.min(size, bottom + 1 + MARGIN) - y0
  const crop: Crop = {
    width,
    height,
    image: new Uint8Array(3 * width * height),
    mask: new Uint8Array(width * height),
  }
  for (let y = 0; y < height; y++) {
    const from = (y0 + y) * size + x0
    crop.image.set(image.subarray(3 * from, 3 * (from + width)), 3 * y * width)
    crop.mask.set(mask.subarray(from, from + width), y * width)
  }
  return crop
}
