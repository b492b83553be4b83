/** What a run was made with: enough to tell why another machine gives other bits. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { describeMachine, usableCores } from '../machine.js'
import { engineFacts } from '../torch/index.js'

export interface Environment {
  node: string
  libtorch: string
  /** Instruction set of libtorch's own kernels. */
  capability: string
  threads: number
  cpu: string
  /** Those that may be used, and bytes of memory: the machine's, or the container's if that has less. */
  cores: number
  memory: number
  host: string
}

export function currentEnvironment(): Environment {
  const { version, capability, threads } = engineFacts()
  const { processor, memory } = describeMachine()
  return {
    node: process.version,
    libtorch: version,
    capability,
    threads,
    cpu: processor,
    cores: usableCores(),
    memory,
    host: hostname(),
  }
}

/** Whether the processor multiplies bfloat16 matrices by instructions of its own. */
export function hasFastBfloat16(): boolean {
  try {
    return /\b(avx512_bf16|amx_bf16)\b/.test(readFileSync('/proc/cpuinfo', 'utf8'))
  } catch {
    return false
  }
}
