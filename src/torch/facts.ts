/** What this libtorch is and how it will compute. */
import { UserError } from '../errors.js'
import { addon } from './addon.js'

export interface EngineFacts {
  version: string
  /** The instruction set of ATen's own kernels: DEFAULT, AVX2, AVX512. */
  capability: string
  cuda: boolean
  threads: number
  /** libtorch's own description of its parallel back end. */
  parallel: string
  config: string
}

export function engineFacts(): EngineFacts {
  const facts = addon().facts()
  const capability = /CPU capability usage: (\S+)/.exec(facts.config)?.[1] ?? 'unknown'
  return { ...facts, capability, threads: addon().threads() }
}

export const setThreads = (count: number): void => addon().setThreads(count)

/** @throws UserError with the remedy if nothing can be computed on a device of that name */
export function requireDevice(device: string): void {
  if (!/^(cpu|cuda(:\d+)?)$/.test(device))
    throw new UserError(`device: ${device}, expected cpu, cuda or cuda:<number>`)
  if (!device.startsWith('cuda') || engineFacts().cuda) return
  throw new UserError(
    `device: ${device}, and this libtorch sees no GPU; set device=cpu, or give a libtorch with CUDA by UNO_LIBTORCH`,
  )
}
