import { shares } from '../histogram-counts.js'
import type { EvaluatedSet } from '../inputs/evaluated-set.js'
import { inPaperOrder } from '../inputs/results.js'
import type { RunRecord } from '../inputs/run-record.js'
import { embeddedJson, type Markup, markup } from '../markup.js'
import { significant } from '../numbers.js'
import { threshold } from '../plot/layers.js'
import { ridges } from '../plot/ridges.js'
import { scoreText } from '../score-names.js'
import { absent, evaluateRemedy, row, type Section } from '../sections/section.js'
import { type Acceptance, acceptance, acceptanceLevels, openingLevel } from './acceptance.js'
import { scoreRange } from './score-range.js'
import { ofRole, setStyles } from './set-styles.js'

const BINS = 50

/** Histograms of each score, set by set, with a threshold to try out. */
export function scores({ sets, folder }: RunRecord): Section {
  const compared = sets.filter(set => set.role !== 'inliers')
  const names = sharedScores(sets)
  const inliers = ofRole(sets, 'inliers')[0]
  return {
    id: 'scores',
    title: 'Scores',
    lede: 'Share of images by score, each set before the inlier test images in grey; heights go with the square root of the share. The line is the threshold: what lies right of it is called outlying.',
    body:
      inliers && inliers.count > 0 && names.length > 0
        ? body(inliers, compared, names)
        : absent('scores of single images (evaluation/outputs)', evaluateRemedy(folder)),
  }
}

/** The scores that every set has, in the paper's order. */
export function sharedScores(sets: readonly EvaluatedSet[]): string[] {
  const [first, ...others] = sets
  const names = [...(first?.scores.keys() ?? [])].filter(name => others.every(set => set.scores.has(name)))
  return inPaperOrder(names)
}

function body(inliers: EvaluatedSet, compared: EvaluatedSet[], names: string[]): Markup {
  const styles = setStyles([inliers, ...compared])
  const trials = names.map(name => acceptance(inliers.scores.get(name)!, [inliers, ...compared], name))
  const panels = names.map((name, i) => {
    const range = scoreRange(
      name,
      [inliers, ...compared].map(set => set.scores.get(name)!),
    )
    const histogram = (set: EvaluatedSet) => shares(set.scores.get(name)!, range, BINS)
    const rows = compared.map(set => ({
      name: set.name,
      colour: styles.get(set)!.colour,
      shares: histogram(set),
    }))
    return ridges(
      rows.length > 0 ? rows : [{ name: inliers.name, colour: 'inlier', shares: histogram(inliers) }],
      {
        title: scoreText(name),
        description: `Histograms of ${scoreText(name)} for ${compared.map(set => set.name).join(', ')} and the inliers.`,
        label: scoreText(name),
        domain: range,
        background: histogram(inliers),
      },
      [threshold(trials[i]!.thresholds[openingLevel]!, name)],
    )
  })
  return markup`${row(panels)}${tryOut(names, [inliers, ...compared], trials)}`
}

/** The slider, the table that it moves, and the numbers that both live on. */
function tryOut(names: string[], sets: EvaluatedSet[], trials: Acceptance[]): Markup {
  const data = {
    levels: acceptanceLevels,
    scores: Object.fromEntries(names.map((name, i) => [name, rounded(trials[i]!)])),
  }
  return markup`<div class="try"><h3>Try a threshold</h3>
<p class="slider"><label for="level">Accept at least <output id="level-shown">${(100 * acceptanceLevels[openingLevel]!).toFixed(2)}</output> % of the inlier test images</label><input id="level" type="range" min="0" max="${
    acceptanceLevels.length - 1
  }" value="${openingLevel}" hidden></p>
<div class="scroll"><table><caption>Images called outlying, per cent</caption><thead><tr><th scope="col" class="left">Set</th>${names.map(
    (name, i) =>
      markup`<th scope="col" class="left">${scoreText(name)} <span class="at">&gt; <span data-threshold="${name}">${significant(trials[i]!.thresholds[openingLevel]!, 3)}</span></span></th>`,
  )}</tr></thead><tbody>${sets.map(
    (set, s) =>
      markup`<tr class="${set.role === 'inliers' && 'summary'}"><th scope="row" class="left">${set.name}${
        set.role !== 'outliers' &&
        markup` <span class="at">${set.role === 'inliers' ? 'inliers, wrongly' : 'training negatives'}</span>`
      }</th>${names.map((name, i) => bar(name, s, trials[i]!.found[s]![openingLevel]!))}</tr>`,
  )}</tbody></table></div><script type="application/json" id="acceptance">${embeddedJson(data)}</script></div>`
}

function bar(score: string, set: number, share: number): Markup {
  const width = (100 * share).toFixed(2)
  return markup`<td class="share" data-cell="${score}" data-set="${set}"><span>${(100 * share).toFixed(1)}</span><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="fill" width="${width}" height="8"/></svg></td>`
}

/** Enough digits to show, few enough to embed. */
function rounded({ thresholds, found }: Acceptance): Acceptance {
  const short = (digits: number) => (value: number) => Number(value.toPrecision(digits))
  return { thresholds: thresholds.map(short(6)), found: found.map(list => list.map(short(4))) }
}
