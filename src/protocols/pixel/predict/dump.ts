/**
 * Everything that a model computed of one image, for other programs, under the names of golden `segmenter`: stages
 * (`input`, `backbone.res2`, …), outputs (`pred_logits`, `pred_masks`, `aux0.…`, `attn_mask0`), and maps (`semantic`,
 * `sem_seg`, `s_unc`, …; `<image>.same.semantic` and so on as well, as the golden's file of several images has them).
 */

import { basename, dirname, join } from 'node:path'
import { makeFolder } from '../../../formats/atomic-write.js'
import { type NDArray, writeSafetensors } from '../../../formats/index.js'
import { type ChosenMaskDetector, maskDetectors } from '../../../methods/masks/index.js'
import { maskPosterior } from '../../../methods/masks/score-image.js'
import type { SegmenterConfig } from '../../../models/index.js'
import { semanticMaps } from '../../../nn/index.js'
import type { Tensor } from '../../../torch/index.js'
import { isText } from '../../predict/output-names.js'
import type { LiveOutputs } from '../segment.js'

const pixelDumpParts = ['input', 'stages', 'outputs', 'maps'] as const
export type PixelDumpPart = (typeof pixelDumpParts)[number]

/** The golden's names of scores that bear others here. Without an outlier class the release computes EAM itself. */
function goldenNames(label: string, { outlierClass }: SegmenterConfig): string[] {
  if (label === 'eam' && !outlierClass) return ['eam', 'eam_official']
  return [{ 'eam-released': 'eam_official', 'max-logit': 'neg_max_sem' }[label] ?? label]
}

/** All detectors of our own that a model can serve. */
export const dumpedDetectors = ({ outlierClass }: SegmenterConfig): ChosenMaskDetector[] =>
  maskDetectors
    .filter(({ needs }) => outlierClass || !needs?.outlierClass)
    .map(detector => ({ label: detector.name, detector, options: detector.options.parse({}) }))

/** Collects tensors while they live, as arrays. */
export class Dump {
  readonly #arrays = new Map<string, NDArray>()

  constructor(private readonly parts: readonly PixelDumpPart[]) {}

  readonly observe = (name: string, tensor: Tensor): void => {
    if (this.parts.includes(partOf(name))) this.#arrays.set(name, arrayOf(tensor))
  }

  /** @param image the image's name without extension */
  addMaps(live: LiveOutputs, config: SegmenterConfig, image: string): void {
    if (!this.parts.includes('maps')) return
    const { maskLogits, classLogits } = live.output
    const P = maskPosterior({ classLogits: classLogits.select(0, 0) })
    const classes = P.shape[1]! - 1
    const rows = P.narrow(1, 0, classes).transpose(0, 1).to('float32')
    const all = semanticMaps(maskLogits.select(0, 0).to('float32'), rows, live.geometry)
    const maps: [string, Tensor][] = [
      ['sem_seg', all],
      ['semantic', all.narrow(0, 0, config.inlierClasses).argmax(0).to('uint8')],
      ...[...live.scores].flatMap(([label, map]) =>
        goldenNames(label, config).map((name): [string, Tensor] => [name, map]),
      ),
    ]
    for (const [name, map] of maps) {
      const array = arrayOf(map)
      this.#arrays.set(name, array)
      this.#arrays.set(`${image}.same.${name}`, array)
    }
  }

  write(folder: string, output: string, file: string): void {
    const path = join(folder, output)
    makeFolder(dirname(path))
    // safetensors is read by parsers that take no lone surrogates, which stand for bytes that are no UTF-8.
    const entries = [...this.#arrays].filter(([name]) => isText(name))
    writeSafetensors(path, new Map(entries), { file: isText(file) ? file : JSON.stringify(file) })
  }
}

function partOf(name: string): PixelDumpPart {
  if (name === 'input') return 'input'
  return /^(aux\d+\.)?pred_|^attn_mask|^pre_logits/.test(name) ? 'outputs' : 'stages'
}

const arrayOf = (tensor: Tensor): NDArray => tensor.toArray()

/** `a/b.png` → `b`. */
export const imageName = (file: string): string => basename(file).replace(/(?<=.)\.[^.]*$/, '')
