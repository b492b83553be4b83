import { type NDArray, toFloat32Array, toFloat64Array } from '../../src/formats/index.js'
import { fromHalf } from '../../src/half.js'
import {
  applyLegend,
  type Legend,
  type PixelScores,
  type ScoredImage,
  type Scores,
} from '../../src/metrics/index.js'

/** Scores as numbers; float16 is widened, which loses nothing. */
export function scoresOf(array: NDArray): Scores {
  return array.dtype === 'float64' ? toFloat64Array(array) : toFloat32Array(array)
}

/** Scores in the precision in which they came: float16 as bits. */
export function pixelScoresOf(array: NDArray): PixelScores {
  return array.dtype === 'float16' ? new Uint16Array(Uint8Array.from(array.bytes).buffer) : scoresOf(array)
}

/** The images `scores.i`, `labels.i` of a golden, in order. */
export function scoredImages(tensors: Map<string, NDArray>, file: string): ScoredImage[] {
  const images: ScoredImage[] = []
  for (let i = 0; tensors.has(`scores.${i}`); i++) {
    const [scores, labels] = [tensors.get(`scores.${i}`)!, tensors.get(`labels.${i}`)!]
    const width = scores.shape.at(-1)!
    images.push({ name: `${file}: image ${i}`, width, scores: pixelScoresOf(scores), labels: labels.bytes })
  }
  return images
}

/** All pixels in one array each, float16 widened: what the pool must agree with. */
export function concatenated(
  images: readonly ScoredImage[],
  legend?: Legend,
): { scores: Scores; labels: Uint8Array } {
  const single = images.every(({ scores }) => !(scores instanceof Float64Array))
  const values = images.flatMap(({ scores }) => [
    ...(scores instanceof Uint16Array ? fromHalf(scores) : scores),
  ])
  const labels = images.flatMap(image => [...(legend ? applyLegend(image, legend) : image.labels)])
  return {
    scores: single ? Float32Array.from(values) : Float64Array.from(values),
    labels: Uint8Array.from(labels),
  }
}
