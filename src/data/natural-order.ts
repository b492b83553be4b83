/** Order of names as people count: img2 before img10. Independent of the machine's locale. */

/** A sorted copy. */
export function sortNaturally(names: Iterable<string>): string[] {
  // Cut into runs once a name, not once a comparison: a folder may hold a million.
  const keyed = Array.from(names, name => ({ name, runs: name.match(/\d+|\D+/g) ?? [] }))
  keyed.sort((a, b) => compareRunLists(a.runs, b.runs) || compareText(a.name, b.name))
  return keyed.map(({ name }) => name)
}

function compareRunLists(a: string[], b: string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = a[i] === b[i] ? 0 : compareRuns(a[i]!, b[i]!)
    if (order) return order
  }
  return a.length - b.length
}

function compareRuns(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compareText(a, b)
  // As text without leading zeros, so that a hundred digits are no problem.
  const [left, right] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')]
  return left.length - right.length || compareText(left, right)
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
