/** The labelled images of a set with their maps, which lie one after the other in a store. */
import type { ScoredImage } from '../../metrics/index.js'
import type { OpenedScene, OpenedTestSet } from './open-test-set.js'
import type { ScoreStore, StoredImage } from './score-store.js'

/** An image whose maps are stored, with its place in them. */
export interface ScoredScene extends OpenedScene {
  labels: Uint8Array
  first: number
  standing?: StoredImage['standing'] & { first: number }
}

/** Those that have labels and maps. */
export function scoredScenes({ scenes }: OpenedTestSet, store: ScoreStore): ScoredScene[] {
  const byId = new Map(scenes.map(scene => [scene.id, scene]))
  let [first, firstMask] = [0, 0]
  return store.images.flatMap(({ id, pixels, standing }) => {
    const scene = byId.get(id)!
    const [at, masksAt] = [first, firstMask]
    first += pixels
    firstMask += standing?.pixels ?? 0
    if (pixels === 0 || !scene.labels) return []
    const masks = standing && { standing: { ...standing, first: masksAt } }
    return [{ ...scene, labels: scene.labels, first: at, ...masks }]
  })
}

/** One at a time; may be gone through again. */
export const imagesOf = (
  scenes: readonly ScoredScene[],
  store: ScoreStore,
  method: string,
): Iterable<ScoredImage> => ({
  *[Symbol.iterator]() {
    for (const scene of scenes) yield imageOf(scene, store, method)
  },
})

export const imageOf = (scene: ScoredScene, store: ScoreStore, method: string) => ({
  name: `${method}: ${scene.id}`,
  width: scene.width,
  labels: scene.labels,
  scores: scoresOf(scene, store, method),
})

export const scoresOf = ({ first, labels }: ScoredScene, store: ScoreStore, method: string) =>
  store.scores(method, first, labels.length)
