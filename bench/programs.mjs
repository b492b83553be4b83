/** The programs that are timed: run one like the other, and what they print read. */
import { execFileSync } from 'node:child_process'

export const pathOf = name => new URL(name, import.meta.url).pathname

/** Node's and Python's libtorch with the same threads. */
function environmentOf(threads) {
  const env = {
    ...process.env,
    UNO_THREADS: threads,
    OMP_NUM_THREADS: threads,
    OPENBLAS_NUM_THREADS: threads,
  }
  // OpenBLAS is to choose its kernels by the processor, for both.
  delete env.OPENBLAS_CORETYPE
  return env
}

/** The numbers that a program prints by their names, `name<tab>number`; the total, on the first line, has none. */
export function measure([program, ...args], threads) {
  const lines = execFileSync(program, args, { env: environmentOf(threads), encoding: 'utf8' })
    .trim()
    .split('\n')
  const numbers = lines.flatMap((line, i) => {
    const [name, value] = i === 0 && !line.includes('\t') ? ['', line] : line.split('\t')
    return Number.isFinite(Number(value)) ? [[name, Number(value)]] : []
  })
  return new Map(numbers)
}
