/** How scores are written where there is no subscript; those that are not the paper's keep their name. */
export function scoreText(name: string): string {
  return WRITTEN[name] ?? name
}

const WRITTEN: Record<string, string> = { s_unc: 's_Unc', s_no: 's_NO', s_uno: 's_UNO' }
