/** `uno data fetch`: downloads, checks and unpacks a set of the catalogue, or any file by its URL. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { UserError } from '../../errors.js'
import { archiveKind } from '../../formats/archive-kind.js'
import { unpack } from '../../formats/unpack.js'
import { type CatalogueFile, catalogue } from './catalogue.js'
import { digestOfFile, sha256Of } from './checksum.js'
import { type DownloadOptions, download } from './download.js'

export interface FetchOptions extends Omit<DownloadOptions, 'checksum' | 'bytes'> {
  /** Where the set comes to lie, in a folder of its name. */
  folder: string
  /** Another source; for a set of one file. */
  url?: string
  /** Of that source; without it, the catalogue's checksum holds for a known set, and none for others. */
  sha256?: string
  onStep?: (message: string) => void
}

/**
 * Gives what can be opened afterwards, as references for `openNamedSet`. A set that is there is left alone.
 * @throws UserError for an unknown name without a URL, and for a set that is there and did not come from a file of the
 *   checksum asked for; FaultError if the download fails
 */
export async function fetchSet(name: string, options: FetchOptions): Promise<string[]> {
  const { folder, onStep } = options
  const known = catalogue.find(entry => entry.name === name)
  const files = chooseFiles(name, known?.files, options)
  const target = join(folder, name)
  const sets = (known?.sets ?? ['.']).map(set =>
    set.startsWith('.') ? target + set.slice(1) : join(target, set),
  )
  if (existsSync(target)) {
    if (options.sha256 !== undefined) refuseOther(target, files[0]!.checksum!.digest)
    onStep?.(`${target} is there already`)
    return sets
  }
  const packed = join(folder, `${name}.download`)
  mkdirSync(packed, { recursive: true })
  for (const file of files) await fetchFile(file, packed, options)
  await place(files, packed, target, onStep)
  if (options.sha256 !== undefined) writeFileSync(join(target, noteName), `${files[0]!.checksum!.digest}\n`)
  rmSync(packed, { recursive: true, force: true })
  return sets
}

/** Kept among the files of a set that came with a sha256: which, for the archive itself is not kept. */
const noteName = '.fetched.sha256'

function refuseOther(target: string, sha256: string): void {
  const note = join(target, noteName)
  const noted = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined
  if (noted === sha256) return
  const found =
    noted === undefined ? 'from a file whose sha256 is not known' : `from a file of sha256 ${noted}`
  throw new UserError(`${target}: is there already, ${found}; remove it, or choose another name or --out`)
}

function chooseFiles(name: string, known: CatalogueFile[] | undefined, { url, sha256 }: FetchOptions) {
  const checksum = sha256 === undefined ? undefined : sha256Of(sha256)
  if (url === undefined) {
    if (!known) {
      const names = catalogue.map(entry => entry.name).join(', ')
      throw new UserError(`unknown set "${name}"; known: ${names}; or say where it lies with --url`)
    }
    if (checksum) throw new UserError('--sha256 is of the file that --url names; give both')
    return known
  }
  if (known && known.length > 1)
    throw new UserError(`--url: ${name} consists of ${known.length} files, expected one`)
  const [given] = known ?? []
  return [checksum || !given ? { url, checksum } : { ...given, url }]
}

/** The last part of the URL's path, as a file name that leads nowhere. */
const nameOf = (url: string) => basename(new URL(url).pathname).replace(/[^\w.-]|^\.+/g, '_') || 'file'

type File = Pick<CatalogueFile, 'url' | 'bytes'> & Partial<Pick<CatalogueFile, 'checksum'>>

async function fetchFile(file: File, folder: string, options: FetchOptions): Promise<void> {
  const path = join(folder, nameOf(file.url))
  if (existsSync(path)) {
    // Of an earlier call that was interrupted later on, perhaps by another URL or with another checksum.
    const { checksum } = file
    if (!checksum || (await digestOfFile(path, checksum.algorithm)) === checksum.digest) return
    rmSync(path)
  }
  options.onStep?.(`fetching ${file.url}`)
  await download(file.url, path, { ...options, checksum: file.checksum, bytes: file.bytes })
}

/** Into the folder of the set, which appears only now. */
async function place(files: File[], packed: string, target: string, onStep?: (message: string) => void) {
  const [first] = files
  const path = join(packed, nameOf(first!.url))
  if (files.length > 1 || !archiveKind(path)) {
    renameSync(packed, target)
    return
  }
  onStep?.(`unpacking to ${resolve(target)}`)
  await unpack(path, target)
}
