import { errorOf, TintypeError } from './errors.ts'
import { sendByXhr, xhrOf } from './xhr.ts'

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

export type Sending = {
  method: string
  headers?: Readonly<Record<string, string>>
  body?: Blob
  signal?: AbortSignal | undefined
  /** How many bytes of the body have gone. */
  onProgress?: ((sent: number) => void) | undefined
}

/** The way to one server as one person. */
export type Transport = {
  /** Without a trailing slash. */
  url: string
  key: string | undefined
  /** Sends a request to a path of the API or an address of this server. Throws TintypeError unless the answer is 2xx. */
  send(address: string, sending: Sending): Promise<Response>
  /**
   * Whether the server will know us again: by a key or by a guest's cookie, which it is asked for when we have none.
   * Only then does it tell us what it has from us already. Throws TintypeError when it cannot say now.
   */
  isKnown(): Promise<boolean>
}

export type Access = { url: string; key?: string | undefined; fetch?: Fetch | undefined }

export function openTransport({ url: given, key, fetch }: Access): Transport {
  const url = checkUrl(given)
  const cookies = new Map<string, string>()
  let meeting: Promise<boolean> | undefined
  const send: Transport['send'] = async (address, sending) => {
    const target = new URL(address.startsWith('/api') ? url + address : address)
    if (target.origin !== new URL(url).origin) throw elsewhere(target.origin, url)
    const headers: Record<string, string> = { ...sending.headers }
    if (key) headers.authorization = `Bearer ${key}`
    else if (cookies.size > 0) headers.cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const response = await deliver(target.href, { ...sending, headers }, fetch)
    // Browsers keep a guest's cookie themselves and show none here.
    for (const line of response.headers.getSetCookie?.() ?? []) keepCookie(cookies, line)
    if (sending.method !== 'GET') await refuseRedirect(response, target)
    if (!response.ok) throw await errorOf(response)
    return response
  }
  return {
    url,
    key,
    send,
    async isKnown() {
      if (key || cookies.size > 0) return true
      // One for all that is sent at once: each answer makes another guest.
      meeting ??= meet(send).finally(() => {
        meeting = undefined
      })
      return (await meeting) && (!inNode || cookies.size > 0)
    },
  }
}

/** Asks for a guest's cookie. A server gives none to pages of other sites, whose cookies it would never see. */
async function meet(send: Transport['send']): Promise<boolean> {
  try {
    await send('/api/history', { method: 'POST' })
    return true
  } catch (thrown) {
    if (thrown instanceof TintypeError && thrown.code === 'forbidden') return false
    throw thrown
  }
}

function checkUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url && /^https?:$/.test(url.protocol) && !url.username)
    return (url.origin + url.pathname).replace(/\/+$/, '')
  throw new TintypeError({
    code: 'bad-input',
    field: 'url',
    message: `url: ${given || 'nothing'} is no address like https://images.example`,
  })
}

function elsewhere(origin: string, url: string): TintypeError {
  return new TintypeError({ code: 'not-tintype', message: `${origin} is not ${url}: nothing was sent there` })
}

async function deliver(url: string, sending: Sending, fetch: Fetch | undefined): Promise<Response> {
  const { method, headers = {}, body, signal, onProgress } = sending
  signal?.throwIfAborted()
  try {
    const xhr = fetch || !onProgress || !body ? undefined : xhrOf()
    if (xhr) return await sendByXhr(xhr, url, sending)
    const streamed = body && onProgress && inNode ? counted(body, onProgress) : undefined
    return await (fetch ?? globalThis.fetch)(url, {
      method,
      // Who is led on sends all of a file there before anybody can say no.
      redirect: method === 'GET' ? 'follow' : 'manual',
      headers: { ...headers, ...(streamed && { 'content-length': String(body?.size) }) },
      ...(signal && { signal }),
      ...(body && { body: streamed ?? body }),
      ...(streamed && { duplex: 'half' }),
    } as RequestInit)
  } catch (cause) {
    signal?.throwIfAborted()
    if (cause instanceof TintypeError) throw cause
    throw new TintypeError({
      code: 'network',
      message: `${new URL(url).origin} is not reached${reason(cause)}`,
      cause,
    })
  }
}

/** Node and its like send streams over any connection; browsers only over HTTP/2. */
const inNode = Boolean((globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node)

/** Bytes after each of which it is told how far a body is. */
const stepSize = 128 * 1024

function counted(body: Blob, onProgress: (sent: number) => void): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    async pull(controller) {
      onProgress(at)
      if (at >= body.size) return controller.close()
      const step = await body.slice(at, at + stepSize).arrayBuffer()
      at += step.byteLength
      controller.enqueue(new Uint8Array(step))
    },
  })
}

function reason(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  if (!(inner instanceof Error)) return ''
  const code = (inner as { code?: unknown }).code
  const text = inner.message || (typeof code === 'string' ? code : '')
  return text && `: ${text}`
}

/**
 * A redirect turns a POST into a GET, and what that answers is no answer to what was sent; a key and a file are for whom
 * they were meant. Browsers do not say where one leads, and XMLHttpRequest has followed it.
 */
async function refuseRedirect(response: Response, asked: URL): Promise<void> {
  const { status, redirected, type, headers } = response
  if (!redirected && type !== 'opaqueredirect' && !(status >= 300 && status < 400)) return
  await response.body?.cancel()
  const location = redirected ? response.url : (headers.get('location') ?? '')
  const reached = URL.canParse(location, asked.href) ? new URL(location, asked).origin : undefined
  const where = reached === undefined || reached === asked.origin ? 'another address' : reached
  throw new TintypeError({
    ...{ code: 'not-tintype', field: 'url', status },
    message: `url: ${asked.origin} leads on to ${where}: give the address that answers itself`,
  })
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
  if (name === undefined || value === undefined) return
  if (/;\s*max-age=0\b/i.test(line)) cookies.delete(name)
  else cookies.set(name, value)
}
