/** What the machine, or the container around us, grants: processor, memory, limits. Linux' own files tell. */
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { dirname, join } from 'node:path'

/** Instruction sets that decide how fast libtorch computes, by their names in /proc/cpuinfo. */
const instructionSets = { AVX2: 'avx2', 'AVX-512': 'avx512f', bf16: 'avx512_bf16', AMX: 'amx_bf16' } as const
export type InstructionSet = keyof typeof instructionSets

export interface Machine {
  processor: string
  /** Logical cores that this process may run on. */
  cores: number
  /** Cores' worth of time that a container grants, if it limits that: 1.5 of 16. */
  cpuLimit?: number
  instructionSets: InstructionSet[]
  /** Bytes, of the machine or of the container if that has less. */
  memory: number
  memoryAvailable: number
}

export function describeMachine(root = '/'): Machine {
  const cpuinfo = textOf(join(root, 'proc/cpuinfo')) ?? ''
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(' '))
  const memoryLimit = process.constrainedMemory()
  const memory = memoryLimit > 0 ? Math.min(memoryLimit, totalmem()) : totalmem()
  return {
    processor: /^model name\s*: (.*)$/m.exec(cpuinfo)?.[1] ?? cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    cpuLimit: cpuLimit(root),
    instructionSets: (Object.keys(instructionSets) as InstructionSet[]).filter(name =>
      flags.has(instructionSets[name]),
    ),
    memory,
    memoryAvailable: Math.min(freemem(), memory),
  }
}

/** Threads that can really run at once; Node 20 knows of affinities, not of a container's share of time. */
export function usableCores(root = '/'): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(cpuLimit(root) ?? Infinity)))
}

/** Cores' worth of time by the tightest control group around us; undefined without a limit. */
export function cpuLimit(root = '/'): number | undefined {
  const limits = [...groupsV2(root).map(quotaV2), quotaV1(root)].filter(limit => limit !== undefined)
  return limits.length ? Math.min(...limits) : undefined
}

/** The folders of our control group and of those around it. */
function groupsV2(root: string): string[] {
  const top = join(root, 'sys/fs/cgroup')
  const own = /^0::(.*)$/m.exec(textOf(join(root, 'proc/self/cgroup')) ?? '')?.[1] ?? '/'
  const groups = []
  for (let path = own; ; path = dirname(path)) {
    groups.push(join(top, path))
    if (path === '/' || path === '.') return groups
  }
}

/** `cpu.max` is `<quota> <period>` in microseconds, or `max <period>`. */
function quotaV2(group: string): number | undefined {
  const [quota, period] = (textOf(join(group, 'cpu.max')) ?? '').split(' ').map(Number)
  return quota && period ? quota / period : undefined
}

function quotaV1(root: string): number | undefined {
  const read = (name: string) => Number(textOf(join(root, 'sys/fs/cgroup/cpu', name)) ?? Number.NaN)
  const [quota, period] = [read('cpu.cfs_quota_us'), read('cpu.cfs_period_us')]
  return quota > 0 && period > 0 ? quota / period : undefined
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
