/** What a run was made with: enough to tell why another machine gives other bits. */
import { readFileSync } from 'node:fs'
import { cpus, hostname, totalmem } from 'node:os'
import { engineFacts } from '../torch/index.js'

export interface Environment {
  node: string
  libtorch: string
  /** Instruction set of libtorch's own kernels. */
  capability: string
  threads: number
  cpu: string
  cores: number
  memory: number
  host: string
}

export function currentEnvironment(): Environment {
  const { version, capability, threads } = engineFacts()
  return {
    node: process.version,
    libtorch: version,
    capability,
    threads,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory: totalmem(),
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
