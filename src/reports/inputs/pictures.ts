import { type ImageSet, openImageSet } from '../../data/images/image-set.js'
import type { SetSpec } from '../../data/images/set-spec.js'
import { decodeImage, type Pixels } from '../../formats/pixels.js'
import type { RunRecord } from './run-record.js'

/** An image of an evaluated set as a report shows it; `pixels` are missing where they cannot be had any more. */
export interface Picture {
  name: string
  pixels?: Pixels
}

/** The image at an index of an evaluated set. */
export type Pictures = (set: string, index: number) => Picture

/**
 * Pictures from the places that the results name: `sets[].source` describes each set as it was opened, and
 * `index` counts its images in the order of their listing. A set that is gone, or no longer of the size
 * that was evaluated, has numbers for names and no pixels.
 */
export function picturesOf({
  results,
  sets,
  model,
}: Pick<RunRecord, 'results' | 'sets' | 'model'>): Pictures {
  const opened = new Map<string, ImageSet | undefined>()
  // As the model saw them: turned as their camera says, or not.
  const policy =
    model?.preprocessing && 'policy' in model.preprocessing ? model.preprocessing.policy : 'openood'
  const open = (name: string) => {
    const source = results?.sets.find(set => set.name === name)?.source as SetSpec | undefined
    const count = sets.find(set => set.name === name)?.count
    return (
      source &&
      quietly(() => {
        const set = openImageSet(source)
        return set.items.length === count ? set : undefined
      })
    )
  }
  return (name, index) => {
    if (!opened.has(name)) opened.set(name, open(name))
    const item = opened.get(name)?.items[index]
    if (!item) return { name: `image ${index}` }
    const pixels = quietly(() => {
      const loaded = item.load()
      return loaded instanceof Uint8Array ? decodeImage(loaded, { name: item.file, policy }) : loaded
    })
    return { name: item.file, pixels }
  }
}

/** A picture is an extra: data that was moved or damaged since the evaluation must not cost the report. */
function quietly<T>(get: () => T): T | undefined {
  try {
    return get()
  } catch {
    return undefined
  }
}
