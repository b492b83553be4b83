/** A sheet of what training sees: each sample beside itself with its labels. */
import type { Pixels } from '../../formats/pixels.js'
import { stream } from '../../random.js'
import { drawsOf } from '../augment/draws.js'
import { checkPasting } from '../pasting/paste.js'
import { labelOverlay } from '../scenes/overlay.js'
import { contactSheet, type SheetCell } from '../sheets/contact-sheet.js'
import { type SampleRecipe, type SampleSources, trainingSample } from './training-sample.js'

export interface PreviewOptions {
  samples: number
  seed: number
  /** Samples side by side in a row, each with its labels. */
  columns?: number
  /** Width of each picture on the sheet. */
  thumbnail?: number
}

export interface Preview {
  sheet: Pixels
  /** Which scene each sample is of, and the share of its pixels that was pasted. */
  samples: { id: string; pasted: number }[]
}

/** Scenes are drawn from all of the set, the same for the same seed. */
export function previewSamples(
  sources: SampleSources,
  recipe: SampleRecipe,
  options: PreviewOptions,
): Preview {
  const { samples: count, seed, columns = 2, thumbnail = 320 } = options
  const { scenes } = sources
  if (recipe.pasting) checkPasting(recipe.pasting, sources)
  const rows: SheetCell[][] = []
  const samples: Preview['samples'] = []
  let tallest = 0
  for (let i = 0; i < count; i++) {
    const index = stream(seed, 'preview/scene', 0, i).below(scenes.items.length)
    const sample = trainingSample(index, sources, recipe, drawsOf(stream(seed, 'preview/sample', 0, i)))
    const { width, height, image, labels } = sample
    tallest = Math.max(tallest, height / width)
    if (i % columns === 0) rows.push([])
    const { id } = scenes.items[index]!
    const picture = { width, height, data: image }
    rows.at(-1)!.push({ picture, caption: id }, { picture: labelOverlay(sample, scenes) })
    const pasted = labels.reduce((sum, label) => sum + (label === recipe.pastedLabel ? 1 : 0), 0)
    samples.push({ id, pasted: pasted / labels.length })
  }
  const thumbnailHeight = Math.round(thumbnail * Math.min(1, tallest))
  return { sheet: contactSheet(rows, { thumbnail, thumbnailHeight, gap: 4 }), samples }
}
