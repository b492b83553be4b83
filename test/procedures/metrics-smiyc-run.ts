import { join } from 'node:path'
import { expect } from 'vitest'
import { imageComponents, smiycSizeLimits } from '../../src/metrics/index.js'
import { evaluateMaps, type MapsJob } from '../../src/protocols/maps/evaluate-maps.js'
import { readScoredImage } from '../../src/protocols/maps/read-maps.js'
import { expectClose } from './expect-close.js'
import { procedure } from './procedure.js'

interface Frame {
  fid: string
  sIoU_gt: number[]
  sIoU_pred: number[]
  size_gt: number[]
  size_pred: number[]
  prec_pred: number[]
}

export default procedure({
  kind: 'metrics/smiyc-run',
  parts({ folder, json }) {
    const track: keyof typeof smiycSizeLimits = json.split.split('-')[0]
    const protocol = track === 'AnomalyTrack' ? 'smiyc-anomaly' : 'smiyc-obstacle'
    const labels = join(folder, 'datasets', `dataset_${track}`, 'labels_masks')
    const scores = join(folder, 'outputs', 'anomaly_p', methodOf(json), `${track}-all`)
    const run = (job: Partial<MapsJob> = {}) =>
      evaluateMaps({ scores, labels, protocol, frames: json.frames, ...job })
    const { expected } = json
    return {
      PixBinaryClass() {
        const found = run().smiyc!.pixel
        const specification = Object.keys(expected.PixBinaryClass).find(name => name.startsWith('specif'))!
        const { points, [specification]: exact, ...tool } = expected.PixBinaryClass
        for (const [name, value] of Object.entries<number>(exact))
          expectClose(found[name as keyof typeof exact & keyof typeof found] as number, value, 1e-9, name)
        for (const [name, value] of Object.entries<number>(tool))
          expectClose(found[name as keyof typeof found] as number, value, 1e-9, name)
      },
      'exact, pooled'() {
        const numbers = expected['exactPooled (sklearn)']
        const { metrics } = run()
        expect(metrics.images).toBe(json.frames.length)
        expectClose(metrics.ap, numbers.AP, 1e-12, 'AP')
        expectClose(metrics.auroc, numbers.AUROC, 1e-12, 'AUROC')
        expectClose(metrics.fpr95, numbers.FPR95, 1e-12, 'FPR95')
        expectClose(metrics.best_f1, numbers.bestF1, 1e-12, 'best F1')
        expect(metrics.threshold95).toBe(numbers.threshold95)
        expect(metrics.best_f1_threshold).toBe(numbers.bestF1Threshold)
        expectClose(
          run({ fpr95: 'sklearn' }).metrics.fpr95,
          numbers.FPR95_dropIntermediate,
          1e-12,
          'FPR95 as scikit-learn',
        )
      },
      [`SegEval-${track}`]() {
        const { threshold, components } = run().smiyc!
        expect(threshold).toBe(expected.segmentationThreshold)
        const { method_name, dataset_name, ...numbers } = expected[`SegEval-${track}`]
        expect(Object.keys(components!).sort()).toEqual(Object.keys(numbers).sort())
        for (const [name, value] of Object.entries<number>(numbers))
          expectClose(components![name as keyof typeof components], value, 1e-12, name)
      },
      'frame by frame'() {
        for (const { fid, ...components } of expected.perFrame as Frame[]) {
          const files = {
            map: join(scores, `${fid}.hdf5`),
            label: join(labels, `${fid}_labels_semantic.png`),
          }
          const image = readScoredImage({ name: fid, ...files })
          const found = imageComponents(image, expected.segmentationThreshold, smiycSizeLimits[track])
          expect(found.size_gt, fid).toEqual(components.size_gt)
          expect(found.size_pred, fid).toEqual(components.size_pred)
          for (const name of ['sIoU_gt', 'sIoU_pred', 'prec_pred'] as const) {
            expect(found[name].length, fid).toBe(components[name].length)
            for (const [i, value] of components[name].entries())
              expectClose(found[name][i], value, 1e-12, `${fid} ${name}`)
          }
        }
      },
      'a frame that is missing is named'() {
        expect(() => run({ frames: [...json.frames, 'validation_999'] })).toThrow(
          `1 of ${json.frames.length + 1} frames are missing: "validation_999"`,
        )
      },
    }
  },
})

/** The folder of the method's files, as `case.json` describes the layout. */
// biome-ignore lint/suspicious/noExplicitAny: every kind has a shape of its own
function methodOf(json: any): string {
  const path = Object.keys(json.files).find(name => name.startsWith('outputs/anomaly_p/'))!
  return path.split('/')[2]!
}
