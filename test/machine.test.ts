import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cpuLimit, describeMachine, usableCores } from '../src/machine.js'

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

test('instruction sets are whole words of the flags', () => {
  file('proc/cpuinfo', 'processor\t: 0\nmodel name\t: Test CPU\nflags\t\t: fpu avx2 avx512f avx512_bf16x\n')
  expect(describeMachine(root)).toMatchObject({ processor: 'Test CPU', instructionSets: ['AVX2', 'AVX-512'] })
})

test('this machine has memory, and no more of it available than there is', () => {
  const { memory, memoryAvailable } = describeMachine()
  expect(memory).toBeGreaterThan(1e8)
  expect(memoryAvailable).toBeLessThanOrEqual(memory)
})
