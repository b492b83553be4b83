/** The files of one segmented image, all at its own size. */
import { dirname, join } from 'node:path'
import { makeFolder, writeAtomically } from '../../../formats/atomic-write.js'
import { fromTyped, type PngSource, pngChunks, writeNpy } from '../../../formats/index.js'
import type { Pixels } from '../../../formats/pixels.js'
import type { ScoreRange } from '../../../methods/masks/index.js'
import type { Segmented } from '../segment.js'

/** Ends of the names, by what they hold. */
export const suffixes = {
  /** Class of each pixel, as palette index. */
  classes: '.classes.png',
  /** The score that decides, float32 `[H, W]`. */
  anomaly: '.anomaly.npy',
  /** The same in 16 bits: 0 … 65535 stand for the range that `predict.json` names. */
  anomalyPicture: '.anomaly.png',
  /** 255 where the score is ≥ the threshold, else 0. */
  mask: '.mask.png',
  /** The score over the picture. */
  overlay: '.overlay.png',
} as const

export const dumpSuffix = '.safetensors'

export interface MapFiles {
  /** Folder of the results, and the image's name in it without suffix. */
  folder: string
  base: string
  /** The score that decides. */
  method: string
  threshold: number | undefined
  /** Scores that the darkest and the brightest value of a 16-bit picture stand for. */
  range: ScoreRange
  /** RGB triples by class. */
  palette: Uint8Array
  /** Draws the score over the picture, with the border of what reaches the threshold. */
  overlay?: (picture: Pixels, scores: Float32Array, threshold: number | undefined) => Pixels
}

/** @returns the files' paths below the folder, and how many scores were cut at the range's ends */
export function writeMapFiles(
  picture: Pixels,
  { width, height, classes, scores }: Segmented,
  { folder, base, method, threshold, range, palette, overlay }: MapFiles,
): { files: string[]; clipped: number } {
  makeFolder(dirname(join(folder, base)))
  const map = scores.get(method)!
  const files: string[] = []
  const write = (suffix: string, source: PngSource) => {
    files.push(base + suffix)
    writeAtomically(join(folder, base + suffix), pngChunks(source))
  }
  write(suffixes.classes, { width, height, data: classes, palette })
  files.push(base + suffixes.anomaly)
  writeNpy(join(folder, base + suffixes.anomaly), fromTyped(map, [height, width]))
  const { data, clipped } = sixteenBits(map, range)
  write(suffixes.anomalyPicture, { width, height, data })
  if (threshold !== undefined) write(suffixes.mask, { width, height, data: maskOf(map, threshold) })
  if (overlay) write(suffixes.overlay, overlay(picture, map, threshold))
  return { files, clipped }
}

// Loops over pixels: `from` with a function would first make a list of numbers, many times as large as the map.

function maskOf(map: Float32Array, threshold: number): Uint8Array {
  const mask = new Uint8Array(map.length)
  for (let i = 0; i < mask.length; i++) if (map[i]! >= threshold) mask[i] = 255
  return mask
}

/** Linear over the range; what lies outside has the value of its end. */
function sixteenBits(map: Float32Array, [low, high]: ScoreRange): { data: Uint16Array; clipped: number } {
  let clipped = 0
  const data = new Uint16Array(map.length)
  for (let i = 0; i < data.length; i++) {
    const score = map[i]!
    if (score < low || score > high) clipped++
    data[i] = Math.round(65535 * Math.min(1, Math.max(0, (score - low) / (high - low))))
  }
  return { data, clipped }
}
