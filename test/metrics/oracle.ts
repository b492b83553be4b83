/** Rank metrics by their definitions, O(n²), for tests: every threshold recounts every sample. */
export interface Sample {
  score: number
  outlier: boolean
}

export interface Point {
  threshold: number
  tp: number
  fp: number
}

/** One point per distinct score, descending; `===` makes −0 equal +0. */
export function points(samples: Sample[]): Point[] {
  const distinct: number[] = []
  for (const { score } of samples) if (!distinct.some(other => other === score)) distinct.push(score)
  distinct.sort((a, b) => (a < b ? 1 : -1))
  return distinct.map(threshold => {
    const called = samples.filter(({ score }) => score >= threshold)
    const tp = called.filter(({ outlier }) => outlier).length
    return { threshold, tp, fp: called.length - tp }
  })
}

/** Probability that a random outlier scores above a random inlier, ties one half. */
export function auroc(samples: Sample[]): number {
  let wins = 0
  const [outliers, inliers] = [true, false].map(kind => samples.filter(({ outlier }) => outlier === kind))
  for (const a of outliers!)
    for (const b of inliers!) wins += a.score > b.score ? 2 : a.score === b.score ? 1 : 0
  return wins / (2 * outliers!.length * inliers!.length)
}

export function averagePrecision(samples: Sample[]): number {
  const all = samples.filter(({ outlier }) => outlier).length
  return points(samples).reduce((sum, { tp, fp }, i, list) => {
    return sum + ((tp - (list[i - 1]?.tp ?? 0)) / all) * (tp / (tp + fp))
  }, 0)
}

export function trapezoidAupr(samples: Sample[]): number {
  const all = samples.filter(({ outlier }) => outlier).length
  let [recall, precision, area] = [0, 1, 0]
  for (const { tp, fp } of points(samples)) {
    area += ((tp / all - recall) * (precision + tp / (tp + fp))) / 2
    recall = tp / all
    precision = tp / (tp + fp)
  }
  return area
}

/** Roles swapped: inliers positive, score reversed. */
export const reversed = (samples: Sample[]): Sample[] =>
  samples.map(({ score, outlier }) => ({ score: -score, outlier: !outlier }))

export function fpr95(samples: Sample[]): Point & { fpr: number } {
  const all = samples.filter(({ outlier }) => outlier).length
  const found = points(samples).find(({ tp }) => 20 * tp >= 19 * all)!
  return { ...found, fpr: found.fp / (samples.length - all) }
}

export function bestF1(samples: Sample[]): { f1: number; threshold: number } {
  const all = samples.filter(({ outlier }) => outlier).length
  let best = { f1: -1, threshold: Number.NaN }
  for (const { tp, fp, threshold } of points(samples)) {
    const f1 = (2 * tp) / (2 * tp + fp + (all - tp))
    if (f1 > best.f1) best = { f1, threshold }
  }
  return best
}
