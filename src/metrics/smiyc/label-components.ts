/** The connected parts of a mask. */
export interface Labelled {
  /** `[height, width]`: 0 outside the mask, else the number of the component. */
  labels: Int32Array
  /** Pixels of each component, by its number; of 0, those outside the mask. */
  sizes: Uint32Array
}

/**
 * Labels what is 1 in a mask with 8-connectivity. Components are numbered from 1 by their first pixel in row-major
 * order. Rows are taken as runs, found by the engine's own search, so that empty stretches cost little.
 *
 * @param mask `[height, width]` of 0 and 1
 */
export function labelComponents(mask: Uint8Array, width: number): Labelled {
  const runs = new Runs()
  let above = { from: 0, to: 0 }
  for (let row = 0; row < mask.length; row += width) {
    const from = runs.count
    const line = mask.subarray(row, row + width)
    for (let start = line.indexOf(1); start >= 0; ) {
      const stop = line.indexOf(0, start)
      const end = stop < 0 ? width : stop
      above.from = runs.append(row, start, end, above)
      start = stop < 0 ? -1 : line.indexOf(1, end)
    }
    above = { from, to: runs.count }
  }
  return runs.paint(mask.length)
}

class Runs {
  /** Columns of each run, `[start, end)`, and where its row begins in the mask. */
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #rows: number[] = []
  /** Forest of runs that touch; a parent is never a later run. */
  readonly #parents: number[] = []

  get count(): number {
    return this.#starts.length
  }

  /**
   * Appends a run and joins it to those of the row above that it touches.
   * @returns the first run above that the next run of this row may touch
   */
  append(row: number, start: number, end: number, above: { from: number; to: number }): number {
    const run = this.count
    this.#rows.push(row)
    this.#starts.push(start)
    this.#ends.push(end)
    this.#parents.push(run)
    let at = above.from
    while (at < above.to && this.#ends[at]! < start) at++
    // A corner is enough: from start − 1 to end, both included.
    for (let other = at; other < above.to && this.#starts[other]! <= end; other++) this.#join(run, other)
    return at
  }

  paint(length: number): Labelled {
    const labels = new Int32Array(length)
    const numbers = new Int32Array(this.count)
    const sizes = [0]
    let covered = 0
    for (let run = 0; run < this.count; run++) {
      const root = this.#root(run)
      // The root of a component is its first run.
      if (root === run) numbers[run] = sizes.push(0) - 1
      const number = numbers[root]!
      const [row, start, end] = [this.#rows[run]!, this.#starts[run]!, this.#ends[run]!]
      labels.fill(number, row + start, row + end)
      sizes[number]! += end - start
      covered += end - start
    }
    sizes[0] = length - covered
    return { labels, sizes: Uint32Array.from(sizes) }
  }

  #join(a: number, b: number): void {
    const [x, y] = [this.#root(a), this.#root(b)]
    this.#parents[Math.max(x, y)] = Math.min(x, y)
  }

  #root(run: number): number {
    while (this.#parents[run] !== run) {
      this.#parents[run] = this.#parents[this.#parents[run]!]!
      run = this.#parents[run]!
    }
    return run
  }
}
