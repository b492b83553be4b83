/** The configuration of a segmentation case in our words. */
import { type SegmenterConfig, segmenterConfig } from '../../src/models/index.js'

/** @param config of a `case.json`; sizes that it does not have are the official ones */
// biome-ignore lint/suspicious/noExplicitAny: the case's own shape
export function segmenterConfigOf(config: any, overrides: object = {}): SegmenterConfig {
  const K = inlierClassesOf(config)
  return segmenterConfig.parse({
    format: 1,
    arch: 'mask2former',
    backbone: backboneConfigOf(config),
    convDim: config.conv_dim,
    maskDim: config.mask_dim,
    normGroups: config.group_norm_groups,
    encoderLayers: config.encoder_layers,
    encoderPoints: config.encoder_points,
    encoderFfnDim: config.encoder_ffn_dim,
    hiddenDim: config.hidden_dim,
    heads: config.nheads,
    queries: config.queries,
    decoderLayers: config.decoder_layers,
    decoderFfnDim: config.decoder_ffn_dim,
    sizeDivisibility: config.size_divisibility,
    inlierClasses: K,
    outlierClass: config.logits === K + 2,
    classNames: Array.from({ length: K }, (_, k) => String(k)),
    preprocessing: {
      shortEdge: null,
      longEdge: null,
      mean: config.pixel_mean ?? [123.675, 116.28, 103.53],
      std: config.pixel_std ?? [58.395, 57.12, 57.375],
    },
    ...overrides,
  })
}

/** K; where a case does not say, the classes of its `num_classes`. */
// biome-ignore lint/suspicious/noExplicitAny: the case's own shape
export const inlierClassesOf = (config: any): number => config.K ?? config.num_classes

// biome-ignore lint/suspicious/noExplicitAny: the case's own shape
export function backboneConfigOf({ swin, resnet, ...rest }: any): object {
  if (swin ?? rest.embed_dim) return swinConfigOf(swin ?? rest)
  return resNetConfigOf(resnet ?? rest)
}

// biome-ignore lint/suspicious/noExplicitAny: the case's own shape
const swinConfigOf = (swin: any): object => ({
  type: 'swin',
  embedDim: swin.embed_dim,
  depths: swin.depths,
  heads: swin.num_heads,
  window: swin.window_size,
  patch: swin.patch_size,
  mlpRatio: swin.mlp_ratio,
  dropPath: swin.drop_path_rate,
})

// biome-ignore lint/suspicious/noExplicitAny: the case's own shape
const resNetConfigOf = (resnet: any): object => ({
  type: 'resnet',
  depth: resnet.depth,
  norm: resnet.norm,
  stemWidth: resnet.stem_out_channels,
  res2Width: resnet.res2_out_channels ?? resnet.out_channels[0],
  ...(resnet.depth > 34 && {
    groupWidth: resnet.bottleneck_channels?.[0] ?? resnet.num_groups * resnet.width_per_group,
  }),
})
