import { inPaperOrder } from '../inputs/results.js'

/** Panels and histograms of three scores stand beside each other: the paper's first. */
export function methodsShown(names: readonly string[], most = 3): string[] {
  return inPaperOrder(names).slice(0, most)
}
