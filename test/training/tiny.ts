/** A training that takes a second: coloured 8×8 images of three classes, negatives, a network of width 4. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { encodePng } from '../../src/formats/png-write.js'
import { stream } from '../../src/random.js'
import { parseRecipe, resolveRecipe } from '../../src/training/load-recipe.js'
import type { ResolvedRecipe } from '../../src/training/recipe.js'

const side = 8
const colours = { blue: [40, 60, 200], green: [50, 180, 70], red: [210, 60, 50] }

/** A PNG of one colour with noise, drawn from (colour, index). */
export function picture(colour: readonly number[], index: number): Uint8Array {
  const random = stream(0, `picture/${colour}`, 0, index)
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => colour[i % 3]! + random.below(45))
  return encodePng({ width: side, height: side, data })
}

/** A folder that lives as long as the tests of a file. */
export function testFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `uno-${name}-`))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Class folders of `perClass` images each. */
export function writeInliers(folder: string, perClass = 20): string {
  for (const [name, colour] of Object.entries(colours)) {
    mkdirSync(join(folder, name), { recursive: true })
    for (let i = 0; i < perClass; i++) writeFileSync(join(folder, name, `${i}.png`), picture(colour, i))
  }
  return folder
}

/** Grey and yellow: two classes of things that are none of the inliers. */
export function writeNegatives(folder: string, perClass = 10): string {
  for (const [name, colour] of Object.entries({ grey: [110, 110, 110], yellow: [200, 190, 60] })) {
    mkdirSync(join(folder, name), { recursive: true })
    for (let i = 0; i < perClass; i++) writeFileSync(join(folder, name, `${i}.png`), picture(colour, i))
  }
  return folder
}

/** 2 epochs of 6 steps on 48 images, 12 held out. */
export const tinyRecipe = {
  name: 'tiny',
  model: { width: 4 },
  objective: { name: 'uno' },
  preprocessing: {
    resize: side,
    crop: side,
    mean: [0.5, 0.5, 0.5],
    std: [0.25, 0.25, 0.25],
    policy: 'upright',
  },
  batch: { inliers: 8, negatives: 4 },
  epochs: 2,
  optimiser: { lr: 0.05 },
  validation: { inliers: 12, negativeClasses: 1 },
  precision: 'float32',
  threads: 1,
}

/** The recipe as a program gives it, with fields set as on the command line. */
export const resolved = (...settings: string[]): ResolvedRecipe =>
  resolveRecipe(parseRecipe(tinyRecipe, 'tiny', settings), 1)

/** The recipe as a file for the command line. */
export function writeRecipe(folder: string): string {
  const path = join(folder, 'tiny.json')
  writeFileSync(path, JSON.stringify(tinyRecipe))
  return path
}
