import { join } from 'node:path'
import { expect } from 'vitest'
import { readSafetensors, toFloat32Array } from '../../src/formats/index.js'
import { pearson, pearsonByClass } from '../../src/metrics/index.js'
import { procedure } from './procedure.js'

export default procedure({
  kind: 'metrics/pearson',
  parts({ folder, json }) {
    const { tensors } = readSafetensors(join(folder, 'data.safetensors'))
    const values = (name: string) => toFloat32Array(tensors.get(name)!)
    const pooled = (prefix: string) => {
      const names = [...tensors.keys()].filter(name => name.startsWith(`${prefix}.`)).sort()
      return names.flatMap(name => [...toFloat32Array(tensors.get(name)!)])
    }
    return {
      pooled() {
        const [unc, no] = [Float32Array.from(pooled('unc')), Float32Array.from(pooled('no'))]
        const found = pearsonByClass(unc, no, Uint8Array.from(pooled('labels')))
        for (const group of ['outliers', 'inliers', 'all'] as const) {
          expect(found[group]).toBeCloseTo(json.expected.pooled[group], 12)
        }
      },
      offset() {
        expect(pearson(values('offset.a'), values('offset.b'))).toBeCloseTo(json.expected.offset, 9)
      },
      constant() {
        expect(pearson(values('constant.a'), values('constant.b'))).toBe(json.expected.constant)
      },
    }
  },
})
