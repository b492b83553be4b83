/** libtorch's own generators. Runs draw from src/random.ts; these serve operators that draw inside libtorch. */
import { addon } from './addon.js'

/** Seeds the generators that operators use when none is given. */
export function manualSeed(seed: number | bigint): void {
  addon().manualSeed(seed)
}

/** A generator of its own (Mersenne twister, the same bits as PyTorch's on the CPU). */
export class Generator {
  readonly id: number
  constructor(seed: number | bigint) {
    this.id = addon().createGenerator(seed)
  }
  manualSeed(seed: number | bigint): this {
    addon().setGeneratorSeed(this.id, seed)
    return this
  }
}
