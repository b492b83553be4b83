/** Decoded scenes and pictures kept in memory, as many as fit, so that training does not decode them again. */
import type { NegativeSource } from './negatives/negative-source.js'
import type { SceneSet } from './scenes/scene-set.js'

/** The same set; what its items load is kept, first come first kept, up to so many bytes. Do not change what is loaded. */
export function scenesInMemory(set: SceneSet, bytes: number): SceneSet {
  const budget = { left: bytes }
  const items = set.items.map(item => ({
    ...item,
    load: kept(
      () => item.load(),
      budget,
      ({ image, labels }) => image.byteLength + (labels?.byteLength ?? 0),
    ),
  }))
  return { ...set, items }
}

export function negativesInMemory(source: NegativeSource, bytes: number): NegativeSource {
  const budget = { left: bytes }
  const items = source.items.map(item => ({
    ...item,
    load: kept(
      () => item.load(),
      budget,
      ({ image, regions }) => image.byteLength + regions.byteLength,
    ),
  }))
  return { ...source, items }
}

function kept<T>(load: () => T, budget: { left: number }, sizeOf: (value: T) => number): () => T {
  let value: T | undefined
  return () => {
    if (value !== undefined) return value
    const loaded = load()
    const size = sizeOf(loaded)
    if (size > budget.left) return loaded
    budget.left -= size
    return (value = loaded)
  }
}
