import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { readSafetensors } from '../../src/formats/index.js'
import {
  agreementCounts,
  imageComponents,
  type ScoredImage,
  SmiycComponentMetric,
  smiycAgreements,
  smiycSizeLimits,
} from '../../src/metrics/index.js'
import { expectClose } from './expect-close.js'
import { type GoldenCase, type Parts, procedure } from './procedure.js'
import { pixelScoresOf } from './scored-images.js'

type Track = keyof typeof smiycSizeLimits
const tracks = Object.keys(smiycSizeLimits) as Track[]
const tolerance = 1e-12

export default procedure({
  kind: 'metrics/component',
  parts(golden) {
    return { ...eachTrack(golden), ...aggregates(golden) }
  },
})

function eachTrack({ folder, json }: GoldenCase): Parts {
  expect(json.sizeLimits).toEqual(smiycSizeLimits)
  const parts: Parts = {}
  for (const track of tracks) {
    parts[track] = () => {
      const metric = new SmiycComponentMetric({ threshold: json.threshold, limits: smiycSizeLimits[track] })
      const found = metric.add(imageOf(folder))
      const { sIoU_gt, sIoU_pred, size_gt, size_pred, prec_pred, ...counts } = json.expected[track]
      expect(found.size_gt).toEqual(size_gt)
      expect(found.size_pred).toEqual(size_pred)
      expectAllClose(found.sIoU_gt, sIoU_gt)
      expectAllClose(found.sIoU_pred, sIoU_pred)
      expectAllClose(found.prec_pred, prec_pred)
      const named = agreementCounts(found).flatMap(({ tp, fn, fp }, i) => {
        const suffix = Math.round(100 * smiycAgreements[i]!)
        return Object.entries({ [`tp_${suffix}`]: tp, [`fn_${suffix}`]: fn, [`fp_${suffix}`]: fp })
      })
      expect(Object.fromEntries(named)).toEqual(counts)
    }
  }
  return parts
}

/** Results over several images, if the file beside the cases lists this one first. */
function aggregates({ folder }: GoldenCase): Parts {
  const file = join(dirname(folder), 'aggregate.json')
  if (!existsSync(file)) return {}
  const sets: [string, Record<string, never> & { images: string[] }][] = Object.entries(
    JSON.parse(readFileSync(file, 'utf8')).expected,
  )
  const own = sets.filter(([, { images }]) => folder.endsWith(`/${images[0]}`))
  const parts: Parts = {}
  for (const [name, { images, ...expected }] of own) {
    for (const track of tracks) {
      parts[`${name}, ${track}`] = () => expectAggregate(dirname(folder), images, track, expected[track]!)
    }
  }
  return parts
}

function expectAggregate(
  folder: string,
  images: string[],
  track: Track,
  expected: Record<string, number | string>,
): void {
  const limits = smiycSizeLimits[track]
  const metric = new SmiycComponentMetric({ threshold: Number.NaN, limits })
  for (const image of images) {
    // Each case has a threshold of its own.
    const { threshold } = JSON.parse(readFileSync(join(folder, image, 'case.json'), 'utf8'))
    metric.append(imageComponents(imageOf(join(folder, image)), threshold, limits))
  }
  const found: Record<string, number | null> = metric.result()
  // Where the tool divides by zero, we have nothing.
  if (expected.raised) expect(found).toMatchObject({ f1_mean: null, sIoU_gt: null, prec_pred: null })
  else expectFields(found, expected)
}

/** Every field of the tool's; "nan" is our null. */
export function expectFields(
  found: Record<string, number | null>,
  expected: Record<string, number | string>,
): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
  for (const [name, value] of Object.entries(expected)) {
    if (value === 'nan') expect(found[name], name).toBeNull()
    else expectClose(found[name], value as number, tolerance, name)
  }
}

function expectAllClose(found: number[], expected: number[]): void {
  expect(found.length).toBe(expected.length)
  for (const [i, value] of expected.entries()) expectClose(found[i], value, tolerance, `component ${i}`)
}

function imageOf(folder: string): ScoredImage {
  const { tensors } = readSafetensors(join(folder, 'data.safetensors'))
  const [score, label] = [tensors.get('score')!, tensors.get('label')!]
  return { name: folder, width: label.shape[1]!, scores: pixelScoresOf(score), labels: label.bytes }
}
