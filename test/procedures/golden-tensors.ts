/** Tensors of a case's files, and comparisons by the tolerances that `case.json` states beside them. */
import { join } from 'node:path'
import { expect } from 'vitest'
import { type NDArray, readSafetensors, toFloat64Array } from '../../src/formats/index.js'
import { Tensor } from '../../src/torch/index.js'
import { expectTensor } from './expect-tensor.js'
import type { GoldenCase } from './procedure.js'

export const tensorsOf = ({ folder }: GoldenCase, file: string): Map<string, NDArray> =>
  readSafetensors(join(folder, file)).tensors

export const tensorOf = (golden: GoldenCase, file: string, name: string): Tensor =>
  Tensor.fromArray(tensorsOf(golden, file).get(name)!)

/** Every tensor of the file is one that `found` has, and is what it should be. */
export function expectFile(golden: GoldenCase, file: string, found: ReadonlyMap<string, Tensor>): void {
  for (const [name, expected] of tensorsOf(golden, file)) {
    const tensor = found.get(name)
    expect(tensor, `${file}: ${name} is not there`).toBeDefined()
    expectStated(golden, file, name, tensor!, expected)
  }
}

function expectStated(
  { json }: GoldenCase,
  file: string,
  name: string,
  found: Tensor,
  expected: NDArray,
): void {
  const { atol, exact, max_mismatches: mismatches } = json.files[file][name]
  const what = `${file}: ${name}`
  if (mismatches === undefined) {
    expect(exact === true || atol !== undefined, `${what} states no tolerance`).toBe(true)
    // Cases hold the first image alone of some large tensors.
    const N = expected.shape[0]
    const isFirst = found.rank > 1 && N === 1 && found.shape[0]! > 1
    expectTensor(isFirst ? found.narrow(0, 0, 1) : found, expected, { abs: atol ?? 0 }, what)
    return
  }
  expect([...found.shape], what).toEqual(expected.shape)
  const [values, wanted] = [found.toFloat64Array(), toFloat64Array(expected)]
  const different = values.filter((value, i) => value !== wanted[i]).length
  expect(different, `${what}: elements that differ`).toBeLessThanOrEqual(mismatches)
}
