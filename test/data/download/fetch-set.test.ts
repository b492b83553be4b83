import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogue } from '../../../src/data/download/catalogue.js'
import { fetchSet } from '../../../src/data/download/fetch-set.js'
import { openNamedSet } from '../../../src/data/images/benchmark.js'
import { zipChunks } from '../../../src/formats/zip-write.js'
import { png, tarGz, temporaryFolder, writeTree } from '../fixtures.js'
import { sendFile, serve } from './server.js'

const archive = Buffer.from(tarGz({ 'cat/0.png': png(1), 'dog/0.png': png(2) }))
const sha256 = createHash('sha256').update(archive).digest('hex')
const serveArchive = async (content: Buffer) => {
  const { url, ranges } = await serve((request, response) => sendFile(request, response, content, '"a"'))
  return { url: url.replace('file.bin', 'pets.tar.gz'), ranges }
}

test('an own set: fetched, checked, unpacked, opened; the second time it is there', async () => {
  const folder = temporaryFolder()
  const { url, ranges } = await serveArchive(archive)
  const [reference] = await fetchSet('pets', { folder, url, sha256 })
  expect(openNamedSet(reference!).classNames).toEqual(['cat', 'dog'])
  expect(readdirSync(folder)).toEqual(['pets'])
  expect(await fetchSet('pets', { folder, url, sha256 })).toEqual([reference])
  expect(ranges).toHaveLength(1)
  await expect(fetchSet('pets', { folder, url, sha256: 'a'.repeat(64) })).rejects.toThrow(sha256)
  mkdirSync(join(folder, 'mine'))
  await expect(fetchSet('mine', { folder, url, sha256 })).rejects.toThrow('is not known')
})

test('27: a wrong checksum is never unpacked', async () => {
  const folder = temporaryFolder()
  const damaged = Buffer.from(archive.map((byte, i) => (i === 100 ? byte ^ 1 : byte)))
  const { url } = await serveArchive(damaged)
  await expect(fetchSet('pets', { folder, url, sha256, backoff: 1 })).rejects.toThrow('not unpacked')
  expect(existsSync(join(folder, 'pets'))).toBe(false)
  expect(readdirSync(join(folder, 'pets.download'))).toEqual(['pets.tar.gz.bad'])
})

test('6: an archive that would leave its folder is refused whole', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'sentinel'), 'as it was')
  const { url } = await serveArchive(Buffer.from(tarGz({ 'ok.txt': 'x', '../sentinel': 'changed' })))
  await expect(fetchSet('pets', { folder: join(folder, 'in'), url })).rejects.toThrow('"../sentinel"')
  expect(readFileSync(join(folder, 'sentinel'), 'utf8')).toBe('as it was')
  expect(readdirSync(join(folder, 'in'))).toEqual(['pets.download'])
})

test('a zip under a URL that tells nothing, with its checksum, is unpacked likewise', async () => {
  const folder = temporaryFolder()
  const zip = Buffer.concat([...zipChunks([['cat/0.png', [png(1)]]])])
  const digest = createHash('sha256').update(zip).digest('hex')
  const { url } = await serve((request, response) => sendFile(request, response, zip, '"a"'))
  await fetchSet('pets', { folder, url: url.replace('file.bin', 'dl/1234'), sha256: digest })
  expect(readdirSync(join(folder, 'pets/cat'))).toEqual(['0.png'])
})

test('a file that is no archive stays what it is, in a folder of the set', async () => {
  const folder = temporaryFolder()
  const { url } = await serve((request, response) => sendFile(request, response, Buffer.from('1 2 3'), '"a"'))
  expect(await fetchSet('list', { folder, url: url.replace('file.bin', 'list.txt') })).toEqual([
    join(folder, 'list'),
  ])
  expect(readFileSync(join(folder, 'list/list.txt'), 'utf8')).toBe('1 2 3')
  expect(readdirSync(folder)).toEqual(['list'])
})

test('27: a file that lies there is checked by the checksum of this call', async () => {
  const folder = temporaryFolder()
  const { url, ranges } = await serveArchive(archive)
  mkdirSync(join(folder, 'pets.download'))
  writeFileSync(join(folder, 'pets.download/pets.tar.gz'), 'something else')
  await fetchSet('pets', { folder, url, sha256 })
  expect(openNamedSet(join(folder, 'pets')).classNames).toEqual(['cat', 'dog'])
  expect(ranges).toHaveLength(1)
})

test('for a known set from another source, what the catalogue knows of the file still holds', async () => {
  const folder = temporaryFolder()
  const { url } = await serveArchive(archive)
  await expect(fetchSet('cifar10', { folder, url })).rejects.toThrow(
    `announces ${archive.length} bytes, expected 170052171`,
  )
})

test('unknown names, checksums that are none, and --sha256 without --url are refused', async () => {
  const folder = writeTree(temporaryFolder(), {})
  await expect(fetchSet('imagenet', { folder })).rejects.toThrow('known: cifar10, cifar100, mnist')
  await expect(fetchSet('x', { folder, url: 'http://x/y', sha256: 'abc' })).rejects.toThrow('64 hexadecimal')
  await expect(fetchSet('cifar10', { folder, sha256 })).rejects.toThrow('give both')
  await expect(fetchSet('mnist', { folder, url: 'http://x/y' })).rejects.toThrow('consists of 4 files')
  expect(readdirSync(folder)).toEqual([])
})

test('the catalogue: names once, every file with a checksum of the right length', () => {
  expect(new Set(catalogue.map(entry => entry.name)).size).toBe(catalogue.length)
  for (const { url, checksum } of catalogue.flatMap(entry => entry.files)) {
    expect(checksum.digest, url).toMatch(/^[0-9a-f]{32}$/)
    expect(new URL(url).protocol).toMatch(/^https?:$/)
  }
})
