// What the machine must have, and how Debian gets it.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const includes = ['/usr/include', '/usr/local/include']
const header = name => () => includes.some(folder => existsSync(join(folder, name)))
const program = name => () => process.env.PATH.split(delimiter).some(folder => existsSync(join(folder, name)))

// What is looked for is the thing itself, not the package: whoever has it from elsewhere keeps it.
const needs = [
  { package: 'g++', there: program('g++') },
  { package: 'libjpeg62-turbo-dev', there: header('jpeglib.h') },
  { package: 'libwebp-dev', there: header('webp/decode.h') },
  {
    package: 'libtorch-dev',
    there: () => process.env.UNO_LIBTORCH || header('torch/csrc/api/include/torch/version.h')(),
  },
  { package: 'libopenblas0-pthread', there: () => process.env.UNO_LIBTORCH || !referenceBlas() },
  { package: 'chromium', there: program('chromium'), onlyTests: true, why: 'tests open the reports in it' },
]

/** Throws unless this Node is one that the project runs on. */
export function checkNode(version) {
  const [major, minor] = version.split('.').map(Number)
  // Both got `crc32` of node:zlib late; 21 never did.
  if (major > 22 || (major === 22 && minor >= 2) || (major === 20 && minor >= 15)) return
  throw new Error(
    `Node ${version} found, 20.15, 22.2 or newer needed: install Node 20, 22 or 24 (https://nodejs.org/en/download)`,
  )
}

/** Installs what is missing, on Debian, after saying what. Throws, in one line with the remedy, elsewhere. */
export function installPackages(forTests) {
  const missing = needs.filter(need => (forTests || !need.onlyTests) && !need.there())
  if (!missing.length && process.platform === 'linux') return
  const names = missing.map(need => need.package)
  const refused = refusal(process.platform, systemName(), names)
  if (refused) throw new Error(refused)
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...names]
  const root = process.getuid() === 0
  if (!root && !program('sudo')())
    throw new Error(`missing on this machine: ${names.join(', ')}; as root: ${install.join(' ')}`)
  const reasons = missing.map(need => (need.why ? `${need.package} (${need.why})` : need.package))
  console.error(
    `set-up: installing with apt-get${root ? '' : ' through sudo'}: ${reasons.join(', ')}; this takes a few minutes`,
  )
  apt(root, ['apt-get', 'update', '--quiet=2'])
  apt(root, [...install, '--quiet=2', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300'])
}

function apt(root, command) {
  const words = [...(root ? [] : ['sudo']), 'env', 'DEBIAN_FRONTEND=noninteractive', ...command]
  // Its errors are on stderr; five hundred lines of "Unpacking" help nobody.
  const { status } = spawnSync(words[0], words.slice(1), { stdio: ['inherit', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`"${words.join(' ')}" failed, see above; then run this again`)
}

/** Why set-up cannot install `names` on this system, and what to do instead; null where it can. */
export function refusal(platform, system, names) {
  if (/^Debian GNU\/Linux (12|13)/.test(system)) return null
  const container = 'use the Dockerfile in a container'
  const debian = platform === 'win32' ? `${container}, or Debian in WSL` : container
  // Addons and libraries of other systems are not known here, whosever libtorch it is.
  if (platform !== 'linux') return `set-up knows Debian 12 and 13, this is ${platform}: ${debian}`
  const own = 'install them (a libtorch of your own by UNO_LIBTORCH=<prefix> or =python)'
  return `set-up knows Debian 12 and 13, this is ${system} without ${names.join(', ')}: ${own}, or ${debian}`
}

function systemName() {
  if (!existsSync('/etc/os-release')) return 'an unknown Linux'
  return readFileSync('/etc/os-release', 'utf8').match(/^PRETTY_NAME="?(.*?)"?$/m)?.[1] ?? 'an unknown Linux'
}

// libtorch's matrix products go through libblas.so.3; Debian's reference is twenty times slower than OpenBLAS.
function referenceBlas() {
  const folder = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch] ?? process.arch
  const library = join('/usr/lib', folder, 'libblas.so.3')
  return !existsSync(library) || realpathSync(library).includes('/blas/')
}
