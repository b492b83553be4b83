/** From pictures to what a model sees. */
import { batchImages, inOrder } from '../../data/index.js'
import { testCrop } from '../../data/resizing/test-crop.js'
import type { Pixels } from '../../formats/pixels.js'
import type { Preprocessing } from '../../models/classifier-config.js'
import { Tensor } from '../../torch/index.js'

/** What a model sees of a picture, resized and cropped: `[crop, crop, 3]` uint8. */
export const seenOf = (picture: Pixels, { resize, crop }: Preprocessing): Uint8Array =>
  testCrop(picture, resize, crop).data

/** What it sees of several, normalised: `[N, 3, crop, crop]` float32. */
export function modelInput(seen: readonly Uint8Array[], preprocessing: Preprocessing): Tensor {
  const { crop } = preprocessing
  const bytes = crop * crop * 3
  const pixels = new Uint8Array(seen.length * bytes)
  seen.forEach((view, i) => {
    pixels.set(view, i * bytes)
  })
  const images = Tensor.fromTyped(pixels, [seen.length, crop, crop, 3])
  const [whole] = inOrder(seen.length, seen.length)
  return batchImages(images, whole!, preprocessing)
}
