import type { Area } from './figure.js'

/** A position with the two decimals that a screen can show. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** Path data through points in data units; a pair with a non-finite part interrupts the line. */
export function linePath({ x, y }: Area, xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  let [path, pen] = ['', 'M']
  for (let i = 0; i < xs.length; i++) {
    if (!Number.isFinite(xs[i]) || !Number.isFinite(ys[i])) {
      pen = 'M'
      continue
    }
    path += `${pen}${px(x.at(xs[i]!))},${px(y.at(ys[i]!))}`
    pen = 'L'
  }
  return path
}
