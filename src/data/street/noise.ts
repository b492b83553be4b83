/** Smooth noise for surfaces: random values on a lattice of whole numbers, blended between. */

/** 0 … 1 at x, y; cells are one unit wide. `seed` is any whole number. */
export function noise(x: number, y: number, seed: number): number {
  const [i, j] = [Math.floor(x), Math.floor(y)]
  const [u, v] = [smooth(x - i), smooth(y - j)]
  const upper = lattice(i, j, seed) * (1 - u) + lattice(i + 1, j, seed) * u
  const lower = lattice(i, j + 1, seed) * (1 - u) + lattice(i + 1, j + 1, seed) * u
  return upper * (1 - v) + lower * v
}

/** Noise and its halves of half the size: clouds, leaves, plaster. 0 … 1. */
export function turbulence(x: number, y: number, seed: number): number {
  return 0.55 * noise(x, y, seed) + 0.3 * noise(2 * x, 2 * y, seed + 1) + 0.15 * noise(4 * x, 4 * y, seed + 2)
}

/** The value of one lattice point, 0 … 1; also what tells windows of a house apart. */
export function lattice(i: number, j: number, seed: number): number {
  let h = Math.imul(i, 374761393) ^ Math.imul(j, 668265263) ^ Math.imul(seed, 1274126177)
  h = Math.imul(h ^ (h >>> 13), 1274126177)
  h ^= h >>> 16
  return (h >>> 0) / 4294967296
}

const smooth = (t: number) => t * t * (3 - 2 * t)
