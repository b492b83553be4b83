/** The layouts in which the benchmarks' sets are found. */
import type { OfficialName } from '../../../src/data/scenes/scene-spec.js'

export const frame = '04_Maurener_Weg_8_000000_000030'
export const city = 'frankfurt_000000_000294'

/** Whose layout, of which set, one image and its label, and what the image is called. */
export const officialLayouts: [string, OfficialName, [image: string, label: string], string][] = [
  [
    'as published',
    'fishyscapes-laf',
    [`leftImg8bit/test/x/${frame}_leftImg8bit.png`, `a/0000_${frame}_labels.png`],
    `0000_${frame}`,
  ],
  [
    'of Open-set-M2F',
    'fishyscapes-laf',
    [
      `fs_lost_found/validation/leftImg8bit/${frame}_leftImg8bit.png`,
      `fs_lost_found/validation/gtFine/${frame}_labels.png`,
    ],
    frame,
  ],
  [
    'of RbA',
    'fishyscapes-laf',
    [`laf_images/${frame}_leftImg8bit.png`, `fishyscapes_lostandfound/0000_${frame}_labels.png`],
    `0000_${frame}`,
  ],
  [
    'of SMIYC',
    'fishyscapes-laf',
    [
      `dataset_LostAndFound/leftImg8bit/test/x/${frame}_leftImg8bit.webp`,
      `dataset_FishyLAF/labels/val/${frame}_fishy-labels.png`,
    ],
    frame,
  ],
  [
    'of the bundle',
    'fishyscapes-laf',
    ['FS_LostFound_full/images/0.png', 'FS_LostFound_full/labels_masks/0.png'],
    '0',
  ],
  [
    'of Open-set-M2F',
    'fishyscapes-static',
    [`fs_static_val/0000_${city}_rgb.jpg`, `fs_static_val/0000_${city}_labels.png`],
    `0000_${city}`,
  ],
  [
    'of RbA',
    'fishyscapes-static',
    [`fs_static_images_v2/0000_${city}_rgb.png`, `fs_val_v2/0000_${city}_labels.png`],
    `0000_${city}`,
  ],
  ['of the bundle', 'fishyscapes-static', ['fs_static/images/5.jpg', 'fs_static/labels_masks/5.png'], '5'],
  [
    'of its authors',
    'road-anomaly',
    ['RoadAnomaly_jpg/frames/zebra.jpg', 'RoadAnomaly_jpg/frames/zebra.labels/labels_semantic.png'],
    'zebra',
  ],
  ['of the bundle', 'road-anomaly', ['RoadAnomaly/images/3.jpg', 'RoadAnomaly/labels_masks/3.png'], '3'],
  [
    'of its authors',
    'smiyc-anomaly',
    [
      'dataset_AnomalyTrack/images/validation0003.jpg',
      'dataset_AnomalyTrack/labels_masks/validation0003_labels_semantic.png',
    ],
    'validation0003',
  ],
  ['of the bundle', 'smiyc-anomaly', ['RoadAnomaly21/images/4.png', 'RoadAnomaly21/labels_masks/4.png'], '4'],
  [
    'of its authors',
    'smiyc-obstacle',
    [
      'dataset_ObstacleTrack/images/validation_7.webp',
      'dataset_ObstacleTrack/labels_masks/validation_7_labels_semantic.png',
    ],
    'validation_7',
  ],
  [
    'converted for Open-set-M2F',
    'smiyc-obstacle',
    [
      'dataset_ObstacleTrack/images_jpg/validation_7.JPEG',
      'dataset_ObstacleTrack/labels_masks/validation_7_labels_semantic.png',
    ],
    'validation_7',
  ],
  [
    'of the bundle',
    'smiyc-obstacle',
    ['RoadObsticle21/images/2.webp', 'RoadObsticle21/labels_masks/2.png'],
    '2',
  ],
]
