/**
 * Sine encoding of positions on a grid (Vaswani et al., 2017, in two dimensions): rows counted 1…H and columns
 * 1…W are scaled to (0, 2π]; feature j of either is the sine (even j) or cosine (odd j) at wavelength
 * 10000^(2⌊j/2⌋/F).
 */
import { type Device, Tensor } from '../../torch/index.js'

/**
 * @param channels 2F: first all features of y, then all of x
 * @returns `[1, H·W, 2F]` float32, row-major
 */
export function sinePositions(
  height: number,
  width: number,
  channels: number,
  device: Device = 'cpu',
): Tensor {
  const F = channels / 2
  const [rows, columns] = [axisFeatures(height, F), axisFeatures(width, F)]
  const values = new Float32Array(height * width * channels)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += channels) {
      values.set(rows.subarray(y * F, (y + 1) * F), at)
      values.set(columns.subarray(x * F, (x + 1) * F), at + F)
    }
  }
  const encoding = Tensor.fromTyped(values, [1, height * width, channels])
  return device === 'cpu' ? encoding : encoding.to({ device })
}

/** `[length, F]` */
function axisFeatures(length: number, F: number): Float32Array {
  const features = new Float32Array(length * F)
  for (let i = 0; i < length; i++) {
    const position = ((i + 1) / (length + 1e-6)) * 2 * Math.PI
    for (let j = 0; j < F; j++) {
      const angle = position / 10000 ** ((2 * Math.floor(j / 2)) / F)
      features[i * F + j] = j % 2 === 0 ? Math.sin(angle) : Math.cos(angle)
    }
  }
  return features
}
