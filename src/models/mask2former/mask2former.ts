/**
 * Mask2Former (Cheng et al., CVPR 2022), with an outlier class where the configuration has one (section 4 of the
 * paper). Paths of parameters are the official ones.
 */
import { buffer, Module } from '../../nn/index.js'
import { Generator, Tensor } from '../../torch/index.js'
import type { BackboneConfig } from '../backbones/config.js'
import type { Backbone } from '../backbones/features.js'
import { DetectronResNet } from '../backbones/resnet.js'
import { Swin } from '../backbones/swin.js'
import { classLogitsOf, type SegmenterConfig, usualNoObjectWeight } from './config.js'
import { MaskDecoder } from './mask-decoder.js'
import type { MaskForwardOptions, MaskOutput, Observe } from './output.js'
import { PixelDecoder } from './pixel-decoder.js'

export class Mask2Former extends Module {
  backbone: Backbone
  sem_seg_head: Head
  criterion: ClassWeights

  constructor(config: SegmenterConfig, seed = 0) {
    super()
    const generator = new Generator(seed)
    this.backbone = createBackbone(config.backbone, generator)
    this.sem_seg_head = new Head(config, this.backbone.channels, generator)
    this.criterion = new ClassWeights(classLogitsOf(config))
  }

  /** Records what no-object weighs in the cross-entropy; the network does not read it, checkpoints have it. */
  weighNoObject(weight: number): void {
    this.criterion.weighNoObject(weight)
  }

  /**
   * @param x `[N, 3, H, W]`, normalised, padded with zeros (`prepareScenes`)
   * @param options intermediate tensors, earlier predictions, stochastic depth
   */
  forward(x: Tensor, options: MaskForwardOptions = {}): MaskOutput {
    const { observe, keepFlags, auxiliary = this.training } = options
    observe?.('input', x)
    const features = this.backbone.forward(x, keepFlags)
    if (observe) for (const [name, map] of Object.entries(features)) observe(`backbone.${name}`, map)
    const pixels = this.sem_seg_head.pixel_decoder.forward(features, observe)
    const { predictor } = this.sem_seg_head
    const predictions = predictor.transformer_ffn_layers.length
    const decoded = predictor.forward(
      pixels,
      auxiliary || observe !== undefined,
      observe && decoderNames(observe, predictions),
    )
    observe?.('pre_logits', decoded.preLogits)
    const { pixelFeatures } = pixels
    return { ...decoded, pixelFeatures, auxiliary: auxiliary ? decoded.auxiliary : [] }
  }
}

/** What the decoder shows, by the names of the whole model. */
const decoderNames =
  (observe: Observe, last: number): Observe =>
  (name, tensor) => {
    const [, index, what] = /^pred(\d+)\.(logits|masks)$/.exec(name) ?? []
    if (index === undefined) observe(name.startsWith('layer') ? `decoder.${name}` : name, tensor)
    else observe(`${Number(index) === last ? '' : `aux${index}.`}pred_${what}`, tensor)
  }

export const createBackbone = (config: BackboneConfig, generator: Generator): Backbone =>
  config.type === 'swin' ? new Swin(config, generator) : new DetectronResNet(config, generator)

class Head extends Module {
  pixel_decoder: PixelDecoder
  predictor: MaskDecoder

  constructor(config: SegmenterConfig, channels: readonly number[], generator: Generator) {
    super()
    this.pixel_decoder = new PixelDecoder(config, channels, generator)
    this.predictor = new MaskDecoder(config, generator)
  }
}

/** Weights of the classes in the cross-entropy belong to the checkpoint. */
class ClassWeights extends Module {
  empty_weight: Tensor

  constructor(classes: number) {
    super()
    const weights = Tensor.full([classes], 1)
    this.empty_weight = buffer(weights)
    if (weights.device !== 'meta') this.weighNoObject(usualNoObjectWeight)
  }

  weighNoObject(weight: number): void {
    this.empty_weight.narrow(0, this.empty_weight.size - 1, 1).fill_(weight)
  }
}
