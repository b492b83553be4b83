/** Compensated summation (Neumaier): the error stays near one rounding, however many terms there are. */
export class Sum {
  #high = 0
  #low = 0

  add(term: number): void {
    const sum = this.#high + term
    this.#low += Math.abs(this.#high) >= Math.abs(term) ? this.#high - sum + term : term - sum + this.#high
    this.#high = sum
  }

  get value(): number {
    return this.#high + this.#low
  }
}
