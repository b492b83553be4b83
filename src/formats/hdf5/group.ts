/** What a group holds: the old symbol tables and the compact links of new files. */
import { quoted } from '../quoted.js'
import { Fields, nowhere } from './fields.js'
import type { Hdf5File } from './file.js'
import { type Message, messages, readObjectHeader } from './object-header.js'

export type Link = { kind: 'hard'; address: number } | { kind: 'soft'; path: string } | { kind: 'external' }

const mostSteps = 16
const mostNodes = 4096

/**
 * The messages of the object at a path from the root. Soft links are followed within the file.
 *
 * @throws Error with the reason: nothing of that name, a link to another file, links that go round
 */
export function findObject(file: Hdf5File, path: string): Message[] {
  let todo = path.split('/').filter(part => part !== '')
  let header = readObjectHeader(file, file.root)
  const unresolvable = () => new Error(`${path} is an unresolvable link`)
  for (let [steps, isLink] = [0, false]; todo.length > 0; steps++) {
    if (steps > mostSteps) throw unresolvable()
    const [name, ...rest] = todo as [string, ...string[]]
    const links = readLinks(file, header)
    const link = links.get(name)
    if (!link) throw isLink ? unresolvable() : new Error(missing(name, [...links.keys()]))
    if (link.kind === 'external')
      throw new Error(`${name} is an external link: refused, no other file is opened`)
    if (link.kind === 'hard') {
      header = readObjectHeader(file, link.address)
      todo = rest
      continue
    }
    const target = link.path.split('/').filter(part => part !== '' && part !== '.')
    // A relative path starts where the link is.
    if (link.path.startsWith('/')) header = readObjectHeader(file, file.root)
    todo = [...target, ...rest]
    isLink = true
  }
  return header
}

function missing(name: string, found: string[]): string {
  const listed = found.length === 0 ? 'nothing' : found.slice(0, 10).map(plain).join(', ')
  return `data set "${name}" is missing; found: ${listed}${found.length > 10 ? ' …' : ''}`
}

/** Ordinary names as they are, others quoted. */
const plain = (name: string) => (/^[\w.-]{1,60}$/.test(name) ? name : quoted(name))

function readLinks(file: Hdf5File, header: Message[]): Map<string, Link> {
  const table = header.find(({ type }) => type === messages.symbolTable)
  if (table) return symbolTable(file, new Fields(table.body, 'a symbol table'))
  const info = header.find(({ type }) => type === messages.linkInfo)
  if (info) refuseDense(new Fields(info.body, 'a link info'))
  const links = header.filter(({ type }) => type === messages.link)
  return new Map(links.map(({ body }) => readLink(new Fields(body, 'a link'))))
}

function refuseDense(info: Fields): void {
  info.skip(1)
  if (info.byte() & 1) info.skip(8)
  if (info.address() !== nowhere)
    throw new Error(
      'a group of many objects in the newest layout is not read; write each map to its own file',
    )
}

function readLink(fields: Fields): [string, Link] {
  fields.skip(1)
  const flags = fields.byte()
  const type = flags & 8 ? fields.byte() : 0
  if (flags & 4) fields.skip(8)
  if (flags & 16) fields.skip(1)
  const name = fields.text(fields.integer(2 ** (flags & 3)))
  if (type === 0) return [name, { kind: 'hard', address: fields.address() }]
  if (type === 1) return [name, { kind: 'soft', path: fields.text(fields.integer(2)) }]
  return [name, { kind: 'external' }]
}

/** A tree of nodes, each a list of names in a heap. */
function symbolTable(file: Hdf5File, table: Fields): Map<string, Link> {
  const [tree, heapAddress] = [table.address(), table.address()]
  const heap = readHeap(file, heapAddress)
  const links = new Map<string, Link>()
  // A set goes on with what is added while it is gone through, and has no node twice.
  const nodes = new Set([tree])
  for (const address of nodes) {
    const kind = Buffer.from(file.bytes(address, 4)).toString('latin1')
    if (kind === 'SNOD') readSymbols(file, address, heap, links)
    else for (const child of treeChildren(file, address)) nodes.add(child)
    if (nodes.size > mostNodes) throw new Error(`damaged: a group of more than ${mostNodes} nodes`)
  }
  return links
}

function treeChildren(file: Hdf5File, address: number): number[] {
  const head = file.read(address, 24, 'the tree of a group')
  head.signature('TREE')
  head.skip(2)
  const entries = head.integer(2)
  const fields = file.read(address + 24, 16 * entries, 'the tree of a group')
  return Array.from({ length: entries }, () => {
    fields.skip(8)
    return fields.address()
  })
}

function readSymbols(file: Hdf5File, address: number, heap: Uint8Array, links: Map<string, Link>): void {
  const head = file.read(address, 8, 'a list of names')
  head.skip(6)
  const count = head.integer(2)
  const fields = file.read(address + 8, 40 * count, 'a list of names')
  for (let i = 0; i < count; i++) {
    const name = heapText(heap, fields.integer(8))
    const object = fields.address()
    const cache = fields.integer(4)
    fields.skip(4)
    const scratch = fields.integer(4)
    fields.skip(12)
    links.set(
      name,
      cache === 2 ? { kind: 'soft', path: heapText(heap, scratch) } : { kind: 'hard', address: object },
    )
  }
}

function readHeap(file: Hdf5File, address: number): Uint8Array {
  const fields = file.read(address, 32, 'a heap')
  fields.signature('HEAP')
  fields.skip(4)
  const size = fields.integer(8)
  fields.skip(8)
  return file.bytes(fields.address(), size)
}

function heapText(heap: Uint8Array, offset: number): string {
  const end = offset < heap.length ? heap.indexOf(0, offset) : -1
  if (end < 0) throw new Error('damaged: a name beyond its heap')
  return Buffer.from(heap.subarray(offset, end)).toString('utf8')
}
