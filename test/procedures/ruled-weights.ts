/** Weights that a case gives by a rule instead of a file (`rule.text` in its case.json). */
import { fromTyped, type NDArray } from '../../src/formats/index.js'
import type { GoldenCase } from './procedure.js'

type Key = [name: string, shape: number[]]

export function ruledWeights(json: GoldenCase['json']): Map<string, NDArray> {
  const keys: Key[] = json.keys_in_order
  return new Map(keys.map(([name, shape], t) => [name, ruled(json.exponent_e, name, shape, t)]))
}

function ruled(exponents: Record<string, number>, name: string, shape: number[], t: number): NDArray {
  const last = name.split('.').at(-1)
  if (last === 'num_batches_tracked') return fromTyped(BigInt64Array.of(7n), shape)
  const value = (u: number) => {
    if (name in exponents) return u * 2 ** exponents[name]!
    if (last === 'running_mean') return 0.5 * u
    return last === 'bias' ? 0.25 * u : 1 + 0.5 * u
  }
  const count = shape.reduce((product, size) => product * size, 1)
  return fromTyped(
    Float32Array.from({ length: count }, (_, i) => value(hashed(i, t))),
    shape,
  )
}

/** u of element i of parameter t, in [−½, ½). */
function hashed(i: number, t: number): number {
  let x = (Math.imul(i, 2654435761) + Math.imul(t + 1, 2246822519)) >>> 0
  for (let round = 0; round < 2; round++) x = Math.imul(x ^ (x >>> 16), 0x45d9f3b) >>> 0
  x = (x ^ (x >>> 16)) >>> 0
  return (x >>> 16) / 65536 - 0.5
}
