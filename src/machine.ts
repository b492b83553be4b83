/** What the machine, or the container around us, grants: processor, memory, limits. Linux' own files tell. */
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { dirname, join, normalize } from 'node:path'

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
  /** Bytes that are free, or only hold copies of files. */
  memoryAvailable: number
}

export function describeMachine(root = '/'): Machine {
  const cpuinfo = textOf(join(root, 'proc/cpuinfo')) ?? ''
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(' '))
  return {
    processor: /^model name\s*: (.*)$/m.exec(cpuinfo)?.[1] ?? cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    cpuLimit: cpuLimit(root),
    instructionSets: (Object.keys(instructionSets) as InstructionSet[]).filter(name =>
      flags.has(instructionSets[name]),
    ),
    memory: grantedMemory(root),
    memoryAvailable: availableMemory(root),
  }
}

/** Threads that can really run at once; Node 20 knows of affinities, not of a container's share of time. */
export function usableCores(root = '/'): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(cpuLimit(root) ?? Infinity)))
}

/** Cores' worth of time by the tightest control group around us; undefined without a limit. */
export function cpuLimit(root = '/'): number | undefined {
  const limits = [...groupsV2(root).map(quotaV2), ...groupsV1(root, 'cpu').map(quotaV1)]
  const known = limits.filter(limit => limit !== undefined)
  return known.length ? Math.min(...known) : undefined
}

/** Bytes, of the machine or of the tightest control group around us if that has less. */
export function grantedMemory(root = '/'): number {
  return Math.min(memoryOf(root, 'MemTotal') ?? totalmem(), ...memoryGroups(root).map(({ limit }) => limit))
}

/**
 * Bytes that can be had: what the machine has left, or a control group around us if that has less. Copies of files
 * that nothing has used lately (`inactive_file`) give way, so they count as free.
 */
export function availableMemory(root = '/'): number {
  const left = memoryGroups(root).map(({ limit, used, inactive }) => limit - Math.max(0, used - inactive))
  return Math.max(0, Math.min(memoryOf(root, 'MemAvailable') ?? freemem(), ...left))
}

/** A value of `/proc/meminfo`, in bytes. */
function memoryOf(root: string, name: string): number | undefined {
  const text = textOf(join(root, 'proc/meminfo')) ?? ''
  const kilobytes = new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(text)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

/** What a control group grants of memory and what its processes hold of it, in bytes. */
interface MemoryGroup {
  limit: number
  used: number
  /** Part of `used`: copies of files that give way. */
  inactive: number
}

/** Those that have a limit. */
function memoryGroups(root: string): MemoryGroup[] {
  const v2 = groupsV2(root).map(group => memoryGroup(group, 'memory.max', 'memory.current', 'inactive_file'))
  const v1 = groupsV1(root, 'memory').map(group =>
    memoryGroup(group, 'memory.limit_in_bytes', 'memory.usage_in_bytes', 'total_inactive_file'),
  )
  return [...v2, ...v1].filter(group => group !== undefined)
}

function memoryGroup(folder: string, limit: string, used: string, inactive: string): MemoryGroup | undefined {
  const read = (name: string) => Number(textOf(join(folder, name)) ?? Number.NaN)
  // `max` is no number; the older interface says "none" by a number larger than any memory.
  if (!(read(limit) >= 0)) return undefined
  const stat = new RegExp(`^${inactive} (\\d+)$`, 'm').exec(textOf(join(folder, 'memory.stat')) ?? '')
  return { limit: read(limit), used: read(used) || 0, inactive: Number(stat?.[1] ?? 0) }
}

/** The folders of our control group and of those around it. */
const groupsV2 = (root: string) => chain(join(root, 'sys/fs/cgroup'), /^0::(.*)$/m.exec(ownGroups(root))?.[1])

/** The same in the older interface, which has a tree for each kind of thing that is limited. */
function groupsV1(root: string, controller: 'cpu' | 'memory'): string[] {
  const own = new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(.*)$`, 'm').exec(ownGroups(root))?.[1]
  return chain(join(root, 'sys/fs/cgroup', controller), own)
}

const ownGroups = (root: string) => textOf(join(root, 'proc/self/cgroup')) ?? ''

/** Outside a container a group has a path; inside, its folder is the root, or what lies at the path is not there. */
function chain(top: string, own = '/'): string[] {
  const groups = []
  for (let path = normalize(own); ; path = dirname(path)) {
    groups.push(join(top, path))
    if (path === '/' || path === '.') return groups
  }
}

/** `cpu.max` is `<quota> <period>` in microseconds, or `max <period>`. */
function quotaV2(group: string): number | undefined {
  const [quota, period] = (textOf(join(group, 'cpu.max')) ?? '').split(' ').map(Number)
  return quota && period ? quota / period : undefined
}

function quotaV1(group: string): number | undefined {
  const read = (name: string) => Number(textOf(join(group, name)) ?? Number.NaN)
  const [quota, period] = [read('cpu.cfs_quota_us'), read('cpu.cfs_period_us')]
  return quota > 0 && period > 0 ? quota / period : undefined
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
