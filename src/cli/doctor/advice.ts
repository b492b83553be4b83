/** What makes this machine slower than it need be, or its numbers wrong, and the remedy of each. */
import { counted } from '../../counted.js'
import type { Engine, Facts } from './facts.js'

export interface Warning {
  problem: string
  remedy: string
}

/** One finding: the warning where it applies. */
type Check = (facts: Facts & { engine: Engine }) => Warning | false

const checks: Check[] = [
  // docs/libtorch-versions.md tells what was seen.
  ({ engine: { version, from } }) =>
    version.startsWith('2.6') &&
    from.startsWith('libtorch-dev') && {
      problem:
        "Debian 13's libtorch 2.6 takes a oneDNN that computes wrongly with AVX-512, and writes out of bounds",
      remedy: 'use another libtorch (UNO_LIBTORCH), or a container of Debian 12',
    },
  ({ engine }) =>
    engine.blas.name === 'reference BLAS' && {
      problem: 'matrix products run in the reference BLAS, about twenty times slower than OpenBLAS',
      remedy:
        'apt-get install libopenblas0-pthread; if it is there: update-alternatives --config libblas.so.3-x86_64-linux-gnu',
    },
  ({ engine, machine: { cores }, openmpSettings }) =>
    engine.threads === 1 &&
    cores > 1 && {
      problem: `one thread computes, of ${cores} cores (${settings(openmpSettings) || 'a container limits them'})`,
      remedy: `set UNO_THREADS=${cores}, or unset it`,
    },
  ({ machine: { cores } }) =>
    cores === 1 && {
      problem: 'one core only',
      remedy: 'give the machine or container more: training scales with cores',
    },
  ({ openmpSettings }) =>
    spins(openmpSettings) && {
      problem: `idle threads of OpenMP spin (${settings(openmpSettings)}), which starves everything beside them`,
      remedy: 'unset OMP_WAIT_POLICY and GOMP_SPINCOUNT (the engine then waits passively)',
    },
  ({ machine: { cores, cpuLimit = cores } }) =>
    cpuLimit < cores && {
      problem: `the container grants the time of ${cpuLimit} of ${cores} cores`,
      remedy: 'start it with more (docker run --cpus, resources.limits.cpu)',
    },
  ({ machine: { cores, cpuLimit = cores }, engine: { threads } }) =>
    threads > Math.ceil(cpuLimit) && {
      problem: `${threads} threads share the time of ${counted(cpuLimit, 'core')} and wait for each other`,
      remedy: `set UNO_THREADS=${Math.ceil(cpuLimit)}`,
    },
  ({ engine: { capability }, machine }) =>
    /default/i.test(capability) &&
    machine.instructionSets.includes('AVX2') && {
      problem: 'libtorch runs its plainest kernels although the processor has AVX2',
      remedy: 'unset ATEN_CPU_CAPABILITY',
    },
  ({ engine: { openmp } }) =>
    openmp.length > 1 && {
      problem: `two OpenMP runtimes in one process: ${openmp.join(', ')}`,
      remedy: 'delete build/ so that the engine is linked anew; if it stays, use another libtorch',
    },
  ({ cards, engine: { devices } }) =>
    cards.length > 0 &&
    !devices.includes('cuda') && {
      problem: `${cards.join(', ')} lies idle: this libtorch has no CUDA, or no driver that it can use`,
      remedy: 'set UNO_LIBTORCH=python with a PyTorch for CUDA, or UNO_LIBTORCH to such a libtorch',
    },
  ({ load, machine: { cores } }) =>
    load > cores + 0.5 && {
      problem: `other work keeps the machine busy: load ${load.toFixed(1)} on ${counted(cores, 'core')}`,
      remedy: 'wait for it, or give it less with nice',
    },
  ({ machine: { memoryAvailable } }) =>
    memoryAvailable < 2e9 && {
      problem: `${(memoryAvailable / 1e9).toFixed(1)} GB of memory are free; a training wants about 2`,
      remedy: 'stop other programs, or train with a smaller batch and width',
    },
]

/** Nothing can be said about the speed of an engine that does not load. */
export function warningsFor(facts: Facts): Warning[] {
  const { engine } = facts
  if ('error' in engine) return []
  return checks.map(check => check({ ...facts, engine })).filter(warning => warning !== false)
}

const settings = (variables: Record<string, string>) =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

/** The engine asks for passive waiting unless the user has said otherwise. */
function spins({ OMP_WAIT_POLICY, GOMP_SPINCOUNT }: Record<string, string>): boolean {
  return (
    /active/i.test(OMP_WAIT_POLICY ?? '') ||
    /^inf/i.test(GOMP_SPINCOUNT ?? '') ||
    Number(GOMP_SPINCOUNT) > 100_000
  )
}
