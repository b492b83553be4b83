import type { AnomalySetResults } from '../../protocols/pixel/results.js'
import { stream } from '../../random.js'
import { type Markup, markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { points } from '../plot/layers.js'
import { niceDomain } from '../plot/ticks.js'
import { absent, evaluateRemedy, row, type Section } from '../sections/section.js'
import { htmlTable } from '../tables/html.js'
import { pixelTablesByName } from '../tables/pixel-tables.js'
import type { KeptMaps } from './kept-maps.js'
import type { PixelRun } from './pixel-run.js'

/** Pixels of each kind that a panel shows at most. */
const SHOWN = 500

/** Whether the two parts of the score see the same things, pixel by pixel (Table 6). */
export function pixelCorrelation(run: PixelRun): Section {
  const { results, folder } = run
  const table = results && pixelTablesByName([results]).correlation
  return {
    id: 'correlation',
    title: 'Correlation of the scores',
    lede: 'An ensemble of uncertainty (s_Unc) and negative objectness (s_NO) gains where its members err differently. The marks are pixels drawn from the images whose maps were kept.',
    body: table
      ? markup`${row(results.sets.flatMap(set => panel(run, set) ?? []))}${htmlTable(table)}`
      : absent(
          'scores s_unc and s_no of one model: it has no outlier class, or was not evaluated',
          evaluateRemedy(folder),
        ),
  }
}

function panel({ maps, seed }: PixelRun, set: AnomalySetResults): Markup | undefined {
  const kept = set.perImage
    .flatMap(image => (image.maps === undefined ? [] : (maps(image.maps) ?? [])))
    .filter(({ scores }) => scores.has('s_unc') && scores.has('s_no'))
  if (kept.length === 0) return undefined
  const [inliers, outliers] = [0, 1].map(label => drawnPixels(kept, label, seed, set.name))
  const all = [...inliers!, ...outliers!]
  return figure(
    {
      title: set.name,
      description: `Scatter of s_Unc and s_NO over pixels of ${set.name}.`,
      x: { label: 's_Unc', domain: niceDomain(all.map(([x]) => x)) },
      y: { label: 's_NO', domain: niceDomain([0, ...all.map(([, y]) => y)]) },
      ...{ width: 420, height: 340 },
    },
    [
      points([
        { name: 'inlier pixels', colour: 'inlier', shape: 'ring', ...columns(inliers!) },
        { name: 'outlier pixels', colour: 's1', shape: 'diamond', ...columns(outliers!) },
      ]),
    ],
  )
}

type Pair = readonly [x: number, y: number]

const columns = (pairs: readonly Pair[]) => ({ x: pairs.map(([x]) => x), y: pairs.map(([, y]) => y) })

/** `SHOWN` pixels of a label from all images, evenly drawn; all of them where there are fewer. */
function drawnPixels(kept: readonly KeptMaps[], label: number, seed: number, set: string): Pair[] {
  const places = kept.map(({ labels }) => placesOf(labels, label))
  const total = places.reduce((sum, { length }) => sum + length, 0)
  const random = stream(seed, `report/pixels/${set}/${label}`)
  return Array.from({ length: Math.min(SHOWN, total) }, (_, n) => {
    // Drawn one by one, not from a permutation of millions.
    let at = total <= SHOWN ? n : random.below(total)
    let image = 0
    while (at >= places[image]!.length) at -= places[image++]!.length
    const { scores } = kept[image]!
    const pixel = places[image]![at]!
    return [scores.get('s_unc')!.data[pixel]!, scores.get('s_no')!.data[pixel]!]
  })
}

function placesOf(labels: Uint8Array, label: number): Uint32Array {
  const found = new Uint32Array(labels.length)
  let count = 0
  for (let i = 0; i < labels.length; i++) if (labels[i] === label) found[count++] = i
  return found.subarray(0, count)
}
