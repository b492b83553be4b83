/**
 * Swin transformer (Liu et al., ICCV 2021) in the form of Mask2Former, which keeps window and shift on grids
 * smaller than a window and normalises the output of every stage. Tokens stay `[N, H, W, C]`.
 */
import { buffer, Conv2d, LayerNorm, Linear, Module, normal, parameter } from '../../nn/index.js'
import { type Device, Generator, ops, scope, Tensor } from '../../torch/index.js'
import type { SwinConfig } from './config.js'
import type { Backbone, Features, KeepFlags } from './features.js'
import { cutWindows, filledTo, joinWindows, relativePositions, shiftMasks, type Windows } from './windows.js'

class PatchEmbed extends Module {
  proj: Conv2d
  norm: LayerNorm

  constructor(
    channels: number,
    readonly patch: number,
    generator: Generator,
  ) {
    super()
    this.proj = new Conv2d(3, channels, patch, generator, { stride: patch })
    this.norm = new LayerNorm(channels)
  }

  /** `[N, 3, H, W]` → `[N, ⌈H/4⌉, ⌈W/4⌉, C]` */
  forward(x: Tensor): Tensor {
    const [, , H, W] = x.shape as [number, number, number, number]
    const [right, bottom] = [filledTo(W, this.patch) - W, filledTo(H, this.patch) - H]
    const filled = right + bottom === 0 ? x : ops.pad(x, [0, right, 0, bottom])
    return this.norm.forward(this.proj.forward(filled).permute([0, 2, 3, 1]))
  }
}

/** Attention among the tokens of a window, with a learned bias for every relative position. */
class WindowAttention extends Module {
  relative_position_bias_table: Tensor
  relative_position_index: Tensor
  qkv: Linear
  proj: Linear

  constructor(
    readonly channels: number,
    readonly heads: number,
    window: number,
    generator: Generator,
  ) {
    super()
    // The one part of the official initialiser that is called.
    this.relative_position_bias_table = parameter(normal([(2 * window - 1) ** 2, heads], 0.02, generator))
    const index = relativePositions(window)
    this.relative_position_index = buffer(
      Tensor.defaultDevice === 'cpu' ? index : index.to({ device: Tensor.defaultDevice }),
    )
    this.qkv = new Linear(channels, 3 * channels, generator)
    this.proj = new Linear(channels, channels, generator)
  }

  /**
   * @param x `[B, n, C]`, B windows of n tokens
   * @param mask adds to the logits `[B, heads, n, n]` what keeps tokens apart
   */
  forward(x: Tensor, mask: (logits: Tensor) => void): Tensor {
    const [B, n, C] = x.shape as [number, number, number]
    const { heads } = this
    const d = C / heads
    // One copy puts q, k and v of every head side by side as matrices. Inner scopes free what is done with: the
    // windows of a large picture take gigabytes.
    const qkv = scope(() =>
      this.qkv.forward(x).reshape([B, n, 3, heads, d]).permute([2, 0, 3, 1, 4]).contiguous(),
    )
    const [q, k, v] = [0, 1, 2].map(i => qkv.select(0, i).reshape([B * heads, n, d]))
    const shares = scope(() => {
      const products = ops.bmm(q!.mul(1 / Math.sqrt(d)), k!.transpose(1, 2))
      const logits = products.reshape([B, heads, n, n]).add_(this.#bias(n))
      mask(logits)
      return logits.softmax(-1)
    })
    const mixed = ops.bmm(shares.reshape([B * heads, n, n]), v!)
    return this.proj.forward(mixed.reshape([B, heads, n, d]).transpose(1, 2).reshape([B, n, C]))
  }

  /** `[heads, n, n]` */
  #bias(n: number): Tensor {
    const rows = this.relative_position_bias_table.indexSelect(0, this.relative_position_index.flatten())
    return rows.transpose(0, 1).reshape([this.heads, n, n])
  }
}

class FeedForward extends Module {
  fc1: Linear
  fc2: Linear

  constructor(channels: number, hidden: number, generator: Generator) {
    super()
    this.fc1 = new Linear(channels, hidden, generator)
    this.fc2 = new Linear(hidden, channels, generator)
  }

  forward(x: Tensor): Tensor {
    return this.fc2.forward(ops.gelu(this.fc1.forward(x)))
  }
}

/** Drops a residual branch of whole images in training, and scales the others up (stochastic depth). */
interface DropPath {
  block: number
  keep: number
}

class SwinBlock extends Module {
  norm1: LayerNorm
  attn: WindowAttention
  norm2: LayerNorm
  mlp: FeedForward
  readonly #windows: Windows
  readonly #drop: DropPath

  constructor(
    channels: number,
    heads: number,
    windows: Windows,
    mlpRatio: number,
    drop: DropPath,
    generator: Generator,
  ) {
    super()
    this.#windows = windows
    this.#drop = drop
    this.norm1 = new LayerNorm(channels)
    this.attn = new WindowAttention(channels, heads, windows.window, generator)
    this.norm2 = new LayerNorm(channels)
    this.mlp = new FeedForward(channels, Math.floor(channels * mlpRatio), generator)
  }

  /** x `[N, H, W, C]`; `masks` is `shiftMasks` as a tensor */
  forward(x: Tensor, masks: Tensor, keepFlags?: KeepFlags): Tensor {
    return scope(() => {
      const h = scope(() => x.add(this.#dropped(this.#attend(x, masks), 0, keepFlags)))
      return h.add(this.#dropped(this.mlp.forward(this.norm2.forward(h)), 1, keepFlags))
    })
  }

  /** Attention in windows, `[N, H, W, C]` → the same. */
  #attend(x: Tensor, masks: Tensor): Tensor {
    const shape = x.shape as [number, number, number, number]
    const cut = scope(() => cutWindows(this.norm1.forward(x), this.#windows))
    const attended = scope(() => this.attn.forward(cut, logits => this.#keepApart(logits, shape, masks)))
    return joinWindows(attended, shape, this.#windows)
  }

  /** Only the windows of the last row and the last column hold tokens that must not meet. */
  #keepApart(logits: Tensor, [N, H, W]: readonly number[], masks: Tensor): void {
    const { window, shift } = this.#windows
    if (shift === 0) return
    const [, heads, n] = logits.shape as [number, number, number]
    const [rows, columns] = [filledTo(H!, window) / window, filledTo(W!, window) / window]
    const grid = logits.reshape([N!, rows, columns, heads, n, n])
    const [, column, row, corner] = [0, 1, 2, 3].map(kind => masks.select(0, kind))
    if (columns > 1)
      grid
        .select(1, rows - 1)
        .narrow(1, 0, columns - 1)
        .add_(row!)
    if (rows > 1)
      grid
        .select(2, columns - 1)
        .narrow(1, 0, rows - 1)
        .add_(column!)
    grid
      .select(1, rows - 1)
      .select(1, columns - 1)
      .add_(corner!)
  }

  #dropped(branch: Tensor, which: 0 | 1, keepFlags?: KeepFlags): Tensor {
    const { block, keep } = this.#drop
    if (!this.training || keep === 1) return branch
    if (!keepFlags) throw new Error('swin: stochastic depth in training needs keepFlags')
    const N = branch.shape[0]!
    const factors = keepFlags(block, which, N, keep).map(kept => (kept ? 1 / keep : 0))
    // Not in bfloat16, which would make every kept branch larger by up to 0.4 %; the sum with it is float32 anyway.
    const wide = branch.dtype === 'float64' ? 'float64' : 'float32'
    return branch.mul(Tensor.from(factors, wide).reshape([N, 1, 1, 1]).to({ device: branch.device }))
  }
}

/** Joins 2×2 tokens into one of twice the channels. */
class PatchMerging extends Module {
  reduction: Linear
  norm: LayerNorm

  constructor(channels: number, generator: Generator) {
    super()
    this.reduction = new Linear(4 * channels, 2 * channels, generator, { bias: false })
    this.norm = new LayerNorm(4 * channels)
  }

  /** `[N, H, W, C]` → `[N, ⌈H/2⌉, ⌈W/2⌉, 2C]` */
  forward(x: Tensor): Tensor {
    const [N, H, W, C] = x.shape as [number, number, number, number]
    const filled = H % 2 === 0 && W % 2 === 0 ? x : ops.pad(x, [0, 0, 0, W % 2, 0, H % 2])
    const [rows, columns] = [Math.ceil(H / 2), Math.ceil(W / 2)]
    // Channels in the order (row, column) = (0,0), (1,0), (0,1), (1,1).
    const joined = filled
      .reshape([N, rows, 2, columns, 2, C])
      .permute([0, 1, 3, 4, 2, 5])
      .reshape([N, rows, columns, 4 * C])
    return this.reduction.forward(this.norm.forward(joined))
  }
}

class SwinStage extends Module {
  blocks: SwinBlock[]
  downsample?: PatchMerging
  readonly #windows: Windows
  /** `shiftMasks`, where the stage computes. */
  #masks?: Tensor

  constructor(blocks: SwinBlock[], windows: Windows, downsample?: PatchMerging) {
    super()
    this.#windows = windows
    this.blocks = blocks
    if (downsample) this.downsample = downsample
  }

  /** `[N, H, W, C]` → the same size, after all blocks */
  forward(x: Tensor, keepFlags?: KeepFlags): Tensor {
    const masks = this.#masksOn(x.device)
    return scope(() => this.blocks.reduce((h, block) => block.forward(h, masks, keepFlags), x))
  }

  #masksOn(device: Device): Tensor {
    if (this.#masks?.device === device) return this.#masks
    const n = this.#windows.window ** 2
    const masks = Tensor.fromTyped(shiftMasks(this.#windows), [4, n, n])
    this.#masks = (device === 'cpu' ? masks : masks.to({ device })).persist()
    return this.#masks
  }
}

export class Swin extends Module implements Backbone {
  readonly channels: readonly [number, number, number, number]
  patch_embed: PatchEmbed
  layers: SwinStage[]
  norm0: LayerNorm
  norm1: LayerNorm
  norm2: LayerNorm
  norm3: LayerNorm

  constructor(config: SwinConfig, generator = new Generator(0)) {
    super()
    const { embedDim, depths, heads, window, patch, mlpRatio, dropPath } = config
    const blocks = depths.reduce((sum, depth) => sum + depth)
    const keepOf = (block: number) => 1 - (blocks > 1 ? (dropPath * block) / (blocks - 1) : 0)
    this.channels = [embedDim, 2 * embedDim, 4 * embedDim, 8 * embedDim]
    this.patch_embed = new PatchEmbed(embedDim, patch, generator)
    let block = 0
    this.layers = this.channels.map((channels, stage) => {
      const rolled = Math.floor(window / 2)
      const made = Array.from({ length: depths[stage]! }, (_, i) => {
        const drop = { block, keep: keepOf(block++) }
        const windows = { window, shift: i % 2 === 0 ? 0 : rolled }
        return new SwinBlock(channels, heads[stage]!, windows, mlpRatio, drop, generator)
      })
      const merging = stage < 3 ? new PatchMerging(channels, generator) : undefined
      return new SwinStage(made, { window, shift: rolled }, merging)
    })
    this.norm0 = new LayerNorm(embedDim)
    this.norm1 = new LayerNorm(2 * embedDim)
    this.norm2 = new LayerNorm(4 * embedDim)
    this.norm3 = new LayerNorm(8 * embedDim)
  }

  forward(x: Tensor, keepFlags?: KeepFlags): Features {
    const norms = [this.norm0, this.norm1, this.norm2, this.norm3]
    let tokens = this.patch_embed.forward(x)
    const maps = this.layers.map((stage, i) => {
      const output = stage.forward(tokens, keepFlags)
      if (stage.downsample) tokens = stage.downsample.forward(output)
      return norms[i]!.forward(output).permute([0, 3, 1, 2])
    })
    return { res2: maps[0]!, res3: maps[1]!, res4: maps[2]!, res5: maps[3]! }
  }
}
