/** Small archives for tests, made by hand so that they can be wrong in any way. */
import { deflateRawSync } from 'node:zlib'
import { zipChunks } from '../../src/formats/zip-write.js'

export interface TarMember {
  name: string
  content?: string | Uint8Array
  /** Type flag, `0` (a file) if not said. */
  type?: string
  /** What the header says instead of the content's length. */
  size?: string
}

export function tarMember({ name, content = '', type = '0', size }: TarMember): Buffer {
  const data = Buffer.from(content)
  const header = Buffer.alloc(512)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write(size ?? `${data.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  header.write(type, 156)
  header.write('ustar\x0000', 257)
  header.fill(0x20, 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)])
}

export const tarArchive = (...members: TarMember[]): Buffer =>
  Buffer.concat([...members.map(tarMember), Buffer.alloc(1024)])

/** A pax header for the member after it. */
export function pax(key: string, value: string): TarMember {
  const record = ` ${key}=${value}\n`
  const bytes = Buffer.byteLength(record)
  let length = bytes + String(bytes).length
  if (String(length).length > String(bytes).length) length++
  return { name: 'pax', type: 'x', content: `${length}${record}` }
}

export function zipArchive(members: Record<string, string | Uint8Array>): Buffer {
  const entries = Object.entries(members).map(([path, content]): [string, Uint8Array[]] => [
    path,
    [Buffer.from(content)],
  ])
  return Buffer.concat([...zipChunks(entries)])
}

/** A zip archive of one deflated member. */
export function deflatedZip(path: string, content: Uint8Array, announced = content.length): Buffer {
  const packed = deflateRawSync(content)
  const zip = zipArchive({ [path]: packed })
  const directory = zip.indexOf('PK\x01\x02', 0, 'latin1')
  const crc = Buffer.concat([...zipChunks([[path, [content]]])]).subarray(14, 18)
  for (const start of [4, directory + 6]) {
    zip.writeUInt16LE(8, start + 4)
    crc.copy(zip, start + 10)
    zip.writeUInt32LE(announced, start + 18)
  }
  return zip
}
