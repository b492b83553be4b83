/**
 * Scopes: native memory with an end that you can see.
 *
 *     using _ = openScope()           // frees every tensor made in this block
 *     const loss = scope(() => …)     // frees all but what is returned
 *
 * A tensor made outside of all scopes, or kept beyond the last, is freed by the garbage collector at the
 * latest; that is a net, not a plan: finalisers never run inside a synchronous loop.
 */
import { addon } from './addon.js'
import { Tensor } from './tensor.js'

/** Opens a scope; disposing it frees the tensors made since, unless they were kept. Strictly nested. */
export function openScope(): Disposable {
  const depth = addon().openScope()
  Tensor.scopeDepth = depth
  return {
    [Symbol.dispose]() {
      addon().closeScope(depth)
      Tensor.scopeDepth = depth - 1
    },
  }
}

/** Runs `body` in a scope; tensors in its result (in arrays, maps and plain objects too) outlive it. */
export function scope<T>(body: () => T): T {
  using _ = openScope()
  const result = body()
  if (result instanceof Promise) {
    throw new TypeError('scope(): an asynchronous body would interleave with other scopes; use openScope()')
  }
  keepAll(result)
  return result
}

function keepAll(value: unknown): void {
  if (value instanceof Tensor) value.keep()
  else if (Array.isArray(value)) value.forEach(keepAll)
  else if (value instanceof Map) for (const entry of value.values()) keepAll(entry)
  else if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    Object.values(value).forEach(keepAll)
  }
}

/** Tensors that JavaScript holds in this thread: the same before and after a training step. */
export const liveTensors = (): number => addon().liveTensors()
