import { expect, test } from 'vitest'
import type { SegmenterConfig } from '../../../src/models/index.js'
import type { LiveOutputs } from '../../../src/protocols/pixel/segment.js'
import { standingMasksOf } from '../../../src/protocols/pixel/standing-masks.js'
import { stream } from '../../../src/random.js'
import { liveTensors, openScope, Tensor } from '../../../src/torch/index.js'

const random = stream(4, 'standing-masks')
const times = <T>(length: number, draw: () => T) => Array.from({ length }, draw)
const normals = (length: number) => times(length, () => random.normal())

const [Q, D, K, rows, columns] = [9, 5, 3, 8, 12]
const maskLogits = times(Q, () => times(rows, () => normals(columns)))
const classLogits = times(Q, () => normals(K + 2))
const z = times(Q, () => normals(D))
const w = normals(D)

/** Of a picture of 33 × 41, seen as 25 × 37 in an input of 32 × 48. */
const geometry = { padded: [32, 48], crop: [25, 37], size: [33, 41] } as const

/** The mask with the largest share at a pixel's centre, by bilinear interpolation between the centres of the masks' pixels. */
function standing(pixel: number): number {
  const { padded, crop, size } = geometry
  const at = [Math.floor(pixel / size[1]), pixel % size[1]].map((place, axis) => {
    const seen = ((place + 0.5) * crop[axis]!) / size[axis]!
    const count = [rows, columns][axis]!
    return Math.min(Math.max((seen * count) / padded[axis]! - 0.5, 0), count - 1)
  }) as [number, number]
  const shares = maskLogits.map((mask, q) => {
    const [top, left] = at.map(Math.floor) as [number, number]
    const [down, right] = [at[0] - top, at[1] - left]
    const value = (y: number, x: number) => mask[Math.min(y, rows - 1)]![Math.min(x, columns - 1)]!
    const upper = value(top, left) * (1 - right) + value(top, left + 1) * right
    const lower = value(top + 1, left) * (1 - right) + value(top + 1, left + 1) * right
    const logit = upper * (1 - down) + lower * down
    const exponentials = classLogits[q]!.map(Math.exp)
    const certainty = Math.max(...exponentials.slice(0, K)) / exponentials.reduce((a, b) => a + b)
    return certainty / (1 + Math.exp(-logit))
  })
  return shares.indexOf(Math.max(...shares))
}

test('Figure 1: norms, projections on the unit vector, and each pixel’s mask, by their definitions', () => {
  using _ = openScope()
  const live = {
    output: {
      maskLogits: Tensor.from([maskLogits]).to('float32'),
      classLogits: Tensor.from([classLogits]).to('float32'),
      preLogits: Tensor.from([z]).to('float32'),
    },
    ...{ geometry, scores: new Map() },
  } as unknown as LiveOutputs
  // Every pixel of the picture, its corners among them.
  const pixels = Uint32Array.from({ length: 33 * 41 }, (_, i) => i)
  const config = { inlierClasses: K } as SegmenterConfig
  const found = standingMasksOf(live, config, pixels, Tensor.from(w).to('float32'))
  expect([...found.masks]).toEqual([...pixels].map(standing))
  expect(new Set(found.masks).size).toBeGreaterThan(3)
  z.forEach((own, q) => {
    const along = own.reduce((sum, value, d) => sum + value * w[d]!, 0) / Math.hypot(...w)
    expect(found.norms[q]).toBeCloseTo(Math.hypot(...own), 5)
    expect(found.projections![q]).toBeCloseTo(along, 5)
  })
  expect(standingMasksOf(live, config, pixels.subarray(0, 1), undefined).projections).toBeNull()
  // More pixels, in more parts, hold no more tensors.
  const held = (count: number) => {
    const before = liveTensors()
    standingMasksOf(live, config, new Uint32Array(count), undefined)
    return liveTensors() - before
  }
  expect(held(200_000)).toBe(held(1))
})
