/** Which parameters decay, and at what rate they learn (Mask2Former's train_net.py). */
import {
  BatchNorm2d,
  Embedding,
  GroupNorm,
  LayerNorm,
  type Module,
  type ParameterGroup,
} from '../../nn/index.js'
import type { Tensor } from '../../torch/index.js'

/**
 * Norms, embeddings and tables of relative positions do not decay; everything else does, biases included. The
 * backbone learns at a rate of its own.
 */
export function parameterGroups(
  model: Module,
  { backboneLr, weightDecay }: { backboneLr: number; weightDecay: number },
): ParameterGroup[] {
  const still = new Set(
    [...model.namedModules()].flatMap(([path, module]) =>
      isStill(module) ? [...module.namedParameters().keys()].map(name => `${path}.${name}`) : [],
    ),
  )
  const groups = [true, false].flatMap(ofBackbone =>
    [true, false].map(decays => ({
      parameters: new Map<string, Tensor>(),
      lrScale: ofBackbone ? backboneLr : 1,
      weightDecay: decays ? weightDecay : 0,
    })),
  )
  for (const [path, tensor] of model.namedParameters()) {
    const decays = !still.has(path) && !path.endsWith('relative_position_bias_table')
    groups[(path.startsWith('backbone.') ? 0 : 2) + (decays ? 0 : 1)]!.parameters.set(path, tensor)
  }
  return groups.filter(({ parameters }) => parameters.size > 0)
}

const isStill = (module: Module): boolean =>
  [LayerNorm, GroupNorm, BatchNorm2d, Embedding].some(kind => module instanceof kind)
