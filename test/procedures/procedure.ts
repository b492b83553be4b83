/** The contract of golden procedures: how a `case.json` of a kind is checked. */

/** What a procedure is handed: the case's folder and its parsed `case.json`. */
export interface GoldenCase {
  folder: string
  // biome-ignore lint/suspicious/noExplicitAny: every kind has a shape of its own
  json: any
}

/** A check by the name of the part of the case that it covers. */
export type Parts = Record<string, () => void | Promise<void>>

export interface Procedure {
  /** The `kind` of `case.json` that this procedure checks, whatever the folder's name. */
  kind: string
  /** All checks of a case; a part that is named in `pending.json` (`kind#part`) need not be there. */
  parts(golden: GoldenCase): Parts
}

export const procedure = (definition: Procedure): Procedure => definition
