/** The part of a file that has come so far, and what is known of the file that it is a part of. */
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'

/** What tells one version of a remote file from another. */
export interface Version {
  url: string
  /** A strong ETag, or Last-Modified: what `If-Range` takes. */
  validator?: string
  /** Size of the whole file, if it was announced. */
  size?: number
}

export class Partial {
  readonly path: string
  private readonly notes: string

  /** @param target the file's final path; the part lies beside it */
  constructor(private readonly target: string) {
    this.path = `${target}.part`
    this.notes = `${target}.part.json`
  }

  /** Bytes that are there of `url`, with its version; nothing unless a rest could be asked for. */
  resumable(url: string): { size: number; version: Version } | undefined {
    if (!existsSync(this.path) || !existsSync(this.notes)) return undefined
    const version = this.readNotes()
    const { size } = statSync(this.path)
    return version?.url === url && version.validator && size > 0 ? { size, version } : undefined
  }

  note(version: Version): void {
    writeFileSync(this.notes, JSON.stringify(version))
  }

  discard(): void {
    rmSync(this.path, { force: true })
    rmSync(this.notes, { force: true })
  }

  /** Moves the complete file to its final name, or to `.bad` beside it; gives that path. */
  finish(as: 'good' | 'bad'): string {
    const path = as === 'good' ? this.target : `${this.target}.bad`
    renameSync(this.path, path)
    rmSync(this.notes, { force: true })
    return path
  }

  private readNotes(): Version | undefined {
    try {
      return JSON.parse(readFileSync(this.notes, 'utf8')) as Version
    } catch {
      return undefined // Cut off while it was written: then nothing is known of the part.
    }
  }
}
