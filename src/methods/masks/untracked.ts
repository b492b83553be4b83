import { noGrad, scope } from '../../torch/index.js'

/**
 * Without gradients, and without what was made on the way: a pass keeps all it makes until its backward pass is over, and
 * samples at points are far larger than what is told by them.
 */
export const untracked = <T>(body: () => T): T => scope(() => noGrad(body))
