/** Every operator of libtorch by its PyTorch name: `ops.conv2d(x, w, null, { padding: [1] })`. */
import { type Operator, operator } from './dispatch.js'
import type { Ops } from './ops.generated.js'

export const ops = new Proxy({} as Record<string, Operator>, {
  get(found, name: string): Operator {
    return (found[name] ??= operator(`aten::${name}`))
  },
}) as unknown as Ops
