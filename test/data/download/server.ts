/** A loop-back server whose every reply a test writes itself. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Route = (request: IncomingMessage, response: ServerResponse, call: number) => void

export interface Server {
  url: string
  /** Requests so far, as their Range headers (undefined without one). */
  ranges: (string | undefined)[]
}

/** Answers every path with `route`, which also gets the number of the call, from 0. */
export async function serve(route: Route): Promise<Server> {
  const ranges: (string | undefined)[] = []
  const server = createServer((request, response) => {
    ranges.push(request.headers.range)
    route(request, response, ranges.length - 1)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.bin`, ranges }
}

/** A well-behaved reply: ranges honoured while the ETag holds. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  etag: string,
): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN)
  if (Number.isNaN(start) || request.headers['if-range'] !== etag) {
    response.writeHead(200, { etag, 'content-length': content.length }).end(content)
    return
  }
  response.writeHead(206, {
    etag,
    'content-length': content.length - start,
    'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
  })
  response.end(content.subarray(start))
}

/** Sends the head of a file and breaks the connection after `bytes`. */
export function sendCut(response: ServerResponse, content: Buffer, etag: string, bytes: number): void {
  response.writeHead(200, { etag, 'content-length': content.length })
  response.write(content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20))
}
