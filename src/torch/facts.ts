/** What this libtorch is and how it will compute. */
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
