import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { availableMemory, cpuLimit, describeMachine, grantedMemory, usableCores } from '../src/machine.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'uno-machine-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function file(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

test('without control groups there is no limit', () => {
  expect(cpuLimit(root)).toBeUndefined()
  expect(usableCores(root)).toBe(availableParallelism())
})

test('the tightest of the nested groups limits', () => {
  file('proc/self/cgroup', '0::/kubepods/pod1/main\n')
  file('sys/fs/cgroup/kubepods/cpu.max', '1600000 100000\n')
  file('sys/fs/cgroup/kubepods/pod1/cpu.max', '50000 100000\n')
  file('sys/fs/cgroup/kubepods/pod1/main/cpu.max', 'max 100000\n')
  expect(cpuLimit(root)).toBe(0.5)
  expect(usableCores(root)).toBe(1)
})

test('a container sees its own group as the root', () => {
  file('proc/self/cgroup', '0::/\n')
  file('sys/fs/cgroup/cpu.max', '150000 100000\n')
  expect(cpuLimit(root)).toBe(1.5)
})

test('the older interface is read as well; -1 means none', () => {
  file('sys/fs/cgroup/cpu/cpu.cfs_quota_us', '250000\n')
  file('sys/fs/cgroup/cpu/cpu.cfs_period_us', '100000\n')
  expect(cpuLimit(root)).toBe(2.5)
  file('sys/fs/cgroup/cpu/cpu.cfs_quota_us', '-1\n')
  expect(cpuLimit(root)).toBeUndefined()
})

test('the older interface nests as well', () => {
  file('proc/self/cgroup', '5:cpuset:/other\n4:memory:/\n3:cpu,cpuacct:/docker/one\n')
  file('sys/fs/cgroup/cpu/cpu.cfs_quota_us', '-1\n')
  file('sys/fs/cgroup/cpu/cpu.cfs_period_us', '100000\n')
  file('sys/fs/cgroup/cpu/docker/one/cpu.cfs_quota_us', '75000\n')
  file('sys/fs/cgroup/cpu/docker/one/cpu.cfs_period_us', '100000\n')
  expect(cpuLimit(root)).toBe(0.75)
  expect(usableCores(root)).toBe(1)
})

const meminfo = (total: number, free: number, available: number) =>
  file('proc/meminfo', `MemTotal: ${total} kB\nMemFree:  ${free} kB\nMemAvailable:   ${available} kB\n`)

test('without control groups the machine has its memory, and copies of files are free', () => {
  meminfo(1000, 100, 700)
  expect(grantedMemory(root)).toBe(1000 * 1024)
  expect(availableMemory(root)).toBe(700 * 1024)
})

test('without /proc/meminfo Node is asked', () => {
  expect(grantedMemory(root)).toBe(totalmem())
  expect(availableMemory(root)).toBeGreaterThan(0)
  expect(availableMemory(root)).toBeLessThanOrEqual(totalmem())
})

test('a group has left what it does not hold; files that nothing used lately give way', () => {
  meminfo(1e6, 1e6, 1e6)
  file('proc/self/cgroup', '0::/pod/main\n')
  file('sys/fs/cgroup/pod/memory.max', '1000000\n')
  file('sys/fs/cgroup/pod/memory.current', '800000\n')
  file('sys/fs/cgroup/pod/memory.stat', 'anon 500000\nactive_file 50000\ninactive_file 250000\n')
  file('sys/fs/cgroup/pod/main/memory.max', 'max\n')
  file('sys/fs/cgroup/pod/main/memory.current', '100\n')
  expect(grantedMemory(root)).toBe(1_000_000)
  expect(availableMemory(root)).toBe(450_000)
  expect(describeMachine(root)).toMatchObject({ memory: 1_000_000, memoryAvailable: 450_000 })
})

test('the tightest group counts, and the machine if that has less', () => {
  meminfo(1e6, 1e6, 1e6)
  file('proc/self/cgroup', '0::/pod/main\n')
  file('sys/fs/cgroup/pod/memory.max', '1000000\n')
  file('sys/fs/cgroup/pod/memory.current', '950000\n')
  file('sys/fs/cgroup/pod/main/memory.max', '500000\n')
  file('sys/fs/cgroup/pod/main/memory.current', '300000\n')
  expect(grantedMemory(root)).toBe(500_000)
  expect(availableMemory(root)).toBe(50_000)
  meminfo(400, 10, 20)
  expect(grantedMemory(root)).toBe(400 * 1024)
  expect(availableMemory(root)).toBe(20 * 1024)
})

test('a group above its limit has nothing left', () => {
  file('sys/fs/cgroup/memory.max', '1000\n')
  file('sys/fs/cgroup/memory.current', '1200\n')
  expect(availableMemory(root)).toBe(0)
})

test('memory by the older interface: a limit above any memory is none', () => {
  meminfo(1e6, 1e6, 1e6)
  // A container whose own group lies at the root, under a path that only the host knows.
  file('proc/self/cgroup', '4:memory:/docker/one\n0::/\n')
  file('sys/fs/cgroup/memory/memory.limit_in_bytes', '9223372036854771712\n')
  file('sys/fs/cgroup/memory/memory.usage_in_bytes', '700000\n')
  file('sys/fs/cgroup/memory/memory.stat', 'inactive_file 1\ntotal_inactive_file 100000\n')
  expect(grantedMemory(root)).toBe(1e6 * 1024)
  expect(availableMemory(root)).toBe(1e6 * 1024)
  file('sys/fs/cgroup/memory/memory.limit_in_bytes', '1000000\n')
  expect(grantedMemory(root)).toBe(1_000_000)
  expect(availableMemory(root)).toBe(400_000)
})

test('only here is the system asked for cores and memory: it knows nothing of containers', () => {
  const src = resolve(import.meta.dirname, '../src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
  const asks =
    /\{[^}]*\b(availableParallelism|cpus|freemem|totalmem)\b[^}]*\} from 'node:os'|process\.(constrained|available)Memory/
  expect(files.filter(name => asks.test(readFileSync(join(src, name), 'utf8')))).toEqual(['machine.ts'])
})

test('instruction sets are whole words of the flags', () => {
  file('proc/cpuinfo', 'processor\t: 0\nmodel name\t: Test CPU\nflags\t\t: fpu avx2 avx512f avx512_bf16x\n')
  expect(describeMachine(root)).toMatchObject({ processor: 'Test CPU', instructionSets: ['AVX2', 'AVX-512'] })
})

test('this machine has memory, and no more of it available than there is', () => {
  const { memory, memoryAvailable } = describeMachine()
  expect(memory).toBeGreaterThan(1e8)
  expect(memoryAvailable).toBeLessThanOrEqual(memory)
})
