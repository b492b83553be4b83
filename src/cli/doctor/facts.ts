/** Everything that `uno doctor` knows, gathered. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { describeMachine, type Machine } from '../../machine.js'
import { type Libraries, mappedLibraries } from './libraries.js'

export interface Engine extends Libraries {
  version: string
  /** `libtorch-dev (/usr)`. */
  from: string
  /** Instruction set of libtorch's own kernels. */
  capability: string
  threads: number
  devices: string[]
}

export interface Facts {
  node: string
  system: string
  machine: Machine
  /** Processes that wanted a core, averaged over the last minute. */
  load: number
  /** NVIDIA cards in the machine, whether libtorch can use them or not. */
  cards: string[]
  /** The settings of OpenMP that the user made, not those that the engine makes by itself. */
  openmpSettings: Record<string, string>
  engine: Engine | { error: string }
}

/** Loads libtorch, and compiles the engine if that has not been done. */
export async function gatherFacts(): Promise<Facts> {
  const openmpSettings = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^(OMP|GOMP|KMP|OPENBLAS)_|^UNO_THREADS$/.test(name)),
  ) as Record<string, string>
  return {
    node: process.versions.node,
    system: /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform,
    machine: describeMachine(),
    load: loadavg()[0]!,
    cards: nvidiaCards(),
    openmpSettings,
    engine: await gatherEngine().catch((error: Error) => ({ error: error.message })),
  }
}

async function gatherEngine(): Promise<Engine> {
  const { locateLibtorch } = await import('../../torch/locate.js')
  const { engineFacts } = await import('../../torch/facts.js')
  const { from, prefix } = locateLibtorch()
  const { version, capability, threads, cuda, config } = engineFacts()
  const devices = cuda ? ['cpu', 'cuda'] : ['cpu']
  return { version, from: `${from} (${prefix})`, capability, threads, devices, ...mappedLibraries(config) }
}

function nvidiaCards(): string[] {
  const folder = '/proc/driver/nvidia/gpus'
  if (!existsSync(folder)) return []
  return readdirSync(folder).map(card => {
    const text = readFileSync(join(folder, card, 'information'), 'utf8')
    return /^Model:\s*(.*)$/m.exec(text)?.[1] ?? card
  })
}
