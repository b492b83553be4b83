import { type NDArray, toFloat32Array, toFloat64Array } from '../../src/formats/index.js'
import { type Legend, type Pool, pool, type ScoredImage, type Scores } from '../../src/metrics/index.js'

/** Scores in the precision in which they came; float16 is widened, which loses nothing. */
export function scoresOf(array: NDArray): Scores {
  return array.dtype === 'float64' ? toFloat64Array(array) : toFloat32Array(array)
}

/** The images `scores.i`, `labels.i` of a golden, in order. */
export function scoredImages(tensors: Map<string, NDArray>, file: string): ScoredImage[] {
  const images: ScoredImage[] = []
  for (let i = 0; tensors.has(`scores.${i}`); i++) {
    const [scores, labels] = [tensors.get(`scores.${i}`)!, tensors.get(`labels.${i}`)!]
    const width = scores.shape.at(-1)!
    images.push({ name: `${file}: image ${i}`, width, scores: scoresOf(scores), labels: labels.bytes })
  }
  return images
}

export function pooled(
  tensors: Map<string, NDArray>,
  file: string,
  legend?: Legend,
): Pool & { images: ScoredImage[] } {
  const images = scoredImages(tensors, file)
  return { ...pool(images, legend), images }
}
