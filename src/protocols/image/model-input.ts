/** From pictures to what a model sees. */
import { batchImages, inOrder } from '../../data/index.js'
import { testCrop } from '../../data/resizing/test-crop.js'
import type { Pixels } from '../../formats/pixels.js'
import type { Preprocessing } from '../../models/classifier-config.js'
import { Tensor } from '../../torch/index.js'

/** Resized, cropped and normalised: `[N, 3, crop, crop]` float32. */
export function modelInput(pictures: readonly Pixels[], preprocessing: Preprocessing): Tensor {
  const { resize, crop } = preprocessing
  const bytes = crop * crop * 3
  const pixels = new Uint8Array(pictures.length * bytes)
  pictures.forEach((picture, i) => {
    pixels.set(testCrop(picture, resize, crop).data, i * bytes)
  })
  const images = Tensor.fromTyped(pixels, [pictures.length, crop, crop, 3])
  const [whole] = inOrder(pictures.length, pictures.length)
  return batchImages(images, whole!, preprocessing)
}
