/**
 * The generated street world: a benchmark for outlier detection in road scenes that needs no data.
 *
 * - Closed set: streets with eight classes, in all weathers.
 * - Negatives: things that do not belong there (things.ts), each cut out of a picture of its own.
 * - Near, `cargo`: streets with other things of the same sort on the road.
 * - Far, `animals`: streets with animals, which are like neither the classes nor the negatives.
 *
 * Strangers in the test sets are drawn by the same light, haze, noise and blur as the street around them: unlike
 * what is pasted in training, they have no edges that give them away.
 */
import { type Crop, drawCrop } from './crops.js'
import { drawStreet, type Street } from './scene.js'
import { OUTLIER } from './stage.js'
import { animals, cargo, negatives, type Thing } from './things.js'

export interface StreetWorldOptions {
  seed?: number
  width?: number
  height?: number
  /** Scenes of the closed set. */
  train?: number
  val?: number
  test?: number
  /** Cut-out things of each of the eight kinds. */
  negatives?: number
  /** Scenes of each set with outliers. */
  outliers?: number
}

export const streetWorldDefaults: Required<StreetWorldOptions> = {
  ...{ seed: 0, width: 192, height: 128 },
  ...{ train: 160, val: 24, test: 40, negatives: 16, outliers: 40 },
}

export interface NamedCrop extends Crop {
  category: string
}

/** Scenes are drawn when they are asked for, each by its number alone. */
export interface StreetWorld {
  closedSet: Record<'train' | 'val' | 'test', () => Generator<Street>>
  negatives(): Generator<NamedCrop>
  /** Labels are 0 inlier, 1 outlier. */
  near: Record<string, () => Generator<Street>>
  far: Record<string, () => Generator<Street>>
}

export function streetWorld(options: StreetWorldOptions = {}): StreetWorld {
  const { seed, width, height, negatives: each, outliers, ...counts } = { ...streetWorldDefaults, ...options }
  const size = { width, height }
  const scenes = (purpose: 'train' | 'val' | 'test') =>
    function* () {
      for (let index = 0; index < counts[purpose]; index++)
        yield drawStreet(size, { seed, purpose: `street/${purpose}`, index })
    }
  const withStrangers = (name: string, kinds: Record<string, Thing>) =>
    function* () {
      for (let index = 0; index < outliers; index++)
        yield strangeScene(size, { seed, purpose: `street/${name}`, index }, Object.values(kinds))
    }
  return {
    closedSet: { train: scenes('train'), val: scenes('val'), test: scenes('test') },
    *negatives() {
      for (const [category, thing] of Object.entries(negatives))
        for (let index = 0; index < each; index++) {
          // From a size that is reduced when it is pasted to one that hardly is.
          const side = Math.round(height * (0.3 + (0.35 * ((index * 7) % 10)) / 10))
          yield {
            category,
            ...drawCrop(thing, side, { seed, purpose: `street/negatives/${category}`, index }),
          }
        }
    },
    near: { cargo: withStrangers('cargo', cargo) },
    far: { animals: withStrangers('animals', animals) },
  }
}

/** Fewer pixels of outliers than this share of a picture are nothing to be found. */
const LEAST = 1 / 600

/** One or two strangers, of kinds by turns, of which enough can be seen. */
function strangeScene(
  size: { width: number; height: number },
  key: { seed: number; purpose: string; index: number },
  kinds: readonly Thing[],
): Street {
  const things = [kinds[key.index % kinds.length]!]
  if (key.index % 3 === 2) things.push(kinds[(2 * key.index + 1) % kinds.length]!)
  for (let attempt = 0; ; attempt++) {
    const purpose = attempt === 0 ? key.purpose : `${key.purpose}/again-${attempt}`
    const scene = drawStreet(size, { ...key, purpose }, things)
    const outliers = scene.labels.reduce((sum, label) => sum + (label === OUTLIER ? 1 : 0), 0)
    if (outliers >= LEAST * scene.labels.length)
      return { ...scene, labels: scene.labels.map(label => (label === OUTLIER ? 1 : 0)) }
  }
}
