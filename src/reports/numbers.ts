/** A number with fixed decimals and a true minus. */
export function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '−')
}

/** A number with its significant digits and a true minus. */
export function significant(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits))).replace('-', '−')
}
