/**
 * The tensor: a handle on libtorch's, with methods for what models and scores need. Everything else is in
 * `ops`. Methods follow PyTorch's semantics; a trailing underscore means in place.
 */
import { addon } from './addon.js'
import {
  type Device,
  type DType,
  dtypeOf,
  type MemoryFormat,
  type Scalar,
  type TypedArray,
  typedArrayOf,
} from './dtype.js'

const collector = new FinalizationRegistry<number>(handle => addon().free(handle))

/** Operators of the hot paths, bound once: `direct('aten::add', 'Tensor')(handle, handle)`. */
function direct(name: string, overload = ''): (...args: unknown[]) => number {
  let call: ((operator: number, ...args: unknown[]) => unknown) | undefined
  let id = 0
  return (a, b, c, d, e, f) => {
    if (!call) {
      id = addon().find(name, overload)
      call = addon().call
    }
    return call(id, a, b, c, d, e, f) as number
  }
}

/** An operator with a tensor or a number on its right. */
function binary(name: string): (self: number, other: Tensor | Scalar) => number {
  const [byTensor, byScalar] = [direct(name, 'Tensor'), direct(name, 'Scalar')]
  return (self, other) => (other instanceof Tensor ? byTensor(self, other.handle) : byScalar(self, other))
}

const add = binary('aten::add')
const sub = binary('aten::sub')
const mul = binary('aten::mul')
const div = binary('aten::div')
const addTo = binary('aten::add_')
const mulBy = binary('aten::mul_')
const eq = binary('aten::eq')
const ne = binary('aten::ne')
const lt = binary('aten::lt')
const le = binary('aten::le')
const gt = binary('aten::gt')
const ge = binary('aten::ge')
const powScalar = direct('aten::pow', 'Tensor_Scalar')
const powTensor = direct('aten::pow', 'Tensor_Tensor')
const matmul = direct('aten::matmul')
const neg = direct('aten::neg')
const exp = direct('aten::exp')
const log = direct('aten::log')
const sqrt = direct('aten::sqrt')
const abs = direct('aten::abs')
const relu = direct('aten::relu')
const sigmoid = direct('aten::sigmoid')
const clamp = direct('aten::clamp')
const softmax = direct('aten::softmax', 'int')
const logSoftmax = direct('aten::log_softmax', 'int')
const logsumexp = direct('aten::logsumexp')
const sumAll = direct('aten::sum')
const sumDim = direct('aten::sum', 'dim_IntList')
const meanAll = direct('aten::mean')
const meanDim = direct('aten::mean', 'dim')
const amax = direct('aten::amax')
const amin = direct('aten::amin')
const argmax = direct('aten::argmax')
const norm = direct('aten::norm', 'ScalarOpt_dim')
const reshape = direct('aten::reshape')
const permute = direct('aten::permute')
const transpose = direct('aten::transpose', 'int')
const narrow = direct('aten::narrow')
const select = direct('aten::select', 'int')
const indexSelect = direct('aten::index_select')
const gather = direct('aten::gather')
const flatten = direct('aten::flatten', 'using_ints')
const unsqueeze = direct('aten::unsqueeze')
const squeeze = direct('aten::squeeze', 'dim')
const expand = direct('aten::expand')
const contiguous = direct('aten::contiguous')
const clone = direct('aten::clone')
const detach = direct('aten::detach')
const toDType = direct('aten::to', 'dtype')
const toDevice = direct('aten::to', 'device')
const copyInto = direct('aten::copy_')
const fill = direct('aten::fill_', 'Scalar')
const finite = direct('aten::isfinite')
const all = direct('aten::all')
const cat = direct('aten::cat')
const stack = direct('aten::stack')
const item = direct('aten::item')

type Dims = number | readonly number[]
const list = (dims: Dims): readonly number[] => (typeof dims === 'number' ? [dims] : dims)

/** Anything of numbers that `Tensor.from` reads: nested arrays of one depth. */
export type Nested = number | readonly Nested[]

export class Tensor {
  /** Depth of open scopes in this thread; a tensor made at depth 0 is left to the garbage collector. */
  static scopeDepth = 0
  /** Device of `zeros` and `full` where none is given; see `onDevice`. */
  static defaultDevice: Device = 'cpu'

  readonly handle: number
  #shape: readonly number[] | undefined
  #collected = false

  private constructor(handle: number) {
    this.handle = handle
  }

  /** The tensor of a handle that the addon just made. */
  static wrap(handle: number): Tensor {
    const tensor = new Tensor(handle)
    if (Tensor.scopeDepth === 0) tensor.#leaveToCollector()
    return tensor
  }

  /**
   * A tensor of a typed array's elements, row-major.
   *
   * @param dtype read the bytes as this type; needed for 16-bit floats and bool
   * @param copy false shares the memory: what changes one changes the other
   */
  static fromTyped(
    array: TypedArray,
    shape: readonly number[] = [array.length],
    { dtype = dtypeOf(array), copy = true }: { dtype?: DType; copy?: boolean } = {},
  ): Tensor {
    return Tensor.wrap(addon().fromTyped(array, shape, dtype, copy))
  }

  /** A tensor of raw little-endian bytes, as files hold them. */
  static fromArray({
    dtype,
    shape,
    bytes,
  }: {
    dtype: string
    shape: readonly number[]
    bytes: Uint8Array
  }): Tensor {
    using raw = Tensor.wrap(addon().fromTyped(bytes, [bytes.length], 'uint8', true))
    return raw.#viewed(dtype as DType, shape)
  }

  /** `Tensor.from([[1, 2], [3, 4]])`: float32 unless said otherwise. */
  static from(values: Nested, dtype: DType = 'float32'): Tensor {
    const shape: number[] = []
    for (let level: Nested = values; Array.isArray(level); level = level[0] ?? 0) shape.push(level.length)
    const flat = (Array.isArray(values) ? values.flat(Number.POSITIVE_INFINITY) : [values]) as number[]
    const wide = Tensor.fromTyped(Float64Array.from(flat), shape)
    return dtype === 'float64' ? wide : wide.to(dtype)
  }

  static zeros(
    shape: readonly number[],
    { dtype = 'float32', device = Tensor.defaultDevice }: TensorOptions = {},
  ): Tensor {
    return Tensor.wrap(zeros(shape, dtype, undefined, device))
  }

  static full(
    shape: readonly number[],
    value: Scalar,
    { dtype = 'float32', device = Tensor.defaultDevice }: TensorOptions = {},
  ): Tensor {
    return Tensor.wrap(full(shape, value, dtype, undefined, device))
  }

  static cat(tensors: readonly Tensor[], dim = 0): Tensor {
    return Tensor.wrap(cat(tensors.map(handleOf), dim))
  }

  static stack(tensors: readonly Tensor[], dim = 0): Tensor {
    return Tensor.wrap(stack(tensors.map(handleOf), dim))
  }

  // --- facts

  get shape(): readonly number[] {
    return (this.#shape ??= addon().shapeOf(this.handle))
  }
  get dtype(): DType {
    return addon().dtypeOf(this.handle)
  }
  get device(): Device {
    return addon().deviceOf(this.handle)
  }
  get rank(): number {
    return this.shape.length
  }
  get size(): number {
    return this.shape.reduce((a, b) => a * b, 1)
  }
  get requiresGrad(): boolean {
    return addon().requiresGrad(this.handle)
  }
  isContiguous(format: 'contiguous' | 'channels_last' = 'contiguous'): boolean {
    return addon().isContiguous(this.handle, format)
  }

  // --- life

  /** Lets the tensor outlive the innermost scope: it moves to the scope outside, unless it is of one already. */
  keep(): this {
    if (!addon().keep(this.handle)) this.#leaveToCollector()
    return this
  }

  /** Lets no scope free the tensor, however deep it was made: parameters, optimiser state, caches. */
  persist(): this {
    addon().detachFromScopes(this.handle)
    this.#leaveToCollector()
    return this
  }

  /** Frees the tensor now. */
  dispose(): void {
    collector.unregister(this)
    addon().free(this.handle)
  }
  [Symbol.dispose](): void {
    this.dispose()
  }

  #leaveToCollector(): void {
    if (this.#collected) return
    this.#collected = true
    collector.register(this, this.handle, this)
    addon().account(this.handle)
  }

  // --- values

  /** The single element as a number. */
  item(): number {
    return Number(item(this.handle))
  }

  /** The elements in a typed array of the tensor's own dtype, row-major, copied. */
  toTyped(): TypedArray {
    const array = typedArrayOf(this.dtype, this.size)
    addon().copyTo(this.handle, array)
    return array
  }
  /**
   * A typed array over the tensor's own memory, which it keeps alive: what changes one changes the other.
   * @throws Error unless the tensor is contiguous and on the CPU
   */
  asTyped(): TypedArray {
    const buffer = addon().shareBuffer(this.handle)
    const empty = typedArrayOf(this.dtype, 0)
    return new (empty.constructor as new (buffer: ArrayBuffer) => TypedArray)(buffer)
  }
  toFloat32Array(): Float32Array {
    return this.#typedAs('float32') as Float32Array
  }
  toFloat64Array(): Float64Array {
    return this.#typedAs('float64') as Float64Array
  }
  toInt32Array(): Int32Array {
    return this.#typedAs('int32') as Int32Array
  }
  toUint8Array(): Uint8Array {
    return this.#typedAs('uint8') as Uint8Array
  }
  #typedAs(dtype: DType): TypedArray {
    if (this.dtype === dtype) return this.toTyped()
    using detached = this.detach()
    using converted = Tensor.wrap(toDType(detached.handle, dtype))
    const array = typedArrayOf(dtype, this.size)
    addon().copyTo(converted.handle, array)
    return array
  }

  /** Nested arrays of numbers, a plain number for a scalar. */
  toList(): Nested {
    const flat = this.toFloat64Array()
    const nest = (shape: readonly number[], offset: number, stride: number): Nested => {
      if (shape.length === 0) return flat[offset]!
      const inner = stride / shape[0]!
      return Array.from({ length: shape[0]! }, (_, i) => nest(shape.slice(1), offset + i * inner, inner))
    }
    return nest(this.shape, 0, this.size)
  }

  /** dtype, shape and row-major little-endian bytes, as files hold them. */
  toArray(): { dtype: DType; shape: number[]; bytes: Uint8Array } {
    const typed = this.toTyped()
    return {
      dtype: this.dtype,
      shape: [...this.shape],
      bytes: new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength),
    }
  }

  #viewed(dtype: DType, shape: readonly number[]): Tensor {
    // `view.dtype` wants a last dimension that divides; an empty tensor has none to divide.
    if (this.size === 0 && shape.includes(0)) return Tensor.zeros(shape, { dtype, device: this.device })
    using view = Tensor.wrap(viewDType(this.handle, dtype))
    return Tensor.wrap(reshape(view.handle, shape))
  }

  // --- arithmetic

  add(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(add(this.handle, other))
  }
  sub(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(sub(this.handle, other))
  }
  mul(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(mul(this.handle, other))
  }
  div(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(div(this.handle, other))
  }
  pow(exponent: Tensor | Scalar): Tensor {
    return Tensor.wrap(
      exponent instanceof Tensor ? powTensor(this.handle, exponent.handle) : powScalar(this.handle, exponent),
    )
  }
  matmul(other: Tensor): Tensor {
    return Tensor.wrap(matmul(this.handle, other.handle))
  }
  neg(): Tensor {
    return Tensor.wrap(neg(this.handle))
  }
  exp(): Tensor {
    return Tensor.wrap(exp(this.handle))
  }
  log(): Tensor {
    return Tensor.wrap(log(this.handle))
  }
  sqrt(): Tensor {
    return Tensor.wrap(sqrt(this.handle))
  }
  abs(): Tensor {
    return Tensor.wrap(abs(this.handle))
  }
  clamp(min: Scalar | null, max: Scalar | null = null): Tensor {
    return Tensor.wrap(clamp(this.handle, min, max))
  }
  relu(): Tensor {
    return Tensor.wrap(relu(this.handle))
  }
  sigmoid(): Tensor {
    return Tensor.wrap(sigmoid(this.handle))
  }
  softmax(dim: number): Tensor {
    return Tensor.wrap(softmax(this.handle, dim))
  }
  logSoftmax(dim: number): Tensor {
    return Tensor.wrap(logSoftmax(this.handle, dim))
  }

  // --- comparison

  eq(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(eq(this.handle, other))
  }
  ne(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(ne(this.handle, other))
  }
  lt(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(lt(this.handle, other))
  }
  le(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(le(this.handle, other))
  }
  gt(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(gt(this.handle, other))
  }
  ge(other: Tensor | Scalar): Tensor {
    return Tensor.wrap(ge(this.handle, other))
  }
  isFinite(): Tensor {
    return Tensor.wrap(finite(this.handle))
  }
  /** Whether every element is true or nonzero, as a scalar tensor. */
  all(): Tensor {
    return Tensor.wrap(all(this.handle))
  }

  // --- reductions

  sum(dim?: Dims, keepdim = false): Tensor {
    return Tensor.wrap(dim === undefined ? sumAll(this.handle) : sumDim(this.handle, list(dim), keepdim))
  }
  mean(dim?: Dims, keepdim = false): Tensor {
    return Tensor.wrap(dim === undefined ? meanAll(this.handle) : meanDim(this.handle, list(dim), keepdim))
  }
  amax(dim: Dims = [], keepdim = false): Tensor {
    return Tensor.wrap(amax(this.handle, list(dim), keepdim))
  }
  amin(dim: Dims = [], keepdim = false): Tensor {
    return Tensor.wrap(amin(this.handle, list(dim), keepdim))
  }
  argmax(dim: number): Tensor {
    return Tensor.wrap(argmax(this.handle, dim))
  }
  logsumexp(dim: Dims, keepdim = false): Tensor {
    return Tensor.wrap(logsumexp(this.handle, list(dim), keepdim))
  }
  /** The Euclidean norm along `dim`. */
  norm(dim: Dims, keepdim = false): Tensor {
    return Tensor.wrap(norm(this.handle, 2, list(dim), keepdim))
  }

  // --- shape

  reshape(shape: readonly number[]): Tensor {
    return Tensor.wrap(reshape(this.handle, shape))
  }
  permute(dims: readonly number[]): Tensor {
    return Tensor.wrap(permute(this.handle, dims))
  }
  transpose(a: number, b: number): Tensor {
    return Tensor.wrap(transpose(this.handle, a, b))
  }
  flatten(start = 0, end = -1): Tensor {
    return Tensor.wrap(flatten(this.handle, start, end))
  }
  unsqueeze(dim: number): Tensor {
    return Tensor.wrap(unsqueeze(this.handle, dim))
  }
  squeeze(dim: number): Tensor {
    return Tensor.wrap(squeeze(this.handle, dim))
  }
  expand(shape: readonly number[]): Tensor {
    return Tensor.wrap(expand(this.handle, shape))
  }
  narrow(dim: number, start: number, length: number): Tensor {
    return Tensor.wrap(narrow(this.handle, dim, start, length))
  }
  select(dim: number, index: number): Tensor {
    return Tensor.wrap(select(this.handle, dim, index))
  }
  indexSelect(dim: number, index: Tensor): Tensor {
    return Tensor.wrap(indexSelect(this.handle, dim, index.handle))
  }
  gather(dim: number, index: Tensor): Tensor {
    return Tensor.wrap(gather(this.handle, dim, index.handle))
  }

  // --- memory, dtype, device

  contiguous(format: MemoryFormat = 'contiguous'): Tensor {
    return Tensor.wrap(contiguous(this.handle, format))
  }
  clone(): Tensor {
    return Tensor.wrap(clone(this.handle))
  }
  detach(): Tensor {
    return Tensor.wrap(detach(this.handle))
  }
  /** The same values as another dtype, or on another device; the tensor itself where nothing changes. */
  to(target: DType | { device: Device; dtype?: DType }): Tensor {
    if (typeof target === 'string') return Tensor.wrap(toDType(this.handle, target))
    return Tensor.wrap(toDevice(this.handle, target.device, target.dtype ?? this.dtype))
  }

  // --- in place

  add_(other: Tensor | Scalar): this {
    addTo(this.handle, other)
    return this
  }
  mul_(other: Tensor | Scalar): this {
    mulBy(this.handle, other)
    return this
  }
  copy_(source: Tensor): this {
    copyInto(this.handle, source.handle)
    return this
  }
  fill_(value: Scalar): this {
    fill(this.handle, value)
    return this
  }
  zero_(): this {
    return this.fill_(0)
  }

  // --- autograd

  /** Records what is done with this tensor, so that `backward` reaches it. */
  requiresGrad_(requires = true): this {
    requireGrad(this.handle, requires)
    return this
  }

  /** The accumulated gradient, null before the first `backward`. */
  get grad(): Tensor | null {
    const handle = addon().gradOf(this.handle)
    return handle === null ? null : Tensor.wrap(handle)
  }
  set grad(value: Tensor | null) {
    addon().setGrad(this.handle, value?.handle ?? null)
  }

  /** Adds d(this)/d(leaf) to the gradient of every leaf; `this` must be a scalar unless `gradient` is given. */
  backward({ gradient, retainGraph, createGraph = false }: BackwardOptions = {}): void {
    addon().backward([this.handle], [gradient?.handle ?? null], retainGraph ?? createGraph, createGraph)
  }

  toString(): string {
    return `Tensor(${this.dtype} [${this.shape.join(', ')}])`
  }
}

const zeros = direct('aten::zeros')
const full = direct('aten::full')
const viewDType = direct('aten::view', 'dtype')
const requireGrad = direct('aten::requires_grad_')

export interface TensorOptions {
  dtype?: DType
  device?: Device
}

export interface BackwardOptions {
  gradient?: Tensor
  retainGraph?: boolean
  createGraph?: boolean
}

const handleOf = (tensor: Tensor): number => tensor.handle

/**
 * d(outputs)/d(inputs), without touching `.grad`.
 *
 * @returns one gradient an input; null where an input took no part (only with `allowUnused`)
 */
export function grad(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  options: {
    gradients?: readonly Tensor[]
    retainGraph?: boolean
    createGraph?: boolean
    allowUnused?: boolean
  } = {},
): (Tensor | null)[] {
  const { gradients, createGraph = false, retainGraph = createGraph, allowUnused = false } = options
  return addon()
    .grad(
      outputs.map(handleOf),
      inputs.map(handleOf),
      outputs.map((_, i) => gradients?.[i]?.handle ?? null),
      retainGraph,
      createGraph,
      allowUnused,
    )
    .map(handle => (handle === null ? null : Tensor.wrap(handle)))
}

/** The gradients of many tensors in one crossing; null where there is none. */
export const gradientsOf = (tensors: readonly Tensor[]): (Tensor | null)[] =>
  addon()
    .gradsOf(tensors.map(handleOf))
    .map(handle => (handle === null ? null : Tensor.wrap(handle)))

/** Forgets gradients; the next `backward` makes new ones instead of adding to zeros. */
export const clearGradients = (tensors: readonly Tensor[]): void => addon().clearGrads(tensors.map(handleOf))
