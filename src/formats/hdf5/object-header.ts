/** Object headers: the messages that say what a group or a data set is. Versions 1 and 2. */
import type { Fields } from './fields.js'
import type { Hdf5File } from './file.js'

/** The messages that are read, by their numbers. */
export const messages = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  continuation: 0x10,
  symbolTable: 0x11,
} as const

export interface Message {
  type: number
  body: Uint8Array
}

/** Headers of data sets have a dozen messages in one or two blocks. */
const mostMessages = 4096
const mostBlocks = 64

/** All messages, those of continuation blocks too. */
export function readObjectHeader(file: Hdf5File, address: number): Message[] {
  const isNew = Buffer.from(file.bytes(address, 4)).toString('latin1') === 'OHDR'
  const { version, start, length } = isNew ? newPrefix(file, address) : oldPrefix(file, address)
  const found: Message[] = []
  const blocks = [{ at: start, length }]
  for (const [i, block] of blocks.entries()) {
    if (i >= mostBlocks) throw new Error(`damaged: an object header of more than ${mostBlocks} blocks`)
    for (const message of blockMessages(file, block, version)) {
      if (message.type !== messages.continuation) found.push(message)
      else blocks.push(continuation(message.body, isNew))
      if (found.length > mostMessages)
        throw new Error(`damaged: an object header of more than ${mostMessages} messages`)
    }
  }
  return found
}

interface Block {
  at: number
  length: number
}

/** How messages are laid out: of version 2 the flags decide. */
type Layout = { old: true } | { old: false; ordered: boolean }

function oldPrefix(file: Hdf5File, address: number): { version: Layout; start: number; length: number } {
  const fields = file.read(address, 16, 'an object header')
  const version = fields.byte()
  if (version !== 1) throw new Error(`damaged: an object header of version ${version}, expected 1 or 2`)
  fields.skip(7)
  return { version: { old: true }, start: address + 16, length: fields.integer(4) }
}

function newPrefix(file: Hdf5File, address: number): { version: Layout; start: number; length: number } {
  const flags = file.bytes(address + 5, 1)[0]!
  const before = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0)
  const size = 2 ** (flags & 3)
  const length = file.read(address + before, size, 'an object header').integer(size)
  const version = { old: false, ordered: (flags & 4) !== 0 } as const
  return { version, start: address + before + size, length }
}

function continuation(body: Uint8Array, isNew: boolean): Block {
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  if (body.length < 16) throw new Error('damaged: a continuation of less than 16 bytes')
  const at = Number(view.getBigUint64(0, true))
  const length = Number(view.getBigUint64(8, true))
  // Blocks of version 2 have a signature before their messages and a checksum after them.
  return isNew ? { at: at + 4, length: length - 8 } : { at, length }
}

function* blockMessages(file: Hdf5File, { at, length }: Block, layout: Layout): Generator<Message> {
  const fields = file.read(at, length, 'an object header')
  const prefix = layout.old ? 8 : layout.ordered ? 6 : 4
  while (fields.left >= prefix) {
    const message = layout.old ? oldMessage(fields) : newMessage(fields, layout.ordered)
    yield message
  }
}

function oldMessage(fields: Fields): Message {
  const [type, size] = [fields.integer(2), fields.integer(2)]
  const flags = fields.byte()
  fields.skip(3)
  return { type, body: unshared(fields.take(size), flags, type) }
}

function newMessage(fields: Fields, ordered: boolean): Message {
  const type = fields.byte()
  const size = fields.integer(2)
  const flags = fields.byte()
  if (ordered) fields.skip(2)
  return { type, body: unshared(fields.take(size), flags, type) }
}

const wanted: readonly number[] = Object.values(messages)

function unshared(body: Uint8Array, flags: number, type: number): Uint8Array {
  if (flags & 2 && wanted.includes(type))
    throw new Error('it shares its description with other objects (a committed type), which is not read')
  return body
}
