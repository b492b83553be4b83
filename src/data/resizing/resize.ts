/** Resampling of 8-bit pictures, bit by bit as Pillow's `Image.resize`. (Decoding is in src/formats/pixels.ts.) */
import { type Bitmap, nativePasses, type Passes } from './resize-passes.js'
import { type Filter, tapsOf } from './resize-taps.js'

/**
 * `image` at another size. All filters but `nearest` are antialiased: their support grows with the reduction.
 * Four channels are RGBA: colours are weighted by alpha, except by `nearest`.
 *
 * Source: Pillow 9.4, src/libImaging/Resample.c and Geometry.c, as written out in the golden `image/resize`.
 */
export function resize(
  image: Bitmap,
  width: number,
  height: number,
  filter: Filter | 'nearest',
  passes: Passes = nativePasses,
): Bitmap {
  const channels = image.data.length / (image.width * image.height)
  if (image.width === width && image.height === height) return { width, height, data: image.data.slice() }
  if (![1, 3, 4].includes(channels))
    throw new RangeError(`resize: expected 1, 3 or 4 channels, found ${channels}`)
  if (filter === 'nearest') return nearest(image, width, height, channels)
  if (channels !== 4) return resample(image, width, height, filter, passes)
  return unpremultiplied(resample(premultiplied(image), width, height, filter, passes))
}

/** Two passes, each rounded to 8 bits; a pass that changes nothing is left out. */
function resample(
  image: Bitmap,
  width: number,
  height: number,
  filter: Filter,
  { rows, columns }: Passes,
): Bitmap {
  const narrow = image.width === width ? image : rows(image, tapsOf(image.width, width, filter))
  return image.height === height ? narrow : columns(narrow, tapsOf(image.height, height, filter))
}

/** Positions are summed up in steps, whose rounding errors decide ties as they do in Pillow. */
function nearest(
  { width, height, data }: Bitmap,
  outWidth: number,
  outHeight: number,
  channels: number,
): Bitmap {
  const [columns, rows] = [nearestIndices(width, outWidth), nearestIndices(height, outHeight)]
  const out = new Uint8Array(outWidth * outHeight * channels)
  let to = 0
  for (const row of rows)
    for (const column of columns) {
      const from = (row * width + column) * channels
      for (let c = 0; c < channels; c++) out[to++] = data[from + c]!
    }
  return { width: outWidth, height: outHeight, data: out }
}

function nearestIndices(size: number, outSize: number): Int32Array {
  const step = size / outSize
  let position = step * 0.5
  return Int32Array.from({ length: outSize }, () => {
    const index = Math.trunc(position)
    position += step
    return index
  })
}

function premultiplied({ width, height, data }: Bitmap): Bitmap {
  const out = data.slice()
  for (let i = 0; i < out.length; i += 4)
    for (let c = 0; c < 3; c++) {
      const product = data[i + c]! * data[i + 3]! + 128
      out[i + c] = ((product >> 8) + product) >> 8
    }
  return { width, height, data: out }
}

function unpremultiplied({ width, height, data }: Bitmap): Bitmap {
  const out = data.slice()
  for (let i = 0; i < out.length; i += 4) {
    const alpha = data[i + 3]!
    if (alpha === 0 || alpha === 255) continue
    for (let c = 0; c < 3; c++) out[i + c] = Math.min(255, Math.floor((255 * data[i + c]!) / alpha))
  }
  return { width, height, data: out }
}
