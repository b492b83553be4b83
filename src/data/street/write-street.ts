/** The generated street world as files: images beside label maps, crops beside masks, and the benchmark. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFolderAtomically } from '../../formats/atomic-write.js'
import { encodePng } from '../../formats/png-write.js'
import type { Street } from './scene.js'
import { streetClasses } from './stage.js'
import {
  type NamedCrop,
  type StreetWorld,
  type StreetWorldOptions,
  streetWorld,
  streetWorldDefaults,
} from './street-world.js'

/** Name of the benchmark file in the folder. */
const streetWorldFile = 'street.json'

/**
 * Writes a street world; the folder appears whole or not at all. Gives the path of its benchmark.
 * @param onScene told after every picture
 * @throws UserError if the folder exists and is not empty
 */
export function writeStreetWorld(
  folder: string,
  options: StreetWorldOptions = {},
  onScene = () => {},
): string {
  writeFolderAtomically(folder, temporary =>
    writeAll(temporary, streetWorld(options), { ...streetWorldDefaults, ...options }.seed, onScene),
  )
  return join(folder, streetWorldFile)
}

function writeAll(folder: string, world: StreetWorld, seed: number, onScene: () => void): void {
  const { train, val, test } = world.closedSet
  const colour = new Moments()
  const closed = (split: string, scenes: () => Generator<Street>) => {
    const images = writeScenes(join(folder, 'street', split), scenes(), scene => {
      if (split === 'train') colour.add(scene.image)
      onScene()
    })
    return { images, ...patterns(`street/${split}`) }
  }
  const splits = { train: closed('train', train), val: closed('val', val), test: closed('test', test) }
  const classes = streetClasses.map(({ name, colour }, id) => ({ id, name, colour }))
  writeJson(join(folder, 'street', 'legend.json'), { classes, ignore: 255 })
  const anomalies = (sets: Record<string, () => Generator<Street>>) =>
    Object.entries(sets).map(([name, scenes]) => {
      const images = writeScenes(join(folder, name), scenes(), onScene)
      writeJson(join(folder, name, 'index.json'), { labels: { 0: 'inlier', 1: 'anomaly', 255: 'ignore' } })
      return { name, archive: { path: name }, images, ...patterns(name) }
    })
  const negatives = writeCrops(join(folder, 'things'), world.negatives())
  writeJson(join(folder, streetWorldFile), {
    ...{ version: 1, name: `generated street world, seed ${seed}`, normalisation: colour.normalisation() },
    closedSet: { name: 'street', archive: { path: 'street' }, classes, ignore: 255, ...splits },
    negatives: { name: 'things', archive: { path: 'things' }, splits: { train: { objects: negatives } } },
    anomaly: { near: anomalies(world.near), far: anomalies(world.far) },
  })
}

const patterns = (path: string) => ({
  imagePattern: `${path}/images/*.png`,
  labelPattern: `${path}/labels/*.png`,
})

function writeScenes(folder: string, scenes: Iterable<Street>, each: (scene: Street) => void): number {
  for (const part of ['images', 'labels']) mkdirSync(join(folder, part), { recursive: true })
  let count = 0
  for (const scene of scenes) {
    const { width, height, image, labels } = scene
    const name = `${String(count++).padStart(4, '0')}.png`
    writeFileSync(join(folder, 'images', name), encodePng({ width, height, data: image }))
    writeFileSync(join(folder, 'labels', name), encodePng({ width, height, data: labels }))
    each(scene)
  }
  return count
}

/** As coco-objects-dev lies there: objects.json, crops and masks. */
function writeCrops(folder: string, crops: Iterable<NamedCrop>): number {
  for (const part of ['crops', 'masks']) mkdirSync(join(folder, part), { recursive: true })
  const objects: {
    file: string
    mask: string
    category: string
    split: string
    width: number
    height: number
  }[] = []
  for (const { category, width, height, image, mask } of crops) {
    const name = `${category}_${String(objects.length).padStart(4, '0')}.png`
    writeFileSync(join(folder, 'crops', name), encodePng({ width, height, data: image }))
    writeFileSync(join(folder, 'masks', name), encodePng({ width, height, data: mask.map(bit => 255 * bit) }))
    objects.push({ file: `crops/${name}`, mask: `masks/${name}`, category, split: 'train', width, height })
  }
  writeJson(join(folder, 'objects.json'), { objects })
  return objects.length
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** Mean and deviation of each channel, of pixels in 0 … 1, to four decimals. */
class Moments {
  private count = 0
  private readonly sums = [0, 0, 0]
  private readonly squares = [0, 0, 0]

  add(image: Uint8Array): void {
    for (let i = 0; i < image.length; i++) {
      this.sums[i % 3]! += image[i]!
      this.squares[i % 3]! += image[i]! * image[i]!
    }
    this.count += image.length / 3
  }

  normalisation(): { mean: number[]; std: number[] } {
    const rounded = (value: number) => Math.round((value / 255) * 1e4) / 1e4
    const means = this.sums.map(sum => sum / this.count)
    const deviations = this.squares.map((sum, c) => Math.sqrt(sum / this.count - means[c]! ** 2))
    return { mean: means.map(rounded), std: deviations.map(rounded) }
  }
}
