/** tar and tar.gz: whole archives at once (small images: fast), or as a stream (any size). Type by content. */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { UserError } from '../errors.js'
import { type ArchiveLimits, defaultLimits } from './archive-rules.js'
import { memorySource, withFile } from './byte-source.js'
import { ChunkReader } from './chunk-reader.js'
import { gunzipped, isGzip } from './gunzip.js'
import { TarScan } from './tar-scan.js'

export interface TarFile {
  path: string
  bytes: Uint8Array
}

export interface TarEntry {
  path: string
  size: number
  /** All its bytes; once, and before the next entry is asked for. */
  read(): Promise<Uint8Array>
  /** Its bytes piece by piece, for large files; likewise. */
  chunks(): AsyncIterable<Uint8Array>
}

/** Bytes of content are followed by zeros up to the next 512. */
const padding = (size: number) => (512 - (size % 512)) % 512

/** All files of an archive, in its order; they are views of the one unpacked buffer. */
export function readTar(path: string, limits: Partial<ArchiveLimits> = {}): TarFile[] {
  return parseTar(
    withFile(path, source => source.read(0, source.size)),
    path,
    limits,
  )
}

/** Reads an archive that is in memory; `name` is what errors call it. */
export function parseTar(packed: Uint8Array, name: string, limits: Partial<ArchiveLimits> = {}): TarFile[] {
  const allowed = { ...defaultLimits, ...limits }
  const source = memorySource(isGzip(packed) ? gunzipped(packed, name, allowed) : packed, name)
  const scan = new TarScan(name, allowed, packed.length)
  const files: TarFile[] = []
  for (let position = 0; ; ) {
    if (position === source.size) throw endMissing(name)
    const step = scan.next(source.read(position, 512))
    if (step.kind === 'end') return files
    const bytes = source.read(position + 512, step.size)
    if (step.kind === 'file') files.push({ path: step.path, bytes })
    if (step.kind === 'extension') scan.extend(bytes)
    position += 512 + step.size + padding(step.size)
  }
}

const endMissing = (name: string) =>
  new UserError(`${name}: truncated: the mark at the end of the archive is missing`)

/** The files of an archive one after another, in memory of one chunk; what an entry does not read is skipped. */
export async function* streamTar(
  path: string,
  limits: Partial<ArchiveLimits> = {},
): AsyncGenerator<TarEntry> {
  const { packedBytes, gzip } = withFile(path, source => ({
    packedBytes: source.size,
    gzip: source.size >= 2 && isGzip(source.read(0, 2)),
  }))
  const scan = new TarScan(path, { ...defaultLimits, ...limits }, packedBytes)
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 })
  const stream = gzip ? pipeline(file, createGunzip({ chunkSize: 256 * 1024 }), () => {}) : file
  const reader = new ChunkReader(stream, path, bytes => scan.checkUnpacked(bytes))
  try {
    for (;;) {
      if (await reader.ended()) throw endMissing(path)
      const step = scan.next(await reader.take(512))
      if (step.kind === 'end') return await reader.drain()
      if (step.kind === 'extension') scan.extend(await reader.take(step.size))
      if (step.kind === 'file') {
        const content = new EntryContent(reader, step.size)
        yield { path: step.path, size: step.size, read: () => content.read(), chunks: () => content.chunks() }
        await content.skip()
      }
      await reader.skip(padding(step.size))
    }
  } finally {
    stream.destroy()
  }
}

/** The bytes of one entry, of which its user may take all, some or none. */
class EntryContent {
  private left: number

  constructor(
    private readonly reader: ChunkReader,
    private readonly size: number,
  ) {
    this.left = size
  }

  async read(): Promise<Uint8Array> {
    const parts: Buffer[] = []
    for await (const part of this.chunks()) parts.push(part)
    return Buffer.concat(parts, this.size)
  }

  async *chunks(): AsyncGenerator<Buffer> {
    if (this.left < this.size) throw new Error('the bytes of a tar entry can be read only once')
    for await (const piece of this.reader.pieces(this.size)) {
      this.left -= piece.length
      yield piece
    }
  }

  skip(): Promise<void> {
    return this.reader.skip(this.left)
  }
}
