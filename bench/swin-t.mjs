/** The configuration that the benchmarks of segmenters run: the official Swin-T with an outlier class. */
import { parseModelConfig, standardBackbones } from '../dist/models/index.js'

export const swinT = inlierClasses =>
  parseModelConfig(
    {
      format: 1,
      arch: 'mask2former',
      backbone: standardBackbones['swin-t'],
      inlierClasses,
      outlierClass: true,
      classNames: Array.from({ length: inlierClasses }, (_, k) => String(k)),
      preprocessing: {
        shortEdge: null,
        longEdge: null,
        mean: [123.675, 116.28, 103.53],
        std: [58.395, 57.12, 57.375],
      },
    },
    'swin-t',
  )
