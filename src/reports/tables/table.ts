/** A table, whatever it is printed as: terminal, Markdown or HTML. */
export interface Table {
  caption: string
  columns: Column[]
  rows: Row[]
  /** How to read it; one sentence a note. */
  notes: string[]
}

export interface Column {
  title: string
  /** Neighbours of one group stand under its name. */
  group?: string
  align: 'left' | 'right'
}

export interface Row {
  /** Averages and the like, set apart from the rows that they sum up. */
  summary?: boolean
  cells: Cell[]
}

export interface Cell {
  text: string
  /** The best of its group. */
  strong?: boolean
}

/** A fraction as per cent with one decimal; "–" where it is undefined. */
export function percent(fraction: number | null | undefined, decimals = 1): string {
  return fraction === null || fraction === undefined ? '–' : (100 * fraction).toFixed(decimals)
}

/** What every table of rank metrics says below itself. */
export const METRIC_NOTE =
  'Per cent. Outliers are the positive class: AUROC and AP (average precision) higher is better; FPR95, the share of inliers rejected where 95 % of the outliers are found, lower is better. The best of a line stands in bold or has a star.'
