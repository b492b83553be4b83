/** A name out of a file, fit for a one-line message: quoted, control characters escaped, long ones cut. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)
}
