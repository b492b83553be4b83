/** The assignment problem: pairs of rows and columns of least total cost. */
import { FaultError } from '../../errors.js'

/** Costs among which there is no least: what came before them has gone wrong. */
export class NonfiniteCost extends FaultError {
  override name = 'NonfiniteCost'
}

/** `rows[i]` goes with `columns[i]`; rows ascend. */
export interface Assignment {
  rows: Int32Array
  columns: Int32Array
}

/**
 * Pairs each row with another column so that the sum of costs is least (each column with another row where there
 * are more rows): the Hungarian method by shortest augmenting paths (Jonker and Volgenant, 1987), O(n²·m). Sums
 * are in double; of equally good assignments always the same one is found.
 *
 * @param cost `[rowCount, columnCount]`, row-major
 * @returns min(rowCount, columnCount) pairs
 * @throws NonfiniteCost
 */
export function assign(cost: Float32Array | Float64Array, rowCount: number, columnCount: number): Assignment {
  const bad = cost.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) {
    const [row, column] = [Math.floor(bad / columnCount), bad % columnCount]
    throw new NonfiniteCost(
      `assignment: the cost of row ${row} and column ${column} is ${cost[bad]}, expected a finite number`,
    )
  }
  if (rowCount > columnCount) {
    const turned = augment((row, column) => cost[column * columnCount + row]!, columnCount, rowCount)
    return sorted(turned, Int32Array.from(turned.keys()))
  }
  const columns = augment((row, column) => cost[row * columnCount + column]!, rowCount, columnCount)
  return { rows: Int32Array.from(columns.keys()), columns }
}

/** The column of each row, for no more rows than columns. */
function augment(cost: (row: number, column: number) => number, n: number, m: number): Int32Array {
  const rowPrice = new Float64Array(n)
  const columnPrice = new Float64Array(m)
  const rowOf = new Int32Array(m).fill(-1)
  const columnOf = new Int32Array(n).fill(-1)
  const distance = new Float64Array(m)
  const from = new Int32Array(m)
  const isDone = new Uint8Array(m)
  for (let start = 0; start < n; start++) {
    distance.fill(Number.POSITIVE_INFINITY)
    isDone.fill(0)
    let row = start
    let reached = 0
    let end = -1
    // Dijkstra over reduced costs, until a column without a row is nearest.
    while (end < 0) {
      let nearest = -1
      for (let j = 0; j < m; j++) {
        if (isDone[j]) continue
        const through = reached + cost(row, j) - rowPrice[row]! - columnPrice[j]!
        if (through < distance[j]!) {
          distance[j] = through
          from[j] = row
        }
        // Among equals a free column ends the search at once.
        const isNearer = nearest < 0 || distance[j]! < distance[nearest]!
        const isFreeTie = nearest >= 0 && distance[j] === distance[nearest] && rowOf[j]! < 0
        if (isNearer || (isFreeTie && rowOf[nearest]! >= 0)) nearest = j
      }
      reached = distance[nearest]!
      isDone[nearest] = 1
      if (rowOf[nearest]! < 0) end = nearest
      else row = rowOf[nearest]!
    }
    rowPrice[start]! += reached
    for (let j = 0; j < m; j++) {
      if (!isDone[j] || j === end) continue
      const slack = reached - distance[j]!
      rowPrice[rowOf[j]!]! += slack
      columnPrice[j]! -= slack
    }
    // The path backwards: each row on it takes the column that led to it.
    for (let column = end; ; ) {
      const taker = from[column]!
      rowOf[column] = taker
      const next = columnOf[taker]!
      columnOf[taker] = column
      if (taker === start) break
      column = next
    }
  }
  return columnOf
}

/** Pairs by ascending row. */
function sorted(rows: Int32Array, columns: Int32Array): Assignment {
  const order = Int32Array.from(rows.keys()).sort((a, b) => rows[a]! - rows[b]!)
  return { rows: order.map(i => rows[i]!), columns: order.map(i => columns[i]!) }
}
