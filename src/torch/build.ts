/** The engine's addon, compiled against the libtorch that is there. */
import { compiledAddon } from '../compile.js'
import { includesOf, type Libtorch, locateLibtorch } from './locate.js'

/**
 * The path of the addon, compiled first if need be (about a minute, said on stderr).
 *
 * @throws UserError without libtorch, FaultError if it does not compile
 */
export function addonPath(): string {
  const libtorch = locateLibtorch()
  return compiledAddon({
    name: 'uno',
    title: `the engine for libtorch ${libtorch.version}`,
    folders: ['bridge', 'kernels'],
    compile: compileFlags(libtorch),
    link: linkFlags(libtorch),
    identity: libtorch.version,
    packages: 'g++ libtorch-dev',
  })
}

function compileFlags(libtorch: Libtorch): string[] {
  return [
    // at::parallel_for is header code: without this our kernels would run on one thread, silently.
    '-fopenmp',
    ...includesOf(libtorch).flatMap(folder => ['-isystem', folder]),
    `-D_GLIBCXX_USE_CXX11_ABI=${libtorch.cxx11Abi ? 1 : 0}`,
  ]
}

function linkFlags({ libraries, openmp, cuda }: Libtorch): string[] {
  return [
    ...(libraries ? [`-L${libraries}`, `-Wl,-rpath,${libraries}`] : []),
    '-ltorch',
    '-ltorch_cpu',
    '-lc10',
    // Nothing of ours calls into CUDA directly, so the linker would drop it, kernels and all.
    ...(cuda ? ['-Wl,--no-as-needed', '-ltorch_cuda', '-lc10_cuda', '-Wl,--as-needed'] : []),
    openmp ?? '-fopenmp',
  ]
}
