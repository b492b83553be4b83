/** A segmenter on one picture: its classes and all scores at the picture's size. */
import type { Pixels } from '../../formats/pixels.js'
import type { ChosenMaskDetector } from '../../methods/masks/index.js'
import { scoreImage } from '../../methods/masks/score-image.js'
import {
  type LoadedSegmenter,
  type MaskForwardOptions,
  type MaskOutput,
  prepareScenes,
} from '../../models/index.js'
import type { MapGeometry } from '../../nn/index.js'
import { autocast, inferenceMode, openScope, type Tensor } from '../../torch/index.js'

export interface SegmentingOptions {
  precision: 'float32' | 'bfloat16'
  device: string
  /** Sees intermediate tensors by name while they live. */
  observe?: MaskForwardOptions['observe']
}

/** Row-major values of a picture's pixels. */
export interface Segmented {
  width: number
  height: number
  /** argmax over the K inlier classes (Eq. 7). */
  classes: Uint8Array
  /** By the label of the detector; larger = more outlying. */
  scores: Map<string, Float32Array>
}

/** What is there of a picture while its tensors live. */
export interface LiveOutputs {
  output: MaskOutput
  geometry: MapGeometry
  scores: ReadonlyMap<string, Tensor>
}

/**
 * One forward pass, and each path of maps once. Class logits, softmax and maps are float32 or wider, whatever the
 * model computes in.
 *
 * @param look sees the tensors behind the result before they are freed
 */
export function segment(
  { model, config }: LoadedSegmenter,
  picture: Pixels,
  detectors: readonly ChosenMaskDetector[],
  { precision, device, observe }: SegmentingOptions,
  look?: (live: LiveOutputs) => void,
): Segmented {
  using _ = openScope()
  const { input: images, geometry } = prepareScenes([picture], config)
  const input = device === 'cpu' ? images : images.to({ device })
  return inferenceMode(() => {
    const output = autocast(
      precision === 'bfloat16' ? precision : null,
      () => model.forward(input, { auxiliary: observe !== undefined, observe }),
      device,
    )
    const masks = {
      maskLogits: output.maskLogits.select(0, 0).to('float32'),
      classLogits: output.classLogits.select(0, 0),
      inlierClasses: config.inlierClasses,
      outlierClass: config.outlierClass,
    }
    const { scores, classes } = scoreImage(masks, detectors, geometry[0]!)
    look?.({ output, geometry: geometry[0]!, scores })
    return {
      width: picture.width,
      height: picture.height,
      classes: classes.toTyped() as Uint8Array,
      scores: new Map([...scores].map(([label, map]) => [label, map.toFloat32Array()])),
    }
  })
}
