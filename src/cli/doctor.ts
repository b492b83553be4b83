/** `uno doctor`: what this machine computes with, and what makes it slow. */

import { Command } from 'commander'
import { counted } from '../counted.js'
import type { Warning } from './doctor/advice.js'
import type { Facts } from './doctor/facts.js'

export const doctorCommand = new Command('doctor')
  .description('say what this machine computes with, and what makes it slow')
  .option('--json', 'print everything as JSON')
  .action(async ({ json }: { json?: boolean }) => {
    const { gatherFacts } = await import('./doctor/facts.js')
    const { warningsFor } = await import('./doctor/advice.js')
    const facts = await gatherFacts()
    const warnings = warningsFor(facts)
    console.log(json ? JSON.stringify({ ...facts, warnings }, null, 2) : describe(facts, warnings))
    if ('error' in facts.engine) process.exitCode = 1
  })

function describe(facts: Facts, warnings: Warning[]): string {
  const rows = [...engineRows(facts), ...machineRows(facts)].map(
    ([name, value]) => `${name.padEnd(11)}${value}`,
  )
  const found = warnings.map(({ problem, remedy }) => `warning: ${problem}; ${remedy}`)
  const nothing = 'error' in facts.engine ? [] : ['nothing found that would make it slow']
  return [...rows, '', ...(found.length ? found : nothing)].join('\n').trimEnd()
}

function engineRows({ engine }: Facts): [string, string][] {
  if ('error' in engine) return [['engine', `does not load: ${engine.error}`]]
  const { version, from, capability, blas, threads, devices } = engine
  return [
    ['libtorch', `${version} from ${from}, kernels for ${capability}`],
    ['BLAS', blas.file ? `${blas.name}, ${blas.file}` : blas.name],
    ['threads', String(threads)],
    ['devices', devices.join(', ')],
  ]
}

function machineRows({ machine, cards, node, system }: Facts): [string, string][] {
  const { processor, cores, cpuLimit, instructionSets, memory, memoryAvailable } = machine
  const limit = cpuLimit === undefined ? '' : `, limited to the time of ${cpuLimit}`
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)
  return [
    ['processor', `${processor}, ${counted(cores, 'core')}${limit}`],
    ['has', instructionSets.join(', ') || 'none of AVX2, AVX-512, bf16, AMX'],
    ['memory', `${gigabytes(memory)} GB, ${gigabytes(memoryAvailable)} GB available`],
    ...cards.map((card): [string, string] => ['card', card]),
    ['Node', `${node} on ${system}`],
  ]
}
