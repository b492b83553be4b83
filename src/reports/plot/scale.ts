/** From data to the picture's units, and back in the page's script (see page-script.ts). */

/** `sqrt` lets small shares be seen beside large ones and still starts at zero. */
export type ScaleKind = 'linear' | 'sqrt'

export interface Scale {
  kind: ScaleKind
  /** Data values at the two ends. */
  domain: readonly [number, number]
  /** Positions of the two ends; for an upward axis the first is the greater. */
  range: readonly [number, number]
  /** The position of a value; values beyond the domain (±∞ too) lie at its end. */
  at(value: number): number
}

/** A scale whose `domain` goes to `range`. */
export function scale(
  kind: ScaleKind,
  domain: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const warp = WARPS[kind]
  const [low, high] = [warp(domain[0]), warp(domain[1])]
  const at = (value: number) => {
    const share = (warp(Math.min(Math.max(value, domain[0]), domain[1])) - low) / (high - low)
    return range[0] + share * (range[1] - range[0])
  }
  return { kind, domain, range, at }
}

const WARPS: Record<ScaleKind, (value: number) => number> = {
  linear: x => x,
  sqrt: Math.sqrt,
}

/** A scale as the page's script reads it: kind, domain, range. */
export function scaleText({ kind, domain, range }: Scale): string {
  return [kind, ...domain, ...range].join(' ')
}
