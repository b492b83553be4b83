/**
 * Rows of texts as lines of equal columns.
 * @param widest cells longer than this do not push the others aside
 */
export function columns(rows: readonly (readonly string[])[], widest = Number.POSITIVE_INFINITY): string[] {
  const widths = rows[0]?.map((_, i) =>
    Math.max(0, ...rows.map(row => row[i]!.length).filter(length => length <= widest)),
  )
  return rows.map(row =>
    row
      .map((cell, i) => cell.padEnd(widths![i]!))
      .join('  ')
      .trimEnd(),
  )
}
