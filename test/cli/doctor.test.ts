import { expect, test } from 'vitest'
import { warningsFor } from '../../src/cli/doctor/advice.js'
import type { Engine, Facts } from '../../src/cli/doctor/facts.js'
import { librariesIn } from '../../src/cli/doctor/libraries.js'

const engine: Engine = {
  version: '1.13.0',
  from: 'libtorch-dev (/usr)',
  capability: 'AVX2',
  threads: 8,
  devices: ['cpu'],
  blas: { name: 'OpenBLAS (pthread)', file: '/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3' },
  openmp: ['/usr/lib/x86_64-linux-gnu/libgomp.so.1.0.0'],
}
const facts: Facts = {
  node: '20.20.2',
  system: 'Debian GNU/Linux 12 (bookworm)',
  machine: { processor: 'Test', cores: 8, instructionSets: ['AVX2'], memory: 16e9, memoryAvailable: 12e9 },
  load: 0.3,
  cards: [],
  openmpSettings: {},
  engine,
}
const withEngine = (changes: Partial<Engine>): Facts => ({ ...facts, engine: { ...engine, ...changes } })
const withMachine = (changes: Partial<Facts['machine']>, threads = 8): Facts => ({
  ...withEngine({ threads }),
  machine: { ...facts.machine, ...changes },
})

test('a machine in order has no warning', () => expect(warningsFor(facts)).toEqual([]))

test.each<[string, Facts, RegExp, RegExp]>([
  ["Debian 13's libtorch", withEngine({ version: '2.6.0' }), /oneDNN that computes wrongly/, /UNO_LIBTORCH/],
  [
    'the reference BLAS',
    withEngine({ blas: { name: 'reference BLAS' } }),
    /reference BLAS/,
    /libopenblas0-pthread/,
  ],
  [
    'one thread by a setting',
    { ...withEngine({ threads: 1 }), openmpSettings: { UNO_THREADS: '1' } },
    /one thread computes, of 8 cores \(UNO_THREADS=1\)/,
    /UNO_THREADS=8/,
  ],
  ['one core', withMachine({ cores: 1 }, 1), /one core only/, /give/],
  [
    'threads that spin by policy',
    { ...facts, openmpSettings: { OMP_WAIT_POLICY: 'ACTIVE' } },
    /spin \(OMP_WAIT_POLICY=ACTIVE\)/,
    /unset/,
  ],
  [
    'threads that spin by count',
    { ...facts, openmpSettings: { GOMP_SPINCOUNT: 'infinity' } },
    /GOMP_SPINCOUNT=infinity/,
    /unset/,
  ],
  ['a container’s limit', withMachine({ cpuLimit: 2 }, 2), /time of 2 of 8 cores/, /--cpus/],
  [
    'more threads than cores',
    withEngine({ threads: 64 }),
    /64 threads share the time of 8 cores/,
    /UNO_THREADS=8/,
  ],
  ['the plainest kernels', withEngine({ capability: 'DEFAULT' }), /plainest kernels/, /ATEN_CPU_CAPABILITY/],
  [
    'two OpenMP runtimes',
    withEngine({ openmp: ['/a/libgomp.so.1', '/b/libgomp.so.1'] }),
    /two OpenMP/,
    /build/,
  ],
  ['a card without CUDA', { ...facts, cards: ['NVIDIA H200'] }, /NVIDIA H200 lies idle/, /UNO_LIBTORCH/],
  ['neighbours', { ...facts, load: 9.2 }, /load 9\.2 on 8 cores/, /wait/],
  ['little memory', withMachine({ memoryAvailable: 1.5e9 }), /1\.5 GB/, /smaller/],
])('%s is the one warning, with its remedy', (_, unwell, problem, remedy) => {
  const [warning, ...others] = warningsFor(unwell)
  expect(warning?.problem).toMatch(problem)
  expect(warning?.remedy).toMatch(remedy)
  expect(others).toEqual([])
})

test('threads beyond a container’s limit are a warning beside the limit', () => {
  const remedies = warningsFor(withMachine({ cpuLimit: 1.5 })).map(warning => warning.remedy)
  expect(remedies).toEqual([expect.stringContaining('--cpus'), 'set UNO_THREADS=2'])
})

test('modest spinning, as the engine asks for, is no warning', () => {
  const openmpSettings = { OMP_WAIT_POLICY: 'passive', GOMP_SPINCOUNT: '1000' }
  expect(warningsFor({ ...facts, openmpSettings })).toEqual([])
})

test('nothing is said about the speed of an engine that does not load', () => {
  expect(warningsFor({ ...facts, load: 50, engine: { error: 'no libtorch' } })).toEqual([])
})

const maps = (...files: string[]) => files.map(file => `7f00-7f10 r-xp 00000000 fe:00 12 ${file}`).join('\n')

test.each([
  ['/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3', 'OpenBLAS (pthread)'],
  ['/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0', 'reference BLAS'],
  ['/usr/lib/x86_64-linux-gnu/blis-openmp/libblas.so.3', 'BLIS'],
  ['/usr/lib/x86_64-linux-gnu/atlas/libblas.so.3', 'ATLAS'],
  ['/opt/torch/lib/libmkl_core.so.2', 'MKL'],
  ['/opt/torch/lib/libopenblas-0b07d1.so', 'OpenBLAS'],
])('%s is %s', (file, name) => {
  expect(librariesIn(maps('/usr/lib/libc.so.6', file), '').blas).toEqual({ name, file })
})

test('the provider of libblas counts, not an OpenBLAS that another library brought', () => {
  const text = maps('/usr/lib/libopenblas.so.0', '/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0')
  expect(librariesIn(text, '').blas.name).toBe('reference BLAS')
})

test('a BLAS within libtorch is named as libtorch names it', () => {
  expect(librariesIn(maps('/opt/libtorch_cpu.so'), 'BLAS_INFO=mkl, BUILD_TYPE=Release').blas).toEqual({
    name: 'mkl (within libtorch)',
  })
})

test('each OpenMP runtime is counted once', () => {
  const gomp = '/usr/lib/x86_64-linux-gnu/libgomp.so.1.0.0'
  expect(librariesIn(maps(gomp, gomp, '/opt/torch/lib/libgomp-a34b3233.so.1'), '').openmp).toHaveLength(2)
})
