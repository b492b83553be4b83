/**
 * The mean of values with Student's two-sided interval, mean ± t·s/√n at n − 1 degrees of freedom.
 *
 * @param values at least one; the interval needs two, else its ends are `null`
 * @param level coverage, in (0, 1)
 */
export function meanInterval(
  values: readonly number[],
  level = 0.95,
): { value: number; low: number | null; high: number | null } {
  const n = values.length
  const value = values.reduce((sum, x) => sum + x, 0) / n
  if (n < 2) return { value, low: null, high: null }
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1)
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n)
  return { value, low: value - half, high: value + half }
}

/**
 * The t with P(T ≤ t) = `p`, p in [½, 1), by bisection.
 * @param freedom degrees of freedom, a whole number ≥ 1
 */
export function studentQuantile(p: number, freedom: number): number {
  let [low, high] = [0, 1]
  while (studentCdf(high, freedom) < p) high *= 2
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (studentCdf(middle, freedom) < p) low = middle
    else high = middle
  }
  return high
}

/**
 * P(T ≤ t) for t ≥ 0 and whole degrees of freedom n, with θ = atan(t/√n) and A = P(|T| ≤ t)
 * (Abramowitz and Stegun, 26.7.3 and 26.7.4):
 *
 *     n odd    A = 2/π · (θ + sin θ (cos θ + 2/3 cos³ θ + … + (2·4…(n−3))/(3·5…(n−2)) cosⁿ⁻² θ))
 *     n even   A = sin θ (1 + 1/2 cos² θ + … + (1·3…(n−3))/(2·4…(n−2)) cosⁿ⁻² θ)
 */
function studentCdf(t: number, n: number): number {
  const theta = Math.atan(t / Math.sqrt(n))
  const cos = Math.cos(theta)
  const odd = n % 2
  let term = odd ? cos : 1
  let sum = n === 1 ? 0 : term
  for (let k = odd ? 3 : 2; k <= n - 2; k += 2) {
    term *= ((k - 1) / k) * cos ** 2
    sum += term
  }
  const A = odd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum
  return (1 + A) / 2
}
