import type { AnomalySetResults, MethodMetrics } from '../../protocols/pixel/results.js'
import { type Markup, markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { histograms, threshold } from '../plot/layers.js'
import { pageLegend } from '../plot/legend.js'
import { scoreText } from '../score-names.js'
import { absent, evaluateRemedy, row, type Section } from '../sections/section.js'
import { methodsShown } from './methods-shown.js'
import type { PixelRun } from './pixel-run.js'

/** Histograms of each score over pixels, inliers against outliers. */
export function pixelHistograms({ results, folder }: PixelRun): Section {
  const drawn = (results?.sets ?? []).filter(({ methods }) =>
    Object.values(methods).some(({ histogram }) => histogram),
  )
  return {
    id: 'scores',
    title: 'Scores',
    lede: 'Shares of the inlier and of the outlier pixels, by square root, so that a hundredth is a tenth as high. The upright line is the threshold that finds 95 % of the outlier pixels.',
    body:
      drawn.length > 0
        ? markup`${pageLegend([
            { name: 'inlier pixels', colour: 'inlier', key: 'area' },
            { name: 'outlier pixels', colour: 's1', key: 'line' },
          ])}${drawn.map(set => row(panels(set)))}`
        : absent('histograms of an evaluation', evaluateRemedy(folder)),
  }
}

function panels(set: AnomalySetResults): Markup[] {
  return methodsShown(Object.keys(set.methods)).flatMap(name => {
    const { histogram, threshold95 } = set.methods[name]!
    return histogram ? [panel(set.name, name, histogram, threshold95)] : []
  })
}

function panel(
  set: string,
  method: string,
  { edges, inliers, outliers }: NonNullable<MethodMetrics['histogram']>,
  threshold95: number | null,
): Markup {
  const heights = (counts: readonly number[]) => {
    const total = counts.reduce((sum, count) => sum + count, 0)
    return counts.map(count => count / Math.max(1, total))
  }
  const [grey, colour] = [heights(inliers), heights(outliers)]
  const largest = Math.max(1e-9, ...grey, ...colour)
  const name = scoreText(method)
  return figure(
    {
      title: `${name}, ${set}`,
      description: `Histograms of ${name} over the inlier and the outlier pixels of ${set}.`,
      x: { label: name, domain: [edges[0]!, edges.at(-1)!] },
      y: { label: 'share of pixels', domain: [0, largest], scale: 'sqrt', ticks: shareTicks(largest) },
      ...{ width: 420, height: 260, legend: false },
    },
    [
      histograms([
        { name: 'inliers', colour: 'inlier', edges, heights: grey, fill: 'solid', quiet: true },
        { name: 'outliers', colour: 's1', edges, heights: colour, fill: 'pale' },
      ]),
      ...(threshold95 === null ? [] : [threshold(threshold95, `${set} ${method}`)]),
    ],
  )
}

const shareTicks = (largest: number) => [0, 0.01, 0.1, 0.25, 0.5, 0.75, 1].filter(tick => tick <= largest)
