/** One HTTP exchange: redirects by rule, time limits, and the reply's head and body. */
import { FaultError } from '../../errors.js'

export interface RequestOptions {
  /** Milliseconds until the head of the reply, and between two pieces of the body. */
  stallTimeout: number
  /** Whether a redirect may lead to another host: only when a checksum decides in the end. */
  allowOtherHost: boolean
}

export interface Reply {
  /** Where the redirects ended. */
  url: URL
  status: number
  headers: Headers
  /** Fails with `Interrupted` if the connection breaks, stalls, or ends before the announced length. */
  body: AsyncGenerator<Uint8Array>
}

/** The network failed in a way that another attempt may mend. */
export class Interrupted extends Error {
  override name = 'Interrupted'
}

const maxRedirects = 5

/**
 * @throws FaultError for a redirect that breaks the rules
 * @throws Interrupted if there is no reply in time
 */
export async function request(
  start: string,
  headers: Record<string, string>,
  options: RequestOptions,
): Promise<Reply> {
  let url = new URL(start)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const timer = new Watchdog(options.stallTimeout, url)
    const response = await timer.guard(() =>
      fetch(url.href, { headers, redirect: 'manual', signal: timer.signal }),
    )
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || response.status === 304 || !location)
      return { url, status: response.status, headers: response.headers, body: pieces(response, timer) }
    timer.stop()
    await response.body?.cancel()
    url = redirected(url, location, options)
  }
  throw new FaultError(`${start}: more than ${maxRedirects} redirects, the last to ${url}`)
}

/** Where a redirect leads, if the rules allow it. */
export function redirected(from: URL, location: string, { allowOtherHost }: RequestOptions): URL {
  const refuse = (why: string) => new FaultError(`${from}: redirects to ${location}: ${why}`)
  if (!URL.canParse(location, from.href)) throw refuse('not a URL')
  const to = new URL(location, from)
  if (to.protocol !== 'http:' && to.protocol !== 'https:') throw refuse('only http and https are followed')
  if (from.protocol === 'https:' && to.protocol === 'http:') throw refuse('it would leave https')
  if (to.host !== from.host && !allowOtherHost)
    throw refuse('another host is followed only with a checksum; give --sha256, or that URL itself')
  return to
}

async function* pieces(response: Response, timer: Watchdog): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  try {
    while (reader) {
      timer.restart()
      const { value, done } = await timer.guard(() => reader.read())
      if (done) return
      timer.stop()
      yield value
    }
  } finally {
    timer.stop()
    // Also ends the connection when the reader leaves early; it may be broken already.
    await reader?.cancel().catch(() => {})
  }
}

/** Ends an exchange in which nothing happens. */
class Watchdog {
  private readonly controller = new AbortController()
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly timeout: number,
    private readonly url: URL,
  ) {
    this.restart()
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  restart(): void {
    this.stop()
    this.timer = setTimeout(() => this.controller.abort(), this.timeout)
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  /** Runs a step; whatever the network throws becomes `Interrupted` with the reason in words. */
  async guard<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step()
    } catch (error) {
      this.stop()
      if (this.signal.aborted) throw new Interrupted(`${this.url}: nothing came for ${this.timeout / 1000} s`)
      const { message, cause } = error as Error
      throw new Interrupted(
        `${this.url}: ${cause instanceof Error && cause.message ? cause.message : message}`,
      )
    }
  }
}
