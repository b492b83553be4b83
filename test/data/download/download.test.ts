import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type DownloadOptions, download } from '../../../src/data/download/download.js'
import { redirected } from '../../../src/data/download/request.js'
import { temporaryFolder } from '../fixtures.js'
import { sendCut, sendFile, serve } from './server.js'

const content = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251))
const other = Buffer.from(content.map(byte => byte ^ 1))
const sha256 = (bytes: Buffer) => ({
  algorithm: 'sha256' as const,
  digest: createHash('sha256').update(bytes).digest('hex'),
})
const quick: DownloadOptions = { checksum: sha256(content), backoff: 1, retries: 2, stallTimeout: 300 }

test('a file arrives whole, and nothing else is left', async () => {
  const folder = temporaryFolder()
  const { url } = await serve((request, response) => sendFile(request, response, content, '"a"'))
  const progress: number[] = []
  await download(url, join(folder, 'deep/x'), { ...quick, onProgress: received => progress.push(received) })
  expect(readFileSync(join(folder, 'deep/x')).equals(content)).toBe(true)
  expect(readdirSync(join(folder, 'deep'))).toEqual(['x'])
  expect(progress.at(-1)).toBe(content.length)
})

test('27: one flipped byte: kept as .bad, both hashes, URL and remedy are said', async () => {
  const folder = temporaryFolder()
  const { url } = await serve((request, response) => sendFile(request, response, other, '"a"'))
  const failure = await download(url, join(folder, 'x'), quick).catch(error => error.message as string)
  for (const part of [url, sha256(content).digest, sha256(other).digest, 'x.bad', '--url'])
    expect(failure).toContain(part)
  expect(failure).not.toContain('\n')
  expect(readdirSync(folder)).toEqual(['x.bad'])
})

test('28: an interrupted download goes on where it was, in the same call and in a later one', async () => {
  const folder = temporaryFolder()
  const { url, ranges } = await serve((request, response, call) =>
    call < 2 ? sendCut(response, content, '"a"', 20_000) : sendFile(request, response, content, '"a"'),
  )
  await expect(download(url, join(folder, 'x'), { ...quick, retries: 0 })).rejects.toThrow('given up')
  expect(existsSync(join(folder, 'x'))).toBe(false)
  await download(url, join(folder, 'x'), quick)
  expect(readFileSync(join(folder, 'x')).equals(content)).toBe(true)
  expect(ranges).toEqual([undefined, 'bytes=20000-', 'bytes=20000-'])
})

test('28: the file changed: a server that minds If-Range sends the new one from its beginning', async () => {
  const folder = temporaryFolder()
  const { url } = await serve((request, response, call) =>
    call === 0 ? sendCut(response, other, '"old"', 20_000) : sendFile(request, response, content, '"new"'),
  )
  await download(url, join(folder, 'x'), quick)
  expect(readFileSync(join(folder, 'x')).equals(content)).toBe(true)
})

test.each([
  ['another ETag', { etag: '"new"' }],
  ['another length', { 'content-range': 'bytes 20000-59999/60000' }],
  ['another range', { 'content-range': 'bytes 19999-49999/50000' }],
  ['no range', { 'content-range': '' }],
])('28: 206 with %s is not spliced', async (_, changed) => {
  const folder = temporaryFolder()
  const { url, ranges } = await serve((request, response, call) => {
    if (call === 0) return sendCut(response, other, '"old"', 20_000)
    if (call > 1) return sendFile(request, response, content, '"new"')
    const head = { etag: '"old"', 'content-range': 'bytes 20000-49999/50000', ...changed }
    response.writeHead(206, head).end(content.subarray(20_000))
  })
  await download(url, join(folder, 'x'), quick)
  expect(readFileSync(join(folder, 'x')).equals(content)).toBe(true)
  expect(ranges.at(-1)).toBeUndefined()
})

test('28: a server that lies about its ETag: the hash decides, and the file is fetched afresh', async () => {
  const folder = temporaryFolder()
  const { url, ranges } = await serve((request, response, call) =>
    call === 0 ? sendCut(response, other, '"a"', 20_000) : sendFile(request, response, content, '"a"'),
  )
  await download(url, join(folder, 'x'), quick)
  expect(readFileSync(join(folder, 'x')).equals(content)).toBe(true)
  expect(ranges).toEqual([undefined, 'bytes=20000-', undefined])
})

test('28: 200 instead of a range starts over; 416 too', async () => {
  for (const status of [200, 416]) {
    const folder = temporaryFolder()
    const { url } = await serve((_, response, call) => {
      if (call === 0) return sendCut(response, content, '"a"', 20_000)
      if (call === 1 && status === 416) return response.writeHead(416).end()
      response.writeHead(200, { 'content-length': content.length }).end(content)
    })
    await download(url, join(folder, 'x'), quick)
    expect(readFileSync(join(folder, 'x')).equals(content)).toBe(true)
  }
})

test('28: a part of another URL, or with damaged notes, is not used', async () => {
  const folder = temporaryFolder()
  const { url, ranges } = await serve((request, response) => sendFile(request, response, content, '"a"'))
  for (const notes of ['{"url": "http://elsewhere/x", "validator": "\\"a\\"", "size": 50000}', '{"url']) {
    writeFileSync(join(folder, 'x.part'), 'something else')
    writeFileSync(join(folder, 'x.part.json'), notes)
    await download(url, join(folder, 'x'), quick)
    expect(readFileSync(join(folder, 'x')).equals(content)).toBe(true)
  }
  expect(ranges).toEqual([undefined, undefined])
})

test('29: a server that stalls, or stops midway, is given up after the retries', async () => {
  for (const stalls of [true, false]) {
    const folder = temporaryFolder()
    const { url, ranges } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 100), () => stalls || response.destroy())
    })
    const options = { ...quick, stallTimeout: 100 }
    await expect(download(url, join(folder, 'x'), options)).rejects.toThrow('given up after 3 failures')
    expect(ranges).toHaveLength(3)
    expect(existsSync(join(folder, 'x'))).toBe(false)
  }
})

test('29: server errors are retried, others are not', async () => {
  const folder = temporaryFolder()
  const busy = await serve((request, response, call) =>
    call < 2 ? response.writeHead(503).end() : sendFile(request, response, content, '"a"'),
  )
  await download(busy.url, join(folder, 'x'), quick)
  const gone = await serve((_, response) => response.writeHead(404).end())
  await expect(download(gone.url, join(folder, 'y'), quick)).rejects.toThrow('the server says 404')
  expect(gone.ranges).toHaveLength(1)
})

test('29: redirects: followed to the file, at most five, never to file:, never in a loop', async () => {
  const folder = temporaryFolder()
  const { url } = await serve((request, response, call) =>
    call < 5
      ? response.writeHead(302, { location: `/${call}` }).end()
      : sendFile(request, response, content, '"a"'),
  )
  await download(url, join(folder, 'x'), quick)
  const loop = await serve((_, response) => response.writeHead(301, { location: '/file.bin' }).end())
  await expect(download(loop.url, join(folder, 'y'), quick)).rejects.toThrow('more than 5 redirects')
  for (const location of ['file:///etc/passwd', 'ftp://x/y', 'http://[bad']) {
    const away = await serve((_, response) => response.writeHead(302, { location }).end())
    await expect(download(away.url, join(folder, 'y'), quick)).rejects.toThrow(`redirects to ${location}`)
  }
  expect(readdirSync(folder)).toEqual(['x'])
})

test('29: another host is followed only where a checksum decides', async () => {
  const folder = temporaryFolder()
  const there = await serve((request, response) => sendFile(request, response, content, '"a"'))
  const here = await serve((_, response) => response.writeHead(302, { location: there.url }).end())
  await expect(download(here.url, join(folder, 'x'), { ...quick, checksum: undefined })).rejects.toThrow(
    'another host',
  )
  await download(here.url, join(folder, 'x'), quick)
  expect(existsSync(join(folder, 'x'))).toBe(true)
})

test('29: a web page with 200 is named as one', async () => {
  const { url, ranges } = await serve((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>log in</html>'),
  )
  await expect(download(url, join(temporaryFolder(), 'x'), quick)).rejects.toThrow('sends a web page')
  expect(ranges).toHaveLength(1)
})

test('29: an endless body stops at the expected size, or at the limit', async () => {
  for (const options of [{ bytes: 100_000 }, { limit: 100_000 }]) {
    const folder = temporaryFolder()
    let sent = 0
    const { url } = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(content)) sent += content.length
      }
      response.on('drain', more)
      more()
    })
    await expect(download(url, join(folder, 'x'), { ...quick, ...options })).rejects.toThrow(
      'more than the 100000 bytes',
    )
    expect(sent).toBeLessThan(20e6)
  }
})

test('29: a wrong Content-Length is noticed in both directions', async () => {
  const folder = temporaryFolder()
  const long = await serve((_, response) => {
    response.writeHead(200, { 'content-length': content.length + 5 })
    response.write(content, () => setTimeout(() => response.destroy(), 20))
  })
  await expect(download(long.url, join(folder, 'x'), { ...quick, retries: 0 })).rejects.toThrow('given up')
  await expect(download(long.url, join(folder, 'x'), { ...quick, bytes: content.length })).rejects.toThrow(
    'announces 50005 bytes, expected 50000',
  )
  const short = await serve((request, response) => {
    response.writeHead(200, { 'content-length': 40_000 })
    request.socket.write(content)
    response.end(content.subarray(0, 40_000))
  })
  await expect(download(short.url, join(folder, 'y'), { ...quick, retries: 0 })).rejects.toThrow()
  expect(existsSync(join(folder, 'y'))).toBe(false)
})

test('29: no server, no TLS, no http', async () => {
  const folder = temporaryFolder()
  const { url } = await serve((request, response) => sendFile(request, response, content, '"a"'))
  await expect(download('http://127.0.0.1:9/x', join(folder, 'x'), quick)).rejects.toThrow(
    /127.0.0.1:9.*given up/,
  )
  await expect(download(url.replace('http:', 'https:'), join(folder, 'x'), quick)).rejects.toThrow(
    'given up after 3',
  )
  await expect(download('file:///etc/passwd', join(folder, 'x'), quick)).rejects.toThrow(
    'expected an http or https',
  )
})

test('29: https is never left for http', () => {
  const options = { stallTimeout: 1, allowOtherHost: true }
  const from = new URL('https://a.example/x')
  expect(() => redirected(from, 'http://a.example/x', options)).toThrow('it would leave https')
  expect(redirected(from, '//b.example/y', options).href).toBe('https://b.example/y')
  expect(redirected(new URL('http://a.example/x'), 'https://a.example/x', options).protocol).toBe('https:')
})
