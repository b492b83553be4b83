import { join } from 'node:path'
import { expect } from 'vitest'
import { readSafetensors, toFloat64Array, toInt32Array } from '../../src/formats/index.js'
import {
  auroc,
  averagePrecision,
  type Curve,
  curve,
  fprAtTpr,
  PixelPool,
  percentileInterval,
  resampler,
  spreadOverPixels,
} from '../../src/metrics/index.js'
import { procedure } from './procedure.js'
import { concatenated, scoredImages } from './scored-images.js'

const names = ['AP', 'AUROC', 'FPR95'] as const
const metricsOf = (curve: Curve) => [averagePrecision(curve), auroc(curve), fprAtTpr(curve)]

export default procedure({
  kind: 'metrics/bootstrap',
  parts({ folder, json }) {
    const { tensors } = readSafetensors(join(folder, 'data.safetensors'))
    const images = scoredImages(tensors, 'data.safetensors')
    const { scores, labels } = concatenated(images)
    const resamples = toInt32Array(tensors.get('resamples')!)
    const perResample = tensors.get('resamples')!.shape[1]!
    const curveOf = resampler(scores, labels)

    const pool = new PixelPool()
    for (const image of images) pool.add(image)
    const byImage = pool.resampler()
    const coarse = pool.resampler(12)
    const drawsOf = (b: number) => {
      const draws = new Uint32Array(images.length)
      for (const image of resamples.subarray(b * perResample, (b + 1) * perResample)) draws[image]!++
      return draws
    }

    const replicates = Array.from({ length: resamples.length / perResample }, (_, b) => {
      const draws = drawsOf(b)
      const sizes = images.map(image => image.labels.length)
      return metricsOf(curveOf(spreadOverPixels(draws, sizes)))
    })

    return {
      point() {
        const found = metricsOf(curve(scores, labels))
        for (const [i, name] of names.entries()) expect(found[i]).toBeCloseTo(json.expected.point[name], 12)
      },
      replicates() {
        const expected = toFloat64Array(tensors.get('replicates')!)
        for (const [at, value] of replicates.flat().entries()) {
          if (Number.isNaN(expected[at]!)) expect(value).toBeNull()
          else expect(value).toBeCloseTo(expected[at]!, 12)
        }
      },
      'image by image'() {
        for (const [b, expected] of replicates.entries()) {
          const { metrics, bounds } = byImage(drawsOf(b))
          expect(bounds).toEqual({ ap: 0, auroc: 0, fpr95: 0 })
          for (const [i, value] of [metrics.ap, metrics.auroc, metrics.fpr95].entries()) {
            if (expected[i] === null) expect(value).toBeNull()
            else expect(value).toBeCloseTo(expected[i]!, 12)
          }
        }
      },
      'in few bins, within the bound'() {
        for (const [b, [ap, auroc, fpr95]] of replicates.entries()) {
          if (ap === null) continue
          const { metrics, bounds } = coarse(drawsOf(b))
          expect(Math.abs(metrics.ap! - ap!)).toBeLessThanOrEqual(bounds.ap + 1e-12)
          expect(Math.abs(metrics.auroc! - auroc!)).toBeLessThanOrEqual(bounds.auroc + 1e-12)
          expect(Math.abs(metrics.fpr95! - fpr95!)).toBeLessThanOrEqual(bounds.fpr95 + 1e-12)
          expect(bounds.ap).toBeGreaterThan(0)
        }
      },
      intervals() {
        for (const [i, name] of names.entries()) {
          const interval = percentileInterval(replicates.map(values => values[i]!))
          expect(interval.undefinedReplicates).toBe(json.expected.undefinedReplicates)
          expect(interval.low).toBeCloseTo(json.expected.interval95[name][0], 12)
          expect(interval.high).toBeCloseTo(json.expected.interval95[name][1], 12)
          expect(interval.standardError).toBeCloseTo(json.expected.standardError[name], 12)
        }
      },
    }
  },
})
