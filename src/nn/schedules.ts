/**
 * Learning-rate schedules: the factor on the base rate at step s of S, both counted from 0. Past its end a schedule
 * stays where it ended. Pure functions.
 */

export type Schedule = (step: number, steps: number) => number

/** Cosine per iteration, from 1 to `floor` (OpenOOD: floor = 1e-6 / lr). */
export const cosine =
  (floor = 0): Schedule =>
  (s, S) =>
    floor + (1 - floor) * 0.5 * (1 + Math.cos((Math.PI * Math.min(s, S)) / S))

/** (1 − s/S)^power, as detectron2's WarmupPolyLR without warm-up. */
export const poly =
  (power = 0.9): Schedule =>
  (s, S) =>
    (1 - Math.min(s, S) / S) ** power

/**
 * One cycle: a cosine rise from 1/`divide` over the first `rise` of the steps, then a cosine fall to
 * 1/(`divide`·`finalDivide`). PyTorch's OneCycleLR with `anneal_strategy="cos"`, two phases.
 */
export const oneCycle = (rise = 0.3, divide = 25, finalDivide = 1e4): Schedule => {
  const between = (from: number, to: number, t: number) =>
    to + ((from - to) / 2) * (1 + Math.cos(Math.PI * t))
  const low = 1 / divide
  return (s, S) => {
    const peak = rise * S - 1
    if (s <= peak) return between(low, 1, peak > 0 ? s / peak : 1)
    return between(1, low / finalDivide, Math.min(1, (s - peak) / (S - 1 - peak)))
  }
}

export const constant = (): Schedule => () => 1
