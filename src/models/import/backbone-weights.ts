/** Weights of a classifier that was trained on ImageNet, as the start of a backbone. */
import { UserError } from '../../errors.js'
import type { Difference } from './differences.js'
import type { Weights } from './read-weights.js'

/** Whether the tensors look like an ImageNet Swin, or a ResNet in torchvision's or detectron2's names. */
export const isBackboneCheckpoint = (weights: Weights): boolean =>
  ['patch_embed.proj.weight', 'backbone.patch_embed.proj.weight', 'conv1.weight', 'stem.conv1.weight'].some(
    name => weights.has(name),
  )

/** torchvision's names of a ResNet become detectron2's; others stay. */
export function detectronNames(weights: Weights): Weights {
  if (!weights.has('conv1.weight') || !weights.has('layer1.0.conv1.weight')) return weights
  return new Map([...weights].map(([name, array]) => [detectronName(name), array]))
}

function detectronName(name: string): string {
  return name
    .replace(/^conv1\./, 'stem.conv1.')
    .replace(/^bn1\./, 'stem.conv1.norm.')
    .replace(/^layer(\d)\./, (_, stage) => `res${Number(stage) + 1}.`)
    .replace(/\.bn(\d)\./, '.conv$1.norm.')
    .replace(/\.downsample\.0\./, '.shortcut.')
    .replace(/\.downsample\.1\./, '.shortcut.norm.')
}

/**
 * For every wanted name, the longest name in the file that equals it or is its suffix after a dot
 * (detectron2's matching heuristics). A tensor of another shape is passed over.
 *
 * @returns names in the file by wanted name, and the tensors that had another shape
 * @throws UserError if one tensor would serve two
 */
export function matchedBySuffix(
  file: string,
  wanted: ReadonlyMap<string, Shaped>,
  given: ReadonlyMap<string, Shaped>,
): { matches: Map<string, string>; misshapen: Difference[] } {
  const matches = new Map<string, string>()
  const takenBy = new Map<string, string>()
  const misshapen: Difference[] = []
  for (const [name, { shape }] of wanted) {
    const found = suffixesOf(name).find(suffix => given.has(suffix))
    if (found === undefined) continue
    const theirs = given.get(found)!.shape
    if (String(theirs) !== String(shape)) {
      misshapen.push({ kind: 'shape', name, file: theirs, model: shape, done: `"${found}" is not taken` })
      continue
    }
    const other = takenBy.get(found)
    if (other !== undefined) throw new UserError(`${file}: "${found}" fits both ${other} and ${name}`)
    takenBy.set(found, name)
    matches.set(name, found)
  }
  return { matches, misshapen }
}

interface Shaped {
  shape: readonly number[]
}

/** The name, and what follows each of its dots: the longest first. */
function suffixesOf(name: string): string[] {
  const parts = name.split('.')
  return parts.map((_, i) => parts.slice(i).join('.'))
}
