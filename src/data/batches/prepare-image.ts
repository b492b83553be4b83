/** One large image made ready for a batch: decoded, cropped, resized, perhaps mirrored. Runs in any thread. */
import { decodeImage, type Pixels } from '../../formats/pixels.js'
import { stream } from '../../random.js'
import { resize } from '../resizing/resize.js'
import { testCrop } from '../resizing/test-crop.js'
import { crop, drawResizedCrop, mirror } from '../resizing/transforms.js'

export interface ImageTask {
  /** What errors call the file. */
  name: string
  /** The file's bytes, or pixels. */
  content: Uint8Array | Pixels
  policy: 'openood' | 'upright'
  geometry: Geometry
}

/**
 * `test`: the shorter side to `resize`, then the central square of `size`. `train`: RandomResizedCrop to `size`,
 * then mirrored with probability ½, drawn from the stream of the key (OpenOOD's preprocessors).
 */
export type Geometry =
  | { kind: 'test'; resize: number; size: number }
  | { kind: 'train'; size: number; key: [seed: number, purpose: string, step: number, position: number] }

export interface PreparedImage {
  /** `[size, size, 3]` uint8. */
  data: Uint8Array
  /** What decoding had to say: damage that was filled, a wrong extension. */
  warnings: string[]
}

/**
 * @throws UserError if the image cannot be read
 */
export function prepareImage({ name, content, policy, geometry }: ImageTask): PreparedImage {
  const { warnings, ...image } =
    content instanceof Uint8Array ? decodeImage(content, { name, policy }) : { ...content, warnings: [] }
  return { data: cropped(image, geometry), warnings }
}

function cropped(image: Pixels, geometry: Geometry): Uint8Array {
  if (geometry.kind === 'test') return testCrop(image, geometry.resize, geometry.size).data
  const { size, key } = geometry
  const random = stream(...key)
  const view = crop(image, drawResizedCrop(image, random))
  const resized = resize(view, size, size, 'bilinear')
  return (random.uniform() < 0.5 ? mirror(resized) : resized).data
}
