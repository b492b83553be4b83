import { expect } from 'vitest'
import { grad, noGrad, Tensor } from '../../src/torch/index.js'

/** Central differences of a scalar function at a point, element by element, against what `backward` gives. */
export function expectGradients(f: (...inputs: Tensor[]) => Tensor, ...points: Tensor[]): void {
  const leaves = points.map(point => point.detach().clone().requiresGrad_())
  const found = grad([f(...leaves)], leaves)
  const h = 1e-6
  for (const [i, point] of points.entries()) {
    const values = point.toFloat64Array()
    const gradient = found[i]!.toFloat64Array()
    const valueAt = (element: number, shift: number) => {
      const moved = values.slice()
      moved[element]! += shift
      const inputs = points.map((other, j) => (i === j ? Tensor.fromTyped(moved, [...point.shape]) : other))
      return noGrad(() => f(...inputs).item())
    }
    for (let element = 0; element < values.length; element++) {
      const expected = (valueAt(element, h) - valueAt(element, -h)) / (2 * h)
      expect(gradient[element], `input ${i}, element ${element}`).toBeCloseTo(expected, 6)
    }
  }
}
