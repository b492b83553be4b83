/** The images of a set with their maps, which are read from the store when they are asked for. */
import type { ScoredImage } from '../../metrics/index.js'
import type { OpenedScene, OpenedTestSet } from './open-test-set.js'
import type { ScoreStore } from './score-store.js'
import type { MaskNorms } from './standing-masks.js'

export interface StoredScene extends OpenedScene {
  /** `[H·W]`. */
  scores(method: string): Float32Array
  /** `[H·W]`, the model's classes. */
  classes(): Uint8Array
  /** Where norms are wanted; of each outlier pixel the mask that stands for it. */
  standing?: MaskNorms & { masks(): Uint16Array }
}

export type LabelledScene = StoredScene & { labels: Uint8Array }

/** Those that have maps, whether or not their labels are known. */
export function storedScenes({ scenes }: OpenedTestSet, store: ScoreStore): StoredScene[] {
  const byId = new Map(scenes.map(scene => [scene.id, scene]))
  let [next, nextMask] = [0, 0]
  return store.images.flatMap(({ id, pixels, standing }) => {
    const [first, firstMask] = [next, nextMask]
    next += pixels
    nextMask += standing?.pixels ?? 0
    if (pixels === 0) return []
    const { norms, projections, pixels: outliers } = standing ?? {}
    const masks = () => store.standing(firstMask, outliers!)
    return [
      {
        ...byId.get(id)!,
        scores: (method: string) => store.scores(method, first, pixels),
        classes: () => store.classes(first, pixels),
        ...(norms && { standing: { norms, projections: projections!, masks } }),
      },
    ]
  })
}

export const hasLabels = (scene: StoredScene): scene is LabelledScene => scene.labels !== undefined

export const imageOf = (scene: LabelledScene, method: string): ScoredImage & { scores: Float32Array } => ({
  name: `${method}: ${scene.id}`,
  width: scene.width,
  labels: scene.labels,
  scores: scene.scores(method),
})

/** One at a time; may be gone through again. */
export const imagesOf = (scenes: readonly LabelledScene[], method: string): Iterable<ScoredImage> => ({
  *[Symbol.iterator]() {
    for (const scene of scenes) yield imageOf(scene, method)
  },
})
