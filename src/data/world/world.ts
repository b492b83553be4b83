/**
 * The generated image world: a benchmark for outlier detection that needs no data. A picture shows a figure
 * (outlines.ts) with a pattern in it (fills.ts) before a background; place, size, rotation, colours, light,
 * noise and what lies in front vary and tell nothing.
 *
 * - Inliers: ten classes, each one figure with one pattern, so that neither alone tells the class.
 * - Negatives: other figures with any pattern.
 * - Near, `kin`: figures in no training set, but like those of the negatives.
 * - Near, `combinations`: figures and patterns of the inliers in pairs that are no class; nothing like the negatives.
 * - Far: `textures`, `noise`, `strokes`: no figure at all.
 */
import { type Stream, stream } from '../../random.js'
import { type PackedSet, packedSet } from '../packing/packed-set.js'
import { type Canvas, toBytes } from './canvas.js'
import { noises, strokes, textures } from './far-scenes.js'
import { figureScene } from './figure-scene.js'
import { type Fill, fills } from './fills.js'
import { inlierOutlines, kinOutlines, negativeOutlines, type Outline } from './outlines.js'

export interface WorldOptions {
  seed?: number
  /** Side of the pictures in pixels. */
  size?: number
  /** Training images of each inlier class. */
  train?: number
  /** Test images of each inlier class. */
  test?: number
  /** Images of each class of the negatives. */
  negatives?: number
  /** Images of each class of the outlier sets. */
  outliers?: number
}

export const worldDefaults: Required<WorldOptions> = {
  seed: 0,
  size: 32,
  train: 600,
  test: 100,
  negatives: 500,
  outliers: 100,
}

export interface World {
  inlier: { train: PackedSet; test: PackedSet }
  negatives: PackedSet
  near: PackedSet[]
  far: PackedSet[]
}

type FillName = keyof typeof fills
type Draw = (size: number, random: Stream) => Canvas

/** Each figure in two classes, each pattern in two or three. */
const inlierFills: Record<keyof typeof inlierOutlines, [FillName, FillName]> = {
  disc: ['stripes', 'dots'],
  square: ['plain', 'stripes'],
  triangle: ['dots', 'rings'],
  star: ['plain', 'rings'],
  cross: ['stripes', 'rings'],
}

const figure =
  (outline: Outline, fill: (random: Stream) => Fill): Draw =>
  (size, random) =>
    figureScene(size, outline, fill, random)

/** Any of the patterns. */
const anyFill = (random: Stream) => Object.values(fills)[random.below(Object.keys(fills).length)]!(random)

const pairs = Object.entries(inlierOutlines).flatMap(([name, outline]) =>
  Object.entries(fills).map(([fillName, fill]) => {
    const isClass = inlierFills[name as keyof typeof inlierOutlines].includes(fillName as FillName)
    return { name: `${fillName}-${name}`, isClass, draw: figure(outline, fill) }
  }),
)
const drawsOf = (isClass: boolean) =>
  Object.fromEntries(pairs.filter(pair => pair.isClass === isClass).map(({ name, draw }) => [name, draw]))
const anyFilled = (outlines: Record<string, Outline>) =>
  Object.fromEntries(Object.entries(outlines).map(([name, outline]) => [name, figure(outline, anyFill)]))

/** Draws all sets; the same options give the same pictures. */
export function makeWorld(options: WorldOptions = {}): World {
  const { seed, size, train, test, negatives, outliers } = { ...worldDefaults, ...options }
  const draw = (name: string, draws: Record<string, Draw>, each: number) =>
    drawSet(name, draws, each, size, seed)
  const inliers = drawsOf(true)
  return {
    inlier: { train: draw('train', inliers, train), test: draw('test', inliers, test) },
    negatives: draw('negatives', anyFilled(negativeOutlines), negatives),
    near: [draw('kin', anyFilled(kinOutlines), outliers), draw('combinations', drawsOf(false), outliers)],
    far: [
      draw('textures', textures, outliers),
      draw('noise', noises, outliers),
      draw('strokes', strokes, outliers),
    ],
  }
}

/** `each` pictures of every class, image 0 of all classes first. */
function drawSet(
  name: string,
  draws: Record<string, Draw>,
  each: number,
  size: number,
  seed: number,
): PackedSet {
  const classes = Object.keys(draws).sort()
  const count = classes.length * each
  const images = new Uint8Array(count * size * size * 3)
  const labels = new Int32Array(count)
  const files: string[] = []
  for (let n = 0; n < count; n++) {
    const label = n % classes.length
    const [className, index] = [classes[label]!, Math.floor(n / classes.length)]
    const canvas = draws[className]!(size, stream(seed, `world/${name}/${className}`, 0, index))
    toBytes(canvas, images, n * size * size * 3)
    labels[n] = label
    files.push(`${className}/${String(index).padStart(4, '0')}.png`)
  }
  return packedSet({ name, height: size, width: size, images, labels, classNames: classes, files })
}
