/**
 * Modules: parameters and buffers are found by property path, and the path is the key in a state dict. A
 * property therefore bears the name that the official checkpoint gives it; a list of modules contributes its
 * indices (`layer1.0.conv1.weight`).
 */
import {
  type Device,
  type DType,
  type MemoryFormat,
  noGrad,
  type Tensor,
  Tensor as TensorClass,
} from '../torch/index.js'

const buffers = new WeakSet<Tensor>()

/** A tensor that is learned: it records gradients and outlives the scope it was made in. */
export const parameter = (tensor: Tensor): Tensor => tensor.persist().requiresGrad_()

/** A tensor that belongs to the state but is not learned (running statistics). */
export function buffer(tensor: Tensor): Tensor {
  buffers.add(tensor.persist())
  return tensor
}

type Visit = (path: string, tensor: Tensor, replace: (tensor: Tensor) => void) => void

export abstract class Module {
  training = true

  /** Switches this module and all below it between training and evaluation. */
  train(training = true): this {
    this.training = training
    for (const child of this.#children()) child.module.train(training)
    return this
  }

  eval(): this {
    return this.train(false)
  }

  /** This module and all below it, by path ('' for itself), parents before children. */
  *namedModules(prefix = ''): Generator<[path: string, module: Module]> {
    yield [prefix, this]
    for (const { path, module } of this.#children())
      yield* module.namedModules(prefix === '' ? path : `${prefix}.${path}`)
  }

  /** Parameters by path: a module's own before those of its parts. */
  namedParameters(): Map<string, Tensor> {
    const found = new Map<string, Tensor>()
    this.visit((path, tensor) => !buffers.has(tensor) && found.set(path, tensor))
    return found
  }

  namedBuffers(): Map<string, Tensor> {
    const found = new Map<string, Tensor>()
    this.visit((path, tensor) => buffers.has(tensor) && found.set(path, tensor))
    return found
  }

  /** Parameters and buffers by path: the tensors themselves, not copies. */
  stateDict(): Map<string, Tensor> {
    const found = new Map<string, Tensor>()
    this.visit((path, tensor) => found.set(path, tensor))
    return found
  }

  /**
   * Copies values into parameters and buffers; on the meta device, where there is nothing to copy into, they take
   * the place. Names and shapes are the caller's to compare first (see `compareStateDict`), so that nothing is
   * loaded by halves.
   */
  loadStateDict(values: ReadonlyMap<string, Tensor>): this {
    noGrad(() =>
      this.visit((path, tensor, replace) => {
        const value = values.get(path)
        if (value === undefined) return
        if (tensor.device !== 'meta') tensor.copy_(value)
        else replace(buffers.has(tensor) ? buffer(value) : parameter(value))
      }),
    )
    return this
  }

  /** Moves or converts every parameter and floating buffer. */
  to(target: { device?: Device; dtype?: DType; memoryFormat?: MemoryFormat }): this {
    this.visit((_, tensor, replace) => {
      const isFloating = tensor.dtype.startsWith('float') || tensor.dtype === 'bfloat16'
      let moved = tensor.detach()
      if (target.device && target.device !== tensor.device) moved = moved.to({ device: target.device })
      if (target.dtype && isFloating) moved = moved.to(target.dtype)
      if (target.memoryFormat && tensor.rank === 4) moved = moved.contiguous(target.memoryFormat)
      replace(buffers.has(tensor) ? buffer(moved) : parameter(moved))
    })
    return this
  }

  /** Calls `see` for every parameter and buffer: a module's own before those of its parts. */
  visit(see: Visit, prefix = ''): void {
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof TensorClass) {
        see(prefix + name, value, tensor => Object.assign(this, { [name]: tensor }))
      }
    }
    for (const { path, module } of this.#children()) module.visit(see, `${prefix}${path}.`)
  }

  *#children(): Generator<{ path: string; module: Module }> {
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof Module) yield { path: name, module: value }
      if (Array.isArray(value)) {
        for (const [i, entry] of value.entries()) {
          if (entry instanceof Module) yield { path: `${name}.${i}`, module: entry }
        }
      }
    }
  }
}
