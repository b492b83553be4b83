/** The generated world as files: class folders of PNG, and the benchmark that describes them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFolderAtomically } from '../../formats/atomic-write.js'
import { encodePng } from '../../formats/png-write.js'
import type { Normalisation } from '../batches/batches.js'
import type { PackedSet } from '../packing/packed-set.js'
import { makeWorld, type World, type WorldOptions, worldDefaults } from './world.js'

/** Name of the benchmark file in the folder. */
export const worldFile = 'world.json'

/**
 * Writes a world; the folder appears whole or not at all. Gives the path of its benchmark.
 * @throws UserError if the folder exists and is not empty
 */
export function writeWorld(folder: string, options: WorldOptions = {}): string {
  writeFolderAtomically(folder, temporary =>
    writeSets(temporary, makeWorld(options), { ...worldDefaults, ...options }.seed),
  )
  return join(folder, worldFile)
}

function writeSets(folder: string, world: World, seed: number): void {
  const { inlier, negatives, near, far } = world
  const place = (set: PackedSet, path: string) => {
    writeImages(join(folder, path), set)
    return { name: set.name, path, images: set.count, classes: set.classNames.length }
  }
  const benchmark = {
    version: 1,
    name: `generated world, seed ${seed}`,
    normalisation: channelStatistics(inlier.train),
    inlier: {
      name: 'figures',
      classNames: inlier.train.classNames,
      train: place(inlier.train, 'inlier/train'),
      test: place(inlier.test, 'inlier/test'),
    },
    negatives: place(negatives, 'negatives'),
    near: near.map(set => place(set, `near/${set.name}`)),
    far: far.map(set => place(set, `far/${set.name}`)),
  }
  writeFileSync(join(folder, worldFile), `${JSON.stringify(benchmark, null, 2)}\n`)
}

function writeImages(folder: string, { images, files, height, width, classNames }: PackedSet): void {
  for (const name of classNames) mkdirSync(join(folder, name), { recursive: true })
  const size = height * width * 3
  files.forEach((file, i) => {
    const data = images.subarray(i * size, (i + 1) * size)
    writeFileSync(join(folder, file), encodePng({ width, height, data }))
  })
}

/** Mean and standard deviation of each channel over a set, of pixels in 0…1, to four decimals. */
export function channelStatistics({ images }: PackedSet): Normalisation {
  const channels = [0, 1, 2].map(channel => {
    let [sum, squares] = [0, 0]
    for (let i = channel; i < images.length; i += 3) {
      sum += images[i]!
      squares += images[i]! * images[i]!
    }
    const mean = sum / (images.length / 3)
    return { mean, std: Math.sqrt(squares / (images.length / 3) - mean * mean) }
  })
  const rounded = (value: number) => Math.round((value / 255) * 1e4) / 1e4
  return { mean: channels.map(({ mean }) => rounded(mean)), std: channels.map(({ std }) => rounded(std)) }
}
