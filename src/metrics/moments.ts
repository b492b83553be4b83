import { Sum } from './sum.js'

/**
 * Means and second moments of pairs that come in pieces, in double precision: each piece in two passes about its own
 * mean, pieces joined by the formula of Chan, Golub and LeVeque (1979). One-pass sums of squares would lose the
 * digits that a large common offset takes.
 */
export class PairMoments {
  count = 0
  readonly #mean = [0, 0]
  /** Σ(a − ā)², Σ(b − b̄)², Σ(a − ā)(b − b̄). */
  readonly #sums = [new Sum(), new Sum(), new Sum()] as const
  readonly #least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  readonly #most = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]

  /** Adds the pairs that `counts` picks; finite values. */
  add(a: ArrayLike<number>, b: ArrayLike<number>, counts: (i: number) => boolean = () => true): void {
    let count = 0
    const totals = [new Sum(), new Sum()] as const
    for (let i = 0; i < a.length; i++) {
      if (!counts(i)) continue
      count++
      totals[0].add(a[i]!)
      totals[1].add(b[i]!)
      this.#extend(a[i]!, b[i]!)
    }
    if (count === 0) return
    const mean = [totals[0].value / count, totals[1].value / count] as const
    const sums = [new Sum(), new Sum(), new Sum()] as const
    for (let i = 0; i < a.length; i++) {
      if (!counts(i)) continue
      const [da, db] = [a[i]! - mean[0], b[i]! - mean[1]]
      sums[0].add(da * da)
      sums[1].add(db * db)
      sums[2].add(da * db)
    }
    this.#join(count, mean, [sums[0].value, sums[1].value, sums[2].value])
  }

  /** Adds all pairs of another. */
  merge(other: PairMoments): void {
    if (other.count === 0) return
    this.#extend(other.#least[0]!, other.#least[1]!)
    this.#extend(other.#most[0]!, other.#most[1]!)
    const [a, b, ab] = other.#sums
    this.#join(other.count, [other.#mean[0]!, other.#mean[1]!], [a.value, b.value, ab.value])
  }

  /** Pearson's correlation; `null` if either side is constant or there are fewer than two pairs. */
  get correlation(): number | null {
    // A constant is told by comparison: its variance about a rounded mean need not come out as zero.
    if (this.count < 2 || this.#least.some((least, k) => least === this.#most[k])) return null
    const [a, b, ab] = this.#sums
    const r = ab.value / (Math.sqrt(a.value) * Math.sqrt(b.value))
    return Math.max(-1, Math.min(1, r))
  }

  #join(count: number, mean: readonly [number, number], sums: readonly [number, number, number]): void {
    const total = this.count + count
    const [da, db] = [mean[0] - this.#mean[0]!, mean[1] - this.#mean[1]!]
    const weight = (this.count / total) * count
    for (const [k, between] of [da * da, db * db, da * db].entries()) {
      this.#sums[k]!.add(sums[k]!)
      this.#sums[k]!.add(between * weight)
    }
    this.#mean[0]! += (da * count) / total
    this.#mean[1]! += (db * count) / total
    this.count = total
  }

  #extend(a: number, b: number): void {
    if (a < this.#least[0]!) this.#least[0] = a
    if (a > this.#most[0]!) this.#most[0] = a
    if (b < this.#least[1]!) this.#least[1] = b
    if (b > this.#most[1]!) this.#most[1] = b
  }
}
