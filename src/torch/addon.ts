/**
 * The native addon: what `native/bridge/module.cpp` exports, loaded when the first tensor is wanted.
 * Everything above this file speaks of tensors; here they are numbers.
 */
import { createRequire } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import { usableCores } from '../machine.js'
import { addonPath } from './build.js'
import type { DType, TypedArray } from './dtype.js'

/** A parameter of an operator, as the dispatcher declares it. */
export interface Parameter {
  name: string
  kind: string
  optional: boolean
  hasDefault: boolean
  /** Keyword-only in Python; here it is given by name in the trailing options. */
  named: boolean
  out: boolean
  /** N of `int[N]`, where one number stands for N; −1 without. */
  count: number
}

export interface Schema {
  name: string
  overload: string
  parameters: Parameter[]
  returns: string[]
  /** For each result the parameter that it is (in-place operators), −1 for a new value. */
  aliases: number[]
  unsupported: string | null
}

export interface Addon {
  find(name: string, overload: string): number
  call(operator: number, ...args: unknown[]): unknown
  schemaOf(operator: number): Schema
  schemas(name?: string): Schema[]
  fromTyped(array: TypedArray, shape: readonly number[], dtype: DType, copy: boolean): number
  copyTo(tensor: number, array: TypedArray): void
  shareBuffer(tensor: number): ArrayBuffer
  free(tensor: number): void
  openScope(): number
  closeScope(depth: number): void
  keep(tensor: number): boolean
  detachFromScopes(tensor: number): void
  account(tensor: number): void
  liveTensors(): number
  shapeOf(tensor: number): number[]
  dtypeOf(tensor: number): DType
  deviceOf(tensor: number): string
  requiresGrad(tensor: number): boolean
  isContiguous(tensor: number, format?: string): boolean
  backward(outputs: number[], gradients: (number | null)[], retainGraph: boolean, createGraph: boolean): void
  grad(
    outputs: number[],
    inputs: number[],
    gradients: (number | null)[],
    retainGraph: boolean,
    createGraph: boolean,
    allowUnused: boolean,
  ): (number | null)[]
  gradOf(tensor: number): number | null
  gradsOf(tensors: number[]): (number | null)[]
  clearGrads(tensors: number[]): void
  setGrad(tensor: number, gradient: number | null): void
  setGradEnabled(enabled: boolean): boolean
  enterInferenceMode(): void
  leaveInferenceMode(): void
  /** @param dtype null: none
   * @returns the state before, for `leaveAutocast` */
  enterAutocast(device: string, dtype: DType | null): number
  leaveAutocast(device: string, before: number): void
  manualSeed(seed: number | bigint): void
  createGenerator(seed: number | bigint): number
  setGeneratorSeed(generator: number, seed: number | bigint): void
  setThreads(count: number): void
  threads(): number
  facts(): { version: string; cuda: boolean; parallel: string; config: string }
}

/** Threads to compute with: `UNO_THREADS`, else what the machine (or its container) grants. */
export function defaultThreads(): number {
  const asked = Number(process.env.UNO_THREADS)
  return Number.isInteger(asked) && asked > 0 ? asked : usableCores()
}

/**
 * Settings that OpenMP and OpenBLAS read when they are loaded. They must be made in the main thread: a
 * worker's `process.env` is a copy that native code never sees. Call this before starting an engine worker.
 */
export function prepareProcess(): void {
  if (!isMainThread) return
  // libgomp's idle threads spin by default, which costs up to 20× when something else wants the core.
  process.env.OMP_WAIT_POLICY ??= 'passive'
  process.env.GOMP_SPINCOUNT ??= '1000'
  process.env.OMP_NUM_THREADS ??= String(defaultThreads())
  // OpenBLAS built on pthreads ignores at::set_num_threads.
  process.env.OPENBLAS_NUM_THREADS ??= process.env.OMP_NUM_THREADS
}

let loaded: Addon | undefined

/** The addon of this thread; loads libtorch (about half a second) at the first call. */
export function addon(): Addon {
  if (!loaded) {
    prepareProcess()
    loaded = createRequire(import.meta.url)(addonPath()) as Addon
    loaded.setThreads(defaultThreads())
  }
  return loaded
}
