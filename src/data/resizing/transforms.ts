/** Preprocessing of 8-bit pictures as torchvision does it on Pillow images; random draws come from a stream. */
import type { Pixels } from '../../formats/pixels.js'
import type { Stream } from '../../random.js'

export interface Size {
  width: number
  height: number
}

/** A window on a picture; it may reach beyond it. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** Shorter side → `side`; the longer one follows, truncated. */
export function shorterSideSize({ width, height }: Size, side: number): Size {
  const shorter = Math.min(width, height)
  const scaled = (length: number) => (length === shorter ? side : Math.trunc((side * length) / shorter))
  return { width: scaled(width), height: scaled(height) }
}

/** What is seen through the window; black beyond the picture. */
export function crop(image: Pixels, { left, top, width, height }: Box): Pixels {
  if (left === 0 && top === 0 && width === image.width && height === image.height) return image
  const data = new Uint8Array(width * height * 3)
  const first = Math.max(0, left)
  const end = Math.min(image.width, left + width)
  for (let y = Math.max(0, top); first < end && y < Math.min(image.height, top + height); y++) {
    const row = image.data.subarray((y * image.width + first) * 3, (y * image.width + end) * 3)
    data.set(row, ((y - top) * width + first - left) * 3)
  }
  return { width, height, data }
}

/** The central square; it reaches beyond a picture that is smaller. */
export function centralSquare({ width, height }: Size, side: number): Box {
  return { left: centreOffset(width, side), top: centreOffset(height, side), width: side, height: side }
}

/** Half of what is cut off, half to even; of what is added, the smaller half comes first. */
function centreOffset(length: number, side: number): number {
  return length >= side ? roundHalfEven((length - side) / 2) : -Math.floor((side - length) / 2)
}

/** Mirrored left to right. */
export function mirror({ width, height, data }: Pixels): Pixels {
  const out = new Uint8Array(data.length)
  for (let y = 0, to = 0; y < height; y++)
    for (let x = width - 1; x >= 0; x--, to += 3) {
      const from = (y * width + x) * 3
      out[to] = data[from]!
      out[to + 1] = data[from + 1]!
      out[to + 2] = data[from + 2]!
    }
  return { width, height, data: out }
}

export interface ResizedCropRange {
  /** Share of the picture's area. */
  scale: readonly [number, number]
  /** Width / height. */
  ratio: readonly [number, number]
}

const tries = 10

/**
 * RandomResizedCrop's window: a uniform share of the area, a log-uniform ratio, a uniform place. After ten windows
 * that do not fit, the central one of the nearest allowed ratio.
 */
export function drawResizedCrop(
  { width, height }: Size,
  random: Stream,
  { scale, ratio }: ResizedCropRange = { scale: [0.08, 1], ratio: [3 / 4, 4 / 3] },
): Box {
  const between = (low: number, high: number) => low + (high - low) * random.uniform()
  for (let i = 0; i < tries; i++) {
    const area = width * height * between(...scale)
    const aspect = Math.exp(between(Math.log(ratio[0]), Math.log(ratio[1])))
    const w = roundHalfEven(Math.sqrt(area * aspect))
    const h = roundHalfEven(Math.sqrt(area / aspect))
    if (w < 1 || h < 1 || w > width || h > height) continue
    const top = random.below(height - h + 1)
    return { top, left: random.below(width - w + 1), width: w, height: h }
  }
  return centralBox(width, height, ratio)
}

function centralBox(width: number, height: number, [narrowest, widest]: readonly [number, number]): Box {
  const tooNarrow = width / height < narrowest
  const tooWide = width / height > widest
  const h = tooNarrow ? roundHalfEven(width / narrowest) : height
  const w = tooWide ? roundHalfEven(height * widest) : width
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h }
}

/** Python's `round`: the nearest integer, of two the even one. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}
