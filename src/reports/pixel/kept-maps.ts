import { existsSync } from 'node:fs'
import { UserError } from '../../errors.js'
import { toFloat32Array } from '../../formats/array.js'
import { readNpz } from '../../formats/npz.js'
import type { Pixels } from '../../formats/pixels.js'
import type { ScoreMap } from '../maps/score-map.js'

/** An image of an evaluated set with its maps, all of one size. */
export interface KeptMaps {
  picture: Pixels
  /** 0 inlier, 1 outlier, 255 ignored; of the closed set the classes. */
  labels: Uint8Array
  /** The likeliest inlier class. */
  classes: Uint8Array
  /** By method. */
  scores: Map<string, ScoreMap>
}

/**
 * Reads `maps/<set>/<n>.npz` (see src/protocols/pixel/results.ts), or `undefined` if there is no such file.
 * @throws UserError if an array is missing or has another size
 */
export function readKeptMaps(path: string): KeptMaps | undefined {
  if (!existsSync(path)) return undefined
  const arrays = readNpz(path)
  const [height, width] = arrays.get('picture')?.shape ?? []
  const bytes = (name: string, channels = 1): Uint8Array => {
    const array = arrays.get(name)
    const values = width! * height! * channels
    if (array?.dtype === 'uint8' && array.bytes.length === values) return array.bytes
    const found = array ? `${array.dtype} [${array.shape.join(', ')}]` : 'nothing'
    throw new UserError(`${path}: ${name}: ${found}, expected ${values} bytes; run "uno evaluate" again`)
  }
  if (width === undefined || height === undefined)
    throw new UserError(`${path}: no array "picture"; run "uno evaluate" again`)
  const scores = [...arrays]
    .filter(([name]) => name.startsWith('scores.'))
    .map(([name, array]): [string, ScoreMap] => {
      const data = toFloat32Array(array)
      if (data.length === width * height) return [name.slice('scores.'.length), { width, height, data }]
      throw new UserError(`${path}: ${name}: ${data.length} values, expected ${width * height}`)
    })
  return {
    picture: { width, height, data: bytes('picture', 3) },
    labels: bytes('labels'),
    classes: bytes('classes'),
    scores: new Map(scores),
  }
}
