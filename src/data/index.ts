/** Image data: sets of images, packed sets, loaders, benchmarks, the generated world. */

export * from './batches.js'
export * from './benchmark.js'
export type { Benchmark, SetGroups } from './benchmark-schema.js'
export * from './image-set.js'
export type { ClassRules, ImageItem } from './image-source.js'
export * from './loader.js'
export * from './pack.js'
export { contentHash, type PackedSet, packedSet, subset } from './packed-set.js'
export type { SetSpec } from './set-spec.js'
export { imageExtensions, listImages } from './walk.js'
export { makeWorld, type World, type WorldOptions, worldDefaults } from './world/world.js'
export { measure, worldFile, writeWorld } from './world/write-world.js'
