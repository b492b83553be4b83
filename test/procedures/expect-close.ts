import { expect } from 'vitest'

/** |found − expected| ≤ tolerance; `what` names the value in a failure. */
export function expectClose(
  found: number | null | undefined,
  expected: number,
  tolerance: number,
  what: string,
): void {
  expect(typeof found, `${what}: found ${found}, expected ${expected}`).toBe('number')
  expect(Math.abs(found! - expected), `${what}: found ${found}, expected ${expected}`).toBeLessThanOrEqual(
    tolerance,
  )
}
