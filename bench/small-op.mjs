/** Nanoseconds of one small operator: add of two 4-element tensors and its disposal, through the bridge. */
import { scope, Tensor } from '../dist/torch/index.js'

const [x, y] = [Tensor.from([1, 1, 1, 1]), Tensor.from([1, 1, 1, 1])]
const n = 1_000_000

/** A loop body of its own, so that what is timed is what the optimiser made of it. */
function adds(count) {
  // Python frees the result at once, by its reference count; here the scope of the loop does.
  for (let i = 0; i < count; i += 100) {
    scope(() => {
      for (let k = 0; k < 100; k++) x.add(y)
    })
  }
}
adds(200_000)
const start = process.hrtime.bigint()
adds(n)
console.log(Number(process.hrtime.bigint() - start) / n)
