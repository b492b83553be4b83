/** Which libraries libtorch really computes with: those that the process has mapped once it is loaded. */
import { readFileSync } from 'node:fs'

export interface Libraries {
  blas: { name: string; file?: string }
  /** OpenMP runtimes; more than one means more than one pool of threads. */
  openmp: string[]
}

/**
 * @param maps the text of /proc/self/maps
 * @param config libtorch's description of its build, for a BLAS that is linked into it
 */
export function librariesIn(maps: string, config: string): Libraries {
  const files = [...new Set(maps.match(/\/\S+\.so[\d.]*$/gm))]
  // Debian's libtorch asks for libblas, whoever provides it; others may be there for other libraries' sake.
  const blas =
    files.find(file => /\/libblas[^/]*$/.test(file)) ??
    files.find(file => /\/lib(openblas|blis|mkl_rt|mkl_core|atlas)[^/]*$/.test(file))
  const builtIn = /BLAS_INFO=(\w+)/.exec(config)?.[1] ?? 'unknown'
  return {
    blas: blas ? { name: blasName(blas), file: blas } : { name: `${builtIn} (within libtorch)` },
    openmp: files.filter(file => /lib(gomp|iomp5|omp)[^/]*$/.test(file)),
  }
}

export const mappedLibraries = (config: string): Libraries =>
  librariesIn(readFileSync('/proc/self/maps', 'utf8'), config)

/** Debian keeps every provider of libblas.so.3 in a folder of its own. */
function blasName(file: string): string {
  const flavour = /\/openblas-(\w+)\//.exec(file)?.[1]
  if (flavour) return `OpenBLAS (${flavour})`
  if (file.includes('openblas')) return 'OpenBLAS'
  if (file.includes('blis')) return 'BLIS'
  if (file.includes('mkl')) return 'MKL'
  return file.includes('atlas') ? 'ATLAS' : 'reference BLAS'
}
