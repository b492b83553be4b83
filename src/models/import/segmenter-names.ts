/** The names that tensors of a Mask2Former have borne, and the official ones of today. */
import { UserError } from '../../errors.js'
import { fromHuggingFace, isHuggingFace } from './hugging-face.js'
import type { Weights } from './read-weights.js'

const head = 'sem_seg_head.'
const pixelDecoder = `${head}pixel_decoder.`
const predictor = `${head}predictor.`

/** Whether the names are those of a whole segmenter, in any of their forms. */
export const isSegmenterCheckpoint = (names: Iterable<string>): boolean =>
  [...names].some(name => name.includes(head) || name.includes('pixel_level_module.'))

/**
 * Official names for those of a distributed run (`module.`), of the model zoo (`static_query`, the pixel decoder
 * without its segment, or with it twice) and of Hugging Face.
 *
 * @throws UserError if two tensors would get one name
 */
export function officialNames(file: string, weights: Weights): Weights {
  if (isHuggingFace(weights.keys())) return fromHuggingFace(file, weights)
  const prefixed = [...weights.keys()].every(name => name.startsWith('module.'))
  const renamed: Weights = new Map()
  for (const [name, array] of weights) {
    const official = officialName(prefixed ? name.slice('module.'.length) : name)
    if (renamed.has(official)) {
      throw new UserError(`${file}: two tensors are ${official}, one of them under the name "${name}"`)
    }
    renamed.set(official, array)
  }
  return renamed
}

function officialName(name: string): string {
  const undoubled = name.replace(/(?:pixel_decoder\.){2,}/, 'pixel_decoder.')
  if (undoubled === `${predictor}static_query.weight`) return `${predictor}query_feat.weight`
  const isBare =
    undoubled.startsWith(head) && !undoubled.startsWith(predictor) && !undoubled.startsWith(pixelDecoder)
  return isBare ? pixelDecoder + undoubled.slice(head.length) : undoubled
}
