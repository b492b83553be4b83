/** Makes items by their number, ahead of need; an error waits until its item is asked for. */
export class Ahead<T> {
  readonly #begun = new Map<number, Promise<T>>()

  /**
   * @param make called once for each number, in ascending order unless there are jumps; gives nothing after the last
   * @param count how many are made beyond the one that is asked for; bounds the memory
   */
  constructor(
    private readonly make: (n: number) => Promise<T> | undefined,
    private readonly count = 2,
  ) {}

  /** Item n; those after it are begun. Nothing after the last. */
  async at(n: number): Promise<T | undefined> {
    const last = n + this.count
    for (let next = n; next <= last; next++) this.#begin(next)
    // What lies behind, or further ahead than is foreseen, belongs to a jump that was made since.
    for (const other of this.#begun.keys()) if (other < n || other > last) this.#begun.delete(other)
    const item = await this.#begun.get(n)
    this.#begun.delete(n)
    return item
  }

  #begin(n: number): void {
    const item = this.#begun.has(n) ? undefined : this.make(n)
    if (!item) return
    item.catch(() => {})
    this.#begun.set(n, item)
  }
}
